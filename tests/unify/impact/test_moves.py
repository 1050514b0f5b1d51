"""Who moves where, and who is better or worse off, by hand."""

from __future__ import annotations

from bonitas.engine.rate import answer, ask
from bonitas.engine.ratings import Ratings
from bonitas.engine.run import Settings
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook
from bonitas.unify.impact.moves import Move, move, standings_of
from engine.small import book, fine, gift, ledger, notice

OLD = "clauses: {fined: {for: traffic.fine, points: -10}}\n"
NEW = "clauses: {fined: {for: traffic.fine, points: -60}, gave: {for: civic.gift, points: 5}}\n"


def moved(found: Ledger, old: Rulebook, new: Rulebook) -> Move:
    question = ask(old, found, on="2022-04-01")
    one, other = (answer(each, found, question, Settings(changes=False), enrolled_in=old) for each in (old, new))
    return move(one, other, standings_of(one), standings_of(other))


def test_where_the_bands_are_the_same_they_tell_who_is_better_off() -> None:
    records = [fine("2022-03-01", "1", subject="a"), gift("2022-03-01", "2", subject="b"), fine("2022-03-01", "3", subject="e")]
    with ledger(*records, participations=[notice(name) for name in "abcd"]) as found:
        one = moved(found, book(OLD), book(NEW, version="2"))
    assert one.measure == "band"
    said = one.as_dict()
    assert said["by_band"] == {"better": 0, "same": 3, "worse": 1, "not_compared": 1}
    assert said["migration"] == {
        "from": ["A", "B", "not_rated"], "to": ["A", "C", "not_rated"], "subjects": [[3, 0, 0], [0, 1, 0], [0, 0, 1]],
    }  # fmt: skip
    assert said["score_change"]["p50"] == 0


def test_elsewhere_places_tell() -> None:
    """Twelve subjects: one falls from the first place to the last, and one moves by a single place, which is less than a tenth."""
    rewards = "clauses: {gave: {for: civic.gift, points: {by: hours, each: 1, gives: 1}}}\n"
    turned = "clauses: {gave: {for: civic.gift, when: hours < 12, points: {by: hours, each: 1, gives: 1}}}\n"
    records = [gift("2022-03-01", str(n), subject=f"s{n:02d}", hours=n) for n in range(1, 13)]
    with ledger(*records) as found:
        one = moved(found, book(rewards), book(turned, bands="{high: 105, low: below}"))
    assert one.measure == "place"
    said = one.as_dict()
    assert said["by_band"] is None
    assert said["by_place"] == {"better": 0, "same": 11, "worse": 1, "not_compared": 0}
    assert said["score_change"] is not None  # one rulebook, two drafts


def test_bands_stand_best_first_and_the_others_behind_them() -> None:
    text = "measures: {hours: {max: civic.gift.hours}}\nno_score: {when: hours > 100, because: Too much.}\n" + OLD
    records = [*(fine("2022-03-01", f"1{n}", subject="a") for n in range(3)), gift("2022-03-01", "2", subject="b", hours=101)]
    with ledger(*records, participations=[notice(name) for name in "abc"]) as found:
        ratings: Ratings = answer(book(text), found, ask(book(text), found, on="2022-04-01"), Settings(changes=False))
    standings = standings_of(ratings)
    assert (standings.names, standings.bands) == (("A", "B", "no_score"), 2)
    assert standings.index.tolist() == [1, 2, 0]
