"""Records that cannot matter any more are not sent, and nothing comes out otherwise: neither ratings nor who is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bonitas
from bonitas.common.days import day_number
from bonitas.spark import rate
from bonitas.spark.frames import Frames
from bonitas.spark.lately import matter, only_there
from bonitas.spark.murmur import hashes
from bonitas.spark.needed import Needed, needed
from bonitas.spark.wire import amended, wired
from engine.small import Row, book, change, fine, gift, ledger, notice
from spark.test_files import kept
from spark.test_run import ON, PLAIN
from spark_session import frame
from strategies.small import CATALOGUE

TODAY, BEGINS = day_number(dt.date(2022, 3, 1)), day_number(dt.date(2020, 1, 1))
#: Fines before this day have no effect on ON or later.
FIRST = TODAY - 12 * 31
#: Of "old" there is nothing else, of "gone" not even a participation.
ROWS = [
    fine("2020-05-01", "1"), fine("2022-01-01", "2"), fine("2020-05-01", "3", subject="old"), fine("2020-05-02", "4", subject="old"),
    fine("2020-05-01", "5", subject="gone"), fine("2022-02-01", "6", subject="t"), gift("2022-02-01", "7", subject="gifted"),
]  # fmt: skip
NOTICES = [notice(who) for who in ("s", "old", "t")]
#: One of a record that is sent, one of a record that is not.
CHANGES = [change("6", "withdrawn", "2022-02-02"), change("1", "withdrawn", "2022-02-02")]
LATELY = needed(PLAIN, CATALOGUE, TODAY)


def expected(*changes: Row) -> list[dict[str, Any]]:
    with ledger(*ROWS, participations=NOTICES, amendments=changes) as there:
        found: list[dict[str, Any]] = bonitas.rate(PLAIN, there, on=ON).to_arrow().to_pylist()
        return found


@pytest.mark.parametrize(("files", "order"), [(True, None), (True, "subject"), (False, None)])
def test_what_stays_changes_nothing(tmp_path: Path, *, files: bool, order: str | None) -> None:
    """As pieces that are divided, in stretches and by rows. Two lie in each row group."""
    records, enrolled = kept(tmp_path, "r", ROWS, 2, order), kept(tmp_path, "n", NOTICES, 2, order)
    found = (
        bonitas.rate(PLAIN, records, participations=enrolled, on=ON, catalogue=CATALOGUE, files=files, partitions=2)
        .to_arrow()
        .to_pylist()
    )
    assert found == expected()
    assert {row["subject"]: row["standing"] for row in found}["gone"] == "not_rated"


def test_amendments_of_what_stays_stay_with_it(tmp_path: Path) -> None:
    records, changes = kept(tmp_path, "r", ROWS), kept(tmp_path, "c", CHANGES)
    sent = amended(changes, records, LATELY, CATALOGUE).collect()
    assert [(row["subject"], row["ref"]) for row in sent] == [("t", "6")]
    tables = {"participations": kept(tmp_path, "n", NOTICES), "amendments": changes}
    found = bonitas.rate(PLAIN, records, **tables, on=ON, catalogue=CATALOGUE).to_arrow().to_pylist()
    assert found == expected(*CHANGES)


def test_by_rows_only_what_matters_travels() -> None:
    rows = wired(Frames(frame(ROWS, CATALOGUE)), None, LATELY, CATALOGUE, unique=True).collect()
    assert sorted(row["subject"] for row in rows if row["seen"] is None) == ["s", "t"]
    assert sorted(row["subject"] for row in rows if row["seen"] is not None) == ["gifted", "gone", "old", "s"]


def test_from_which_day_on() -> None:
    """The earliest of all that a rule can look back to, in any period that an asked day may lie in."""
    since = {"traffic.fine": FIRST}
    assert LATELY.since == since
    assert needed(PLAIN, CATALOGUE).since == {}
    assert needed(PLAIN, CATALOGUE, day_number(dt.date(1999, 1, 1))).since == {"traffic.fine": FIRST + BEGINS - TODAY}
    (period,) = PLAIN.periods
    longer = book("clauses: {a: {for: traffic.fine, points: -1, lasts: 2 years}}\n").periods[0].rules
    both = replace(PLAIN, periods=(replace(period, end=TODAY + 9), replace(period, start=TODAY + 9, rules=longer)))
    assert needed(both, CATALOGUE, TODAY).since == {"traffic.fine": TODAY + 9 - 24 * 31}
    always = book("clauses: {a: {for: traffic.fine, points: -1}, b: {for: traffic.fine, points: -2, again: double}}\n")
    assert needed(always, CATALOGUE, TODAY).since == {}


def read_for(**more: Any) -> Needed:
    """What a job of these words says that it needs."""
    found: list[Needed] = []

    def seen(book_: Any, kinds: Any, first: int | None) -> Needed:
        found.append(needed(book_, kinds, first))
        return found[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rate, "needed", seen)
        bonitas.rate(PLAIN, frame(ROWS, CATALOGUE), on=ON, catalogue=CATALOGUE, **more)
    return found[0]


def test_the_earliest_asked_day_counts_and_moved_days_hold_all() -> None:
    asked = [("s", "2022-03-01"), ("t", "2022-02-28")]
    assert read_for().since == read_for(subject="s").since == {"traffic.fine": FIRST}
    assert read_for(asked=iter(asked)).since == {"traffic.fine": FIRST - 1}
    assert read_for(asked=frame([{"subject": "s", "on": ON}])).since == {}
    assert read_for(amendments=frame(CHANGES, CATALOGUE)).since == {"traffic.fine": FIRST}
    moved = change("1", "corrected", "2022-02-01", occurred_on="2022-01-15")
    assert read_for(amendments=frame([moved], CATALOGUE)).since == {}


def test_what_cannot_be_judged_travels() -> None:
    kind = pa.array(["a", "a", None, "b", "unread", "unread", "new"])
    day = pa.array([4, 5, 1, 1, 9, None, 1], pa.int32())
    lately = [False, True, True, True, False, False, True]
    assert matter(kind, day.cast(pa.date32()), ["unread"], {"a": 5}).tolist() == lately
    assert matter(kind.dictionary_encode(), day.cast(pa.date32()), ["unread"], {"a": 5}).tolist() == lately
    assert matter(kind, day.cast(pa.string()), [], {"a": 5}) is None
    assert matter(pa.array(["a"]), pa.array([None], pa.date32()), [], {"a": 5}) is None
    assert (
        matter(pa.array(["a"]), pa.array([-(10**6)], pa.int32()).cast(pa.date32()), [], {"a": 5}) is None
    )  # no day of a ledger's


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "a", "b", "ab", "é"]), st.sampled_from([None, "person", "organisation"]), st.booleans())
    )
)
def test_whom_nothing_else_names(rows: list[tuple[str, str | None, bool]]) -> None:
    subject = pa.array(["left out", *(row[0] for row in rows)]).slice(1)
    mine = np.array([row[2] for row in rows], np.bool_)
    sent = {row[:2] for row in rows if row[2]}
    type_ = pa.array([row[1] for row in rows], pa.string())
    for said in (type_, type_.dictionary_encode()):
        found = only_there(subject, said, hashes(subject), mine)
        assert not mine[found].any()
        assert {rows[i][:2] for i in found} | sent == {row[:2] for row in rows}


def test_hardly_anybody_is_named_twice() -> None:
    subject = pa.array([f"P{n * 7919 % 3001:07}" for n in range(9000)])
    found = only_there(subject, None, hashes(subject), np.arange(9000) % 3001 < 1000)
    assert 2001 <= len(found) < 2600
