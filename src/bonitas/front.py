"""`bonitas.rate`: of a ledger here, or of tables on Spark, by what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, overload

from bonitas.engine.question import Day, Instant
from bonitas.engine.rate import rate as rate_ledger
from bonitas.engine.ratings import Ratings
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook

if TYPE_CHECKING:
    from bonitas.spark.ratings import SparkRatings

#: Asked rows: (subject, day) or (subject, day, known-at).
AskedRows = Iterable[tuple[str, Day] | tuple[str, Day, Instant | None]]


@overload
def rate(
    book: Rulebook, ledger: Ledger, *, on: Day | None = None, known_at: Instant | None = None,
    subject: str | Sequence[str] | None = None, asked: AskedRows | None = None, threads: int = 0, batch_rows: int = ...,
    progress: Callable[[int], None] | None = None, changes: bool = True, lang: str = "en",
) -> Ratings: ...  # fmt: skip
@overload
def rate(
    book: Rulebook, ledger: Any, *, participations: Any = None, amendments: Any = None, on: Day | None = None,
    known_at: Instant | None = None, subject: str | Sequence[str] | None = None, asked: Any = None, partitions: int | None = None,
    changes: bool = True, lang: str = "en", lab: bool = False,
) -> SparkRatings: ...  # fmt: skip
def rate(book: Rulebook, ledger: Any, **question: Any) -> Ratings | SparkRatings:
    """Rate subjects by a rulebook: of a ledger (`bonitas.engine.rate.rate`) or of a Spark table of records (`bonitas.spark.rate.rate`).

    The words of the question are the same: `on`, `known_at`, `subject`, `asked`, `changes`, `lang`. A ledger takes `threads`,
    `batch_rows` and `progress` too; a Spark table takes `participations` and `amendments` beside it, `partitions` and `lab`.
    """
    if hasattr(ledger, "mapInArrow"):
        from bonitas.spark.rate import rate as rate_tables  # noqa: PLC0415 - only where Spark is

        return rate_tables(book, ledger, **question)
    return rate_ledger(book, ledger, **question)
