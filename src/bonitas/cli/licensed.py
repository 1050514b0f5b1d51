"""Under whose licence a command is run: said on the command line or by the environment, and held to whatever the command does."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bonitas.cli.errors import wrong

if TYPE_CHECKING:
    from bonitas.engine.licence.handed import Sight
    from bonitas.engine.licence.model import Licences, Operator
    from bonitas.ledger.allowed import Allowed
    from bonitas.ledger.store import Store
    from bonitas.rulebook.model import Rulebook

As = Annotated[
    str | None,
    typer.Option(
        "--as", metavar="OPERATOR", envvar="BONITAS_OPERATOR", help="Read and show only what this operator is licensed to."
    ),
]
File = Annotated[
    str | None,
    typer.Option("--licences", metavar="FILE", envvar="BONITAS_LICENCES", help="The file of licences that says what that is."),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Session:
    """The licence that a command is run under."""

    licences: Licences
    operator: Operator


_SESSION: Final[ContextVar[Session | None]] = ContextVar("session", default=None)


def under_licence(command: Callable[..., None]) -> Callable[..., None]:
    """A command with the options --as and --licences."""
    signature = inspect.signature(command, eval_str=True)
    more = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        for name, kind in (("as_", As), ("licences", File))
    ]

    @wraps(command)
    def run(*args: Any, as_: str | None = None, licences: str | None = None, **options: Any) -> None:
        with session(as_, licences):
            command(*args, **options)

    run.__signature__ = signature.replace(parameters=[*signature.parameters.values(), *more])  # type: ignore[attr-defined]
    return run


@contextmanager
def session(operator: str | None, file: str | None) -> Iterator[None]:
    """Within the block everything is read and shown as the licence says. Without an operator and a file: as ever."""
    if (operator is None) != (file is None):
        wrong("--as and --licences go together: who asks, and the file that says what they may.")
    if operator is None or file is None:
        yield
        return
    from bonitas.engine.licence.read import read_licences

    found = read_licences(file)
    token = _SESSION.set(Session(found, found.operator(operator)))
    try:
        yield
    finally:
        _SESSION.reset(token)


def is_licensed() -> bool:
    """Whether the command is run under a licence."""
    return _SESSION.get() is not None


def opened(address: str, *, whole: str = "") -> Store:
    """A ledger to be asked, as far as it may be read. `whole`: what needs every record there is (BonitasError U718). A file of links is
    none (U246)."""
    from bonitas.unify.links.book import is_links

    if is_links(address):
        from bonitas.unify.links.codes import trouble

        raise trouble("U246", found=address)
    return _opened(address, whole)


def opened_to_write(address: str) -> Store:
    """A ledger to be added to: under a licence one that lets it pass records on (BonitasError L508 for others)."""
    import bonitas

    return bonitas.open_ledger(address, write=True, allowed=allowed_now())


def allowed_now() -> Allowed | None:
    """What may be read and run; None without a licence."""
    now = _SESSION.get()
    return None if now is None else now.operator.allowed(now.licences.digest)


def opened_through(address: str, *, certainty: str | None = None, known_at: str | None = None, whole: str = "") -> Any:
    """A ledger to be asked, or several through a file of links: a `Filed` ledger. `certainty`, `known_at`: see
    `open_joined`; `whole`: see `opened`. BonitasError U243, U244."""
    from bonitas.unify.links.book import is_links

    if is_links(address):
        from bonitas.unify.links.reading import open_joined

        return _whole(open_joined(address, certainty=certainty, known_at=known_at, allowed=allowed_now()), whole)
    if certainty is not None:
        from bonitas.unify.links.codes import trouble

        raise trouble("U244", found=address)
    return _opened(address, whole)


def _opened(address: str, whole: str) -> Store:
    import bonitas

    store: Store = _whole(bonitas.open_ledger(address, allowed=allowed_now()), whole)
    return store


def _whole(store: Any, whole: str) -> Any:
    """The ledger, if it may be read as far as is needed; else it is closed."""
    if whole:
        from bonitas.engine.licence.refuse import refuse_some

        try:
            refuse_some(store, whole)
        except BaseException:
            store.close()
            raise
    return store


def running(rulebook: str) -> Rulebook:
    """A rulebook as it may be run: the whole, or what is left of it."""
    import bonitas

    book, now = bonitas.read_rulebook(rulebook), _SESSION.get()
    if now is None:
        return book
    from bonitas.engine.licence.run import runs

    return runs(book, now.operator.allowed(now.licences.digest))


def sight(book: Rulebook, recipient: str | None, subjects: Sequence[str]) -> Sight | None:
    """What whoever is given an answer sees of it; None: all of it."""
    now = _SESSION.get()
    if now is None:
        return None
    from bonitas.engine.licence.handed import sight_of

    return sight_of(now.licences, now.operator, recipient or "", book, subjects)


def not_handed_on(recipient: str | None, what: str, subject: str | None = None) -> None:
    """BonitasError U723 where an answer that is not handed on would be shown to another operator; U722 to somebody nobody knows."""
    now = _SESSION.get()
    if now is None or recipient in (None, "", now.operator.id, subject):
        return
    from bonitas.engine.licence.codes import trouble

    if recipient in now.licences.operators:
        raise trouble("U723", what=f"What '{what}' says")
    raise trouble("U722", found=recipient, known=tuple(now.licences.operators))


def left_out(book: Rulebook) -> list[dict[str, object]] | None:
    """What of a rulebook could not be asked; None for a whole one."""
    if not is_licensed():
        return None
    from bonitas.engine.licence.part import Part

    return [one.as_dict() for one in book.left_out] if isinstance(book, Part) else None
