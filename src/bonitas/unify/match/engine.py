"""Splink at work: over a table of names that lives in memory only, quietly, on one connection.

Everything is asked of one table, `rows`: `id`, `source`, `fresh`, and what is compared. Where several ledgers are compared, a pair of
one ledger is none; that is a condition of every join here, so that one way serves ledgers beside each other and doubles within one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import duckdb

from bonitas.unify.match.codes import trouble
from bonitas.unify.match.comparing import Comparison

if TYPE_CHECKING:
    from splink import Linker

#: What the extra `link` installs.
LIBRARIES: Final = ("splink", "anyascii", "pypinyin", "cleanco")
#: What was assumed of chance agreement counts as so many pairs.
U_BEFORE: Final = 200
#: A value that more rows have says nothing surely.
TOO_COMMON: Final = 10
_SETTINGS: Final = {
    "link_type": "dedupe_only", "unique_id_column_name": "id", "retain_matching_columns": True,
    "retain_intermediate_calculation_columns": False, "em_convergence": 0.0001, "max_iterations": 50,
}  # fmt: skip


def missing_libraries() -> tuple[str, ...]:
    """Which of the libraries that names are compared with are not installed."""
    return tuple(name for name in LIBRARIES if find_spec(name) is None)


class Engine:
    """The table `rows` in memory, and Splink over it. `across`: pairs of one source are none."""

    def __init__(self, rows: Any, *, across: bool) -> None:
        self.con = duckdb.connect(":memory:")
        self.con.execute("SET enable_progress_bar = false")
        self.con.execute("SET temp_directory = ''")  # names never reach a disk
        self.con.register("given_rows", rows)
        self.con.execute("CREATE TABLE rows AS SELECT * FROM given_rows")
        self.con.unregister("given_rows")
        self.across = " AND l.source <> r.source" if across else ""
        self._api: Any = None

    def linker(self, comparisons: Sequence[Any], keys: Sequence[str], prior: float = 0.0001, *, newly: bool = False) -> Linker:
        """A linker that compares within groups of the same key. `newly`: pairs without a fresh row are none."""
        from splink import DuckDBAPI, Linker, SettingsCreator  # noqa: PLC0415 - of an extra

        self._api = DuckDBAPI(self.con)
        table = self._api.register("rows", table_name="these_rows")
        fresh = " AND (l.fresh OR r.fresh)" if newly else ""
        rules = [{"blocking_rule": f"l.{key} = r.{key}{self.across}{fresh}", "sql_dialect": "duckdb"} for key in keys]
        settings = SettingsCreator(
            **_SETTINGS,  # type: ignore[arg-type]
            comparisons=list(comparisons), blocking_rules_to_generate_predictions=rules,  # type: ignore[arg-type]
            probability_two_random_records_match=prior,
        )  # fmt: skip
        return Linker(table, settings, log_level=None, validate_settings=False)

    def know_frequencies(self, linker: Linker, comparisons: Sequence[Comparison]) -> None:
        """Tell how often each value is there by chance: as often as in the other rows, drawn towards what is assumed of the level. That
        a pair has it itself says nothing, and in a short list it would say most."""
        for name, usual in {level.frequency: level.u for one in comparisons for level in one.levels if level.frequency}.items():
            share = f"(count(*) - 1 + {U_BEFORE * usual!r}) / ((SELECT count({name}) FROM rows) + {U_BEFORE}.0)"
            table = f"frequency_of_{name}"
            self.con.sql(
                f"CREATE TABLE {table} AS SELECT {name}, {share} AS tf_{name} FROM rows WHERE {name} IS NOT NULL GROUP BY {name}"
            )
            linker.table_management.register_term_frequency_lookup(self._api.register(table, table_name=f"of_{name}"), name)

    def maximise(self, linker: Linker, columns: Sequence[str], pairs: int, most: int) -> set[str]:
        """One round of expectation maximisation among rows that agree in these columns, over a part of them where they are too many;
        the comparisons that it taught nothing about."""
        session = linker.training.estimate_parameters_using_expectation_maximisation(
            self._agreeing(columns), estimate_without_term_frequencies=True, max_pairs=most if pairs > most else None,
        )  # fmt: skip
        return {one.output_column_name for one in session._comparisons_that_cannot_be_estimated}

    def possible_pairs(self) -> int:
        """How many pairs of rows there are at all, at least one."""
        return max(1, self._pairs("SELECT 0 AS key, source FROM rows"))

    def pairs_of_groups(self, columns: Sequence[str]) -> int:
        """How many pairs agree in these columns."""
        filled = " AND ".join(f"{name} IS NOT NULL" for name in columns)
        return self._pairs(f"SELECT hash({', '.join(columns)}) AS key, source FROM rows WHERE {filled}")

    def pairs_of_any(self, ways: Sequence[Sequence[str]]) -> int:
        """How many pairs agree in all columns of at least one of these; not by values that many rows have."""
        if not ways:
            return 0
        found = " UNION ".join(self._rare(columns) for columns in ways)
        return self._number(f"SELECT count(*) FROM ({found})")

    def _rare(self, columns: Sequence[str]) -> str:
        filled = " AND ".join(f"{name} IS NOT NULL" for name in columns)
        rare = (
            f"SELECT id, source, hash({', '.join(columns)}) AS key FROM rows WHERE {filled} "
            f"QUALIFY count(*) OVER (PARTITION BY hash({', '.join(columns)})) <= {TOO_COMMON}"
        )
        return f"SELECT l.id AS a, r.id AS b FROM ({rare}) l JOIN ({rare}) r ON l.key = r.key AND l.id < r.id{self.across}"

    def _agreeing(self, columns: Sequence[str]) -> str:
        return " AND ".join(f"l.{name} = r.{name}" for name in columns) + self.across

    def _pairs(self, keyed: str) -> int:
        """Pairs of rows with the same key; of two sources only, where several are compared."""
        sizes = "SELECT sum((n * (n - 1)) // 2)::BIGINT FROM (SELECT count(*)::HUGEINT AS n FROM ({}) GROUP BY {})"
        all_of_them = self._number(sizes.format(keyed, "key"))
        return all_of_them - (self._number(sizes.format(keyed, "key, source")) if self.across else 0)

    def _number(self, sql: str) -> int:
        [(found,)] = self.con.execute(sql).fetchall()
        return int(found or 0)

    def close(self) -> None:
        """Let go of the table."""
        self.con.close()


@contextmanager
def quietly() -> Iterator[None]:
    """Within the block Splink writes no log, and a failure of it says what sort it is and nothing of what was compared: its words may
    repeat cells. BonitasError U127."""
    from splink.internals.exceptions import SplinkException  # noqa: PLC0415 - of an extra

    log = logging.getLogger("splink")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    except (duckdb.Error, SplinkException) as exc:
        why = "not enough memory" if isinstance(exc, duckdb.OutOfMemoryException) else type(exc).__name__
        raise trouble("U127", why=why) from None
    finally:
        log.setLevel(level)
