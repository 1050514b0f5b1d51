"""What the set-wise check lets through and what the explainer finds nothing wrong with are the same rows."""

from __future__ import annotations

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bonitas.ledger import memory_ledger
from bonitas.ledger.columns import form_of
from bonitas.ledger.explain import Explainer

from .conftest import small_catalogue

CATALOGUE = small_catalogue()
digits = st.text("0123456789+-. e", min_size=1, max_size=20)
numbers = st.one_of(
    digits,
    st.decimals(-(10**13), 10**13, places=4).map(lambda d: format(d, "f")),
    st.integers(-(10**13), 10**13).map(str),
    st.sampled_from(["1.", ".5", "-0", "+1.50", "007", "1.5000", "1000000000000", "1000000000000.001"]),
    st.sampled_from(["٣", "1_0", " 1", "NaN", "inf"]),
)
days = st.one_of(
    st.dates().map(str),
    st.text("0123456789-/ ", min_size=1, max_size=11),
    st.sampled_from(["2026-02-29", "2024-02-29", "1899-12-31", "1900-01-01", "2199-12-31", "2200-01-01", "2026-1-1", "20260101"]),
    st.sampled_from(["2026-00-10", "2026-13-01", "infinity", "epoch", "-2026-01-01"]),
    st.sampled_from(["2026-01-01 ", "２０２６-01-01", "2026-01-01 (BC)"]),
)
times = st.one_of(
    st.datetimes().map(lambda d: d.isoformat() + "Z"),
    st.tuples(st.datetimes(), st.integers(-16, 16)).map(lambda p: f"{p[0].isoformat(' ')}{p[1]:+03}:30"),
    st.sampled_from(["2026-01-01T24:00:00Z", "2026-01-01T10:00Z", "2026-01-01T10Z", "2026-01-01T10:00:00"]),
    st.sampled_from(["2026-01-01T10:00:60Z", "2026-01-01T10:00:00.1234567Z", "2026-01-01T10:00:00.1+14:00"]),
    st.sampled_from(["2026-01-01T10:00:00z", "0001-01-01T00:00+14:00"]),
    st.sampled_from(["2026-02-30T10:00:00Z", "1899-12-31T23:30:00-01:00", "2199-12-31T23:30:00-01:00", "2026-01-01T10:00+0100"]),
)
words = st.text(max_size=6)


def cell(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | strategy.map(lambda text: text.replace("\0", "") or None)


rows = st.fixed_dictionaries(
    {
        "subject": cell(words),
        "kind": st.sampled_from(["civic.gift", "traffic.penalty", "civic.gifts", None]),
        "occurred_on": cell(days),
        "ended_on": cell(days),
        "recorded_at": cell(times),
        "subject_type": st.none() | st.sampled_from(["person", "organisation", "Person"]),
        "fine": cell(numbers),
        "amount": cell(numbers),
        "points_off": cell(numbers),
        "hours": cell(numbers),
        "level": st.sampled_from([None, "low", "large", "LOW"]),
        "thanked": st.sampled_from([None, "yes", "NO", "1", "0", "True", "y", "2"]),
        "thanked_on": cell(days),
        "note": cell(words),
    }
)


def test_the_two_agree() -> None:
    explainer = Explainer(form_of("records", CATALOGUE), None, ())
    with memory_ledger(catalogue=CATALOGUE) as ledger:

        @settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate])
        @given(st.lists(rows, min_size=20, max_size=60))
        def agree(batch: list[dict[str, str | None]]) -> None:
            for n, row in enumerate(batch):
                row.update(ref=str(n), subject=row["subject"] and f"{n} {row['subject']}")
            report = ledger.add(batch)
            refused = {one.line for one in report.problems if one.code not in ("L216", "L217")}
            explained = {line for line, row in enumerate(batch, 1) if explainer.problems(line, row)}
            assert "L218" not in {one.code for one in report.problems}
            assert refused == explained

        agree()
