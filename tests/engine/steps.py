"""A world for every step that an explanation can show: the rules, what happened, and the step as it must be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.small import Row, change, fine, gift, listing


@dataclass(frozen=True, slots=True)
class Told:
    """`on` the asked day; `score` None where there is none; `step` its name and what it changed; its sentence in two languages."""

    rules: str
    records: Sequence[Row]
    on: str
    score: str | None
    step: dict[str, Any]
    en: str
    de: str
    amendments: Sequence[Row] = ()
    header: dict[str, str] = field(default_factory=dict)


FINE = "clauses: {fined: {for: traffic.fine, points: -10}}\n"
LISTED = "clauses: {listed: {for: court.listing, grade: C, lasts: 5 years%s}}\n"

SHARED = {"bands": "{A: {from: 100, best: 12.5%}, B: {from: 50, best: 40%}, C: below}"}

STEPS: dict[str, Told] = {
    "held": Told(
        rules=FINE,
        records=[fine("2022-03-01", "1")],
        amendments=[change("1", "disputed", "2022-03-10")],
        on="2022-04-01",
        score="100",
        step={"step": "held", "record": "f/1"},
        en="A dispute about f/1 is open: the record is held out.",
        de="Zu f/1 ist ein Widerspruch offen: der Eintrag zählt nicht mit.",
    ),
    "overlapped": Told(
        rules="overlap: strongest\nclauses:\n  small: {for: traffic.fine, points: -10}\n  large: {for: traffic.fine, points: -30}\n",
        records=[fine("2022-03-01", "1")],
        on="2022-04-01",
        score="70",
        step={"step": "overlapped", "item": "small", "record": "f/1", "from": "-10", "to": "0"},
        en="small: f/1 counts under a stronger clause of the same act.",
        de="small: f/1 zählt nach einer stärkeren Regel derselben Handlung.",
    ),
    "again": Told(
        rules="clauses: {fined: {for: traffic.fine, points: -10, again: double}}\n",
        records=[fine("2022-03-01", "1"), fine("2022-04-01", "2")],
        on="2022-05-01",
        score="70",
        step={"step": "again", "item": "fined", "record": "f/2", "from": "-10", "to": "-20"},
        en="fined: f/2 is a repeat, so −10 becomes −20.",
        de="fined: f/2 ist eine Wiederholung, aus −10 wird −20.",
    ),
    "running": Told(
        rules="clauses: {gave: {for: civic.gift, points: {by: amount, each: 100, gives: 1, up_to: 5, running: calendar year}}}\n",
        records=[gift("2022-03-01", "1", amount=250), gift("2022-04-01", "2", amount=60), gift("2022-05-01", "3", amount=900)],
        on="2022-06-01",
        score="105",
        step={"step": "running", "item": "gave", "record": "f/2", "to": "1", "total_before": "250", "total": "310"},
        en="gave: with f/2 the total goes from 250 to 310, so it counts 1.",
        de="gave: mit f/2 steigt die Summe von 250 auf 310, er zählt daher 1.",
    ),
    "waits": Told(
        rules="clauses: {fined: {for: traffic.fine, points: -60, repaired: {when: settled, after: 3 months, points: -25}}}\n",
        records=[fine("2022-03-01", "1")],
        amendments=[change("1", "settled", "2022-04-01")],
        on="2022-05-31",
        score="40",
        step={"step": "waits", "item": "fined", "record": "f/1", "day": "2022-06-01"},
        en="fined: f/1 was settled, but what that changes comes on 2022-06-01 at the earliest.",
        de="fined: f/1 wurde erledigt, doch was das ändert, kommt frühestens am 2022-06-01.",
    ),
    "repaired": Told(
        rules="clauses: {fined: {for: traffic.fine, points: -60, repaired: {when: settled, points: -25, lasts: 2 years}}}\n",
        records=[fine("2022-03-01", "1")],
        amendments=[change("1", "settled", "2022-04-01")],
        on="2022-05-01",
        score="75",
        step={"step": "repaired", "item": "fined", "record": "f/1", "from": "-60", "to": "-25"},
        en="fined: f/1 was settled, so −60 becomes −25.",
        de="fined: f/1 wurde erledigt, aus −60 wird −25.",
    ),
    "lifted": Told(
        rules=LISTED % ", repaired: {when: settled, points: -20}",
        records=[listing("2022-03-01", "1")],
        amendments=[change("1", "settled", "2022-04-01")],
        on="2022-05-01",
        score="80",
        step={"step": "lifted", "item": "listed", "record": "f/1"},
        en="listed: f/1 was settled, so its direct grade is lifted.",
        de="listed: f/1 wurde erledigt, die unmittelbare Einstufung entfällt.",
    ),
    "decay": Told(
        rules="clauses: {fined: {for: traffic.fine, points: -5, decay: {after 6 months: 25%}}}\n",
        records=[fine("2022-03-01", "1")],
        on="2022-09-01",
        score="98.75",
        step={"step": "decay", "item": "fined", "record": "f/1", "from": "-5", "to": "-1.25"},
        en="fined: f/1 has aged, so −5 becomes −1.25.",
        de="fined: f/1 liegt zurück, aus −5 wird −1.25.",
    ),
    "limit": Told(
        rules="clauses: {gave: {for: civic.gift, points: 30, limit: 40 per calendar year}}\n",
        records=[gift("2022-03-01", "1"), gift("2022-04-01", "2")],
        on="2022-05-01",
        score="140",
        step={"step": "limit", "item": "gave", "record": "f/2", "from": "30", "to": "10"},
        en="gave: a limit was reached, so of f/2 10 counts in place of 30.",
        de="gave: eine Obergrenze ist erreicht, von f/2 zählt 10 statt 30.",
    ),
    "freeze": Told(
        rules="clauses:\n  gave: {for: civic.gift, points: 30}\n  listed: {for: court.listing, points: -10}\n"
        "freeze: gains while listed is unsettled\n",
        records=[listing("2022-03-01", "1"), gift("2022-04-01", "2")],
        on="2022-05-01",
        score="90",
        step={"step": "freeze", "item": "gave", "record": "f/2", "from": "30", "to": "0"},
        en="gave: gains are frozen, so f/2 counts 0 in place of 30.",
        de="gave: Zugewinne ruhen, f/2 zählt 0 statt 30.",
    ),
    "sum": Told(
        rules=FINE,
        records=[fine("2022-03-01", "1")],
        on="2022-04-01",
        score="90",
        step={"step": "sum", "to": "90"},
        en="Base and points add up to 90.",
        de="Ausgangswert und Punkte ergeben 90.",
    ),
    "clamp": Told(
        rules=FINE + "score: {min: 95}\n",
        records=[fine("2022-03-01", "1")],
        on="2022-04-01",
        score="95",
        step={"step": "clamp", "from": "90", "to": "95"},
        en="The score is kept within its limits: 90 becomes 95.",
        de="Der Wert bleibt in seinen Grenzen: aus 90 wird 95.",
    ),
    "round": Told(
        rules="clauses: {fined: {for: traffic.fine, points: -2.5}}\nscore: {round: 1}\n",
        records=[fine("2022-03-01", "1")],
        on="2022-04-01",
        score="98",
        step={"step": "round", "from": "97.5", "to": "98"},
        en="The score is rounded: 97.5 becomes 98.",
        de="Der Wert wird gerundet: aus 97.5 wird 98.",
    ),
    "book": Told(
        rules=LISTED % "" + "grades: {books_lowest: yes}\n",
        records=[listing("2022-03-01", "1")],
        on="2022-04-01",
        score="0",
        step={"step": "book", "from": "100", "to": "0"},
        en="A direct grade lowers the score to what is booked for its band: 100 becomes 0.",
        de="Die unmittelbare Einstufung senkt den Wert auf den für ihre Stufe gebuchten: aus 100 wird 0.",
    ),
    "grade": Told(
        rules=LISTED % "",
        records=[listing("2022-03-01", "1")],
        on="2022-04-01",
        score="100",
        step={"step": "grade", "item": "listed", "record": "f/1", "band": "C"},
        en="listed: f/1 puts a ceiling on the band: C.",
        de="listed: f/1 begrenzt die Stufe: C.",
    ),
    "fallen": Told(
        rules=LISTED % "" + "grades: {remembers: yes}\n",
        records=[listing("2022-03-01", "1")],
        on="2022-04-01",
        score="100",
        step={"step": "fallen", "band": "A"},
        en="The band before that was A.",
        de="Die Stufe davor war A.",
    ),
    "share": Told(
        rules=FINE,
        header=SHARED,
        records=[fine("2021-03-01", "1"), *(fine("2022-03-01", f"o{n}", subject=f"o{n}") for n in range(4))],
        on="2022-04-01",
        score="100",
        step={
            "step": "share",
            "to": "90",
            "band": "B",
            "best": "40",
            "over": "5",
            "within": "5",
            "own_floor": "50",
        },
        en="Band B goes by share: the best 40 % of the 5 who are rated and reach it are 5, down to 90.",
        de="Die Stufe B geht nach Anteil: die besten 40 % der 5, die bewertet sind und sie erreichen, sind 5, bis hinab zu 90.",
    ),
    "share_of_nobody": Told(
        rules=FINE,
        header=SHARED,
        records=[fine("2022-03-01", "1")],
        on="2022-04-01",
        score="90",
        step={"step": "share_of_nobody", "band": "A", "best": "12.5", "over": "0", "within": "0", "own_floor": "100"},
        en="Band A goes by share: the best 12.5 % of those who are rated and reach it, and on this day nobody does.",
        de="Die Stufe A geht nach Anteil: die besten 12.5 % derer, die bewertet sind und sie erreichen; an diesem Tag niemand.",
    ),
}

#: What could not be judged is listed apart from the steps.
NOT_JUDGED: dict[str, Told] = {
    "unknown": Told(
        rules="clauses: {fined: {for: traffic.fine, when: amount > 5, points: -10, text: {en: A fine, de: Ein Bußgeld}}}\n",
        records=[fine("2022-03-01", "1")],
        on="2022-04-01",
        score="100",
        step={"item": "fined", "record": "f/1"},
        en="A fine could not be judged for f/1: something it asks for is missing.",
        de="Ein Bußgeld konnte für f/1 nicht beurteilt werden: eine nötige Angabe fehlt.",
    ),
    "undecided": Told(
        rules="clauses: {fined: {for: traffic.fine, points: {from: -50, to: -10, chosen: yes}}}\n",
        records=[fine("2022-03-01", "1", chosen_points="-20")],
        on="2022-04-01",
        score="100",
        step={"item": "fined", "record": "f/1"},
        en="Fined: nobody has chosen the points for f/1, within the limits and with a reason.",
        de="Fined: für f/1 hat niemand die Punkte mit Begründung und in den Grenzen gewählt.",
    ),
}
