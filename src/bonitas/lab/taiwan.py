"""The card clients of Taiwan, 2005, as records: the real data that the demonstration runs on.

The conduct (limit, statements, payments, lateness) is read by one function and becomes records; the outcome (default in the
month after) is read by another and never does. Sex, education, marriage and age are read by neither. How the columns become
records, and what the data does not say: data/taiwan_credit_default/README.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from bonitas.common.problems import BonitasError, Problem
from bonitas.common.shipped import shipped

#: The statement days, first to last. The data names months; the last day of each stands for its statement.
STATEMENT_DAYS: Final = tuple(dt.date(2005, month, day) for month, day in ((4, 30), (5, 31), (6, 30), (7, 31), (8, 31), (9, 30)))
#: The first day that the data covers. The day an account was opened is not in the data.
FIRST_COVERED: Final = dt.date(2005, 4, 1)
#: The day after the last statement, on which the demonstration rates.
ASKED_ON: Final = dt.date(2005, 10, 1)
RULEBOOK: Final = "example-card-conduct"
FURNISHER: Final = "card-issuer-tw"
#: How an account was run, by the state that the data gives: −2, −1, 0, or the number of months late.
USES: Final = ("no_use", "paid_in_full", "revolving", "late")

_FILE: Final = "taiwan_credit_default/default_of_credit_card_clients.csv.gz"
#: Months from April to September, as the data numbers them: 6 is April, 1 is September (but 0 in the column of lateness).
_MONTHS: Final = (6, 5, 4, 3, 2, 1)
_STATE: Final = tuple(f"PAY_{0 if m == 1 else m}" for m in _MONTHS)
_BALANCE: Final = tuple(f"BILL_AMT{m}" for m in _MONTHS)
_PAID: Final = tuple(f"PAY_AMT{m}" for m in _MONTHS)
_CONDUCT: Final = ("ID", "LIMIT_BAL", *_STATE, *_BALANCE, *_PAID)
_OUTCOME: Final = "default.payment.next.month"
_ZONE: Final = ZoneInfo("Asia/Taipei")
_REPORTED_AT: Final = dt.time(18, 0)

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What happened next: for each subject (in order of id) whether payment was defaulted on in October 2005."""

    subjects: list[str]
    defaulted: npt.NDArray[np.bool_]


def records(file: Path | None = None) -> pa.Table:
    """Every account and every statement as records, 7 rows a person, in the columns of a records file.

    Amounts are whole New Taiwan dollars (int64), days are date32, `recorded_at` is 18:00 in Taipei on the day itself.
    Raises BonitasError if the data is not there.
    """
    data = _read(file, _CONDUCT)
    return pa.concat_tables([_accounts(data), _statements(data)], promote_options="default")


def participations(file: Path | None = None, rulebook: str = RULEBOOK) -> pa.Table:
    """One served notice for each person, from the first day covered."""
    subjects = _subjects(_read(file, ("ID",)))
    n = len(subjects)
    return pa.table(
        {
            "subject": subjects,
            "rulebook": _same(rulebook, n),
            "basis": _same("notice", n),
            "from": _days(FIRST_COVERED, n),
            "recorded_at": _instants(FIRST_COVERED, n),
        }
    )


def outcomes(file: Path | None = None) -> Outcomes:
    """Who defaulted in the month after, in order of subject. For measuring only: no record is made of it."""
    data = _read(file, ("ID", _OUTCOME))
    return Outcomes(_subjects(data).to_pylist(), _column(data, _OUTCOME) == 1)


def looked_at(subjects: list[str]) -> npt.NDArray[np.bool_]:
    """True for the half that the rulebook was tuned on (odd numbers); the other half is only measured.

    >>> looked_at(["C00001", "C00002"]).tolist()
    [True, False]
    """
    return np.array([int(subject[1:]) % 2 == 1 for subject in subjects], dtype=np.bool_)


def _read(file: Path | None, columns: tuple[str, ...]) -> pa.Table:
    """`columns` of the shipped file, as int64 and by number; the others never leave it."""
    path = file or shipped("data") / _FILE
    options = csv.ConvertOptions(include_columns=list(columns), column_types=dict.fromkeys(columns, pa.int64()))
    try:
        return csv.read_csv(path, convert_options=options).sort_by("ID")
    except FileNotFoundError:
        problem = Problem(
            "D001", "The card data is not there.", file=path.name, remedy="Install the package whole, with its data."
        )
    except (OSError, KeyError, pa.ArrowException) as error:
        problem = Problem("D002", f"The card data cannot be read: {error}", file=path.name, remedy="Install the package anew.")
    raise BonitasError(problem)


def _column(data: pa.Table, name: str) -> Ints:
    numbers: Ints = data.column(name).to_numpy()
    return numbers


def _subjects(data: pa.Table) -> pa.Array:
    return _joined("C", pc.utf8_lpad(data.column("ID").combine_chunks().cast(pa.string()), 5, padding="0"))


def _joined(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _same(word: str, n: int) -> pa.Array:
    return pa.repeat(word, n)


def _days(day: dt.date, n: int) -> pa.Array:
    return pa.repeat(pa.scalar(day, pa.date32()), n)


def _instants(day: dt.date, n: int) -> pa.Array:
    return pa.repeat(pa.scalar(dt.datetime.combine(day, _REPORTED_AT, _ZONE), pa.timestamp("us", tz="UTC")), n)


def _accounts(data: pa.Table) -> pa.Table:
    return _rows(data, "card.account_reported", FIRST_COVERED, "account", {})


def _statements(data: pa.Table) -> pa.Table:
    """Month by month. The balance of the statement before is not known for the first."""
    pieces = []
    previous = pa.nulls(len(data), pa.int64())
    for day, state, balance, paid in zip(STATEMENT_DAYS, _STATE, _BALANCE, _PAID, strict=True):
        states = _column(data, state)
        owed = pa.array(_column(data, balance))
        attributes = {
            "card_balance": owed,
            "card_previous_balance": previous,
            "card_paid": pa.array(_column(data, paid)),
            "card_months_late": pa.array(np.maximum(states, 0)),
            "card_use": pa.array(USES).take(pa.array(np.minimum(states, 1) + 2)),
        }
        pieces.append(_rows(data, "card.statement", day, f"{day:%Y-%m}", attributes))
        previous = owed
    return pa.concat_tables(pieces)


def _rows(data: pa.Table, kind: str, day: dt.date, mark: str, attributes: Mapping[str, pa.Array]) -> pa.Table:
    """One record a person, with the limit and further `attributes`; `mark` makes its reference."""
    subjects, n = _subjects(data), len(data)
    return pa.table(
        {
            "subject": subjects,
            "subject_type": _same("person", n),
            "kind": _same(kind, n),
            "occurred_on": _days(day, n),
            "recorded_at": _instants(day, n),
            "furnisher": _same(FURNISHER, n),
            "ref": _joined(subjects, "-" + mark),
            "card_limit": pa.array(_column(data, "LIMIT_BAL")),
            **attributes,
        }
    )
