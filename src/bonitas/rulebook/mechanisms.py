"""The mechanisms that a rule language must have, by code, and which of them a rulebook uses."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from bonitas.common.texts import Text
from bonitas.rulebook import detectors as look
from bonitas.rulebook.detectors import any_period
from bonitas.rulebook.model import Rulebook

Detector = Callable[[Rulebook], bool]


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One mechanism: its code (`M1` to `M34`), what it is called, and how it is found in a checked rulebook.

    `uses` None: it is not in one rulebook, but in two that belong together (`siblings`).
    """

    code: str
    name: Text
    uses: Detector | None


def _of(number: int, uses: Detector | None, en: str, de: str, zh: str) -> Mechanism:
    return Mechanism(f"M{number}", Text((("en", en), ("de", de), ("zh", zh))), uses)


MECHANISMS: Final = (
    _of(1, any_period(look.signed_points), "base and signed points by event", "Ausgangswert und Punkte je Ereignis", "基础分与逐项加减分"),
    _of(2, any_period(look.per_unit), "points by unit and in tiers", "Punkte je Einheit und in Staffeln", "按单位、分档计分"),
    _of(3, any_period(look.limits), "limits", "Obergrenzen", "限额"),
    _of(4, any_period(look.level_tables), "tables of levels", "Tabellen nach Schwere oder Rang", "按程度或级别列表"),
    _of(5, any_period(look.discretion), "bounded discretion", "Ermessen in Grenzen", "有限裁量"),
    _of(6, any_period(look.strongest), "the strongest of overlapping clauses", "die stärkste von mehreren Regeln", "竞合取最重"),
    _of(7, any_period(look.repeats), "repeat offences", "Wiederholungen", "重犯加重"),
    _of(8, any_period(look.own_validity), "validity by size, level or end", "Dauer nach Höhe, Rang oder Ende", "按分值、级别或终止日定有效期"),
    _of(9, any_period(look.direct_grades), "direct grades", "unmittelbare Einstufung", "直接判级"),
    _of(10, any_period(look.freezes), "freeze of gains", "ruhende Zugewinne", "冻结加分"),
    _of(11, any_period(look.repairs), "repair", "Heilung", "信用修复"),
    _of(12, any_period(look.floors), "numeric bands", "Stufen nach Punkten", "按分数分级"),
    _of(13, any_period(look.shares), "bands by share of population", "Stufen nach Anteil", "按人数比例分级"),
    _of(14, any_period(look.dimensions), "weighted dimensions", "gewichtete Dimensionen", "加权维度"),
    _of(15, any_period(look.bins), "bins", "Klassen mit Punkten", "分箱计分"),
    _of(16, any_period(look.log_odds), "log-odds scale", "Skala der Chancen", "对数好坏比标度"),
    _of(17, any_period(look.no_score), "no score, minimum data", "keine Punktzahl, Mindestangaben", "无分数与最低数据"),
    _of(18, any_period(look.starting_value), "start depends on the file", "Anfangswert nach Aktenlage", "起始分视资料而定"),
    _of(19, any_period(look.eligibility), "requirements of a band", "Bedingungen einer Stufe", "等级的附加条件"),
    _of(20, any_period(look.windows), "windows and calendar resets", "Zeitfenster und Neubeginn im Kalender", "滑动窗口与按年清零"),
    _of(21, any_period(look.grouping), "counting once per group", "einmal je Gruppe zählen", "分组去重"),
    _of(22, any_period(look.ratio_and_count), "ratio and count together", "Quote und Anzahl zugleich", "比率与数量并用"),
    _of(23, any_period(look.lists), "lists with a term", "Listen auf Zeit", "有期限的名单"),
    _of(24, any_period(look.spill_over), "spill-over to others", "Übergang auf andere", "连带记入他人"),
    _of(25, any_period(look.transfer), "transfer between layers", "Übertrag zwischen Ebenen", "层级之间折算"),
    _of(26, None, "classes of subjects with rules of their own", "eigene Regeln je Gruppe von Bewerteten", "分类对象各有规则"),
    _of(27, look.local_variation, "bounded local variation", "örtliche Abweichung in Grenzen", "有限的地方增补"),
    _of(28, any_period(look.three_clocks), "kept, shown and counted: three clocks", "drei Fristen: Aufbewahrung, Anzeige, Wirkung", "保存、公示、计分三种期限"),
    _of(29, any_period(look.other_status), "another status in place of removal", "anderer Vermerk statt Löschung", "改注状态而不删除"),
    _of(30, look.deadline, "contested items held, with a deadline", "Bestrittenes ruht, mit Frist", "异议暂停并限期处理"),
    _of(31, any_period(look.consequences), "benefits and sanctions", "Vorteile und Nachteile", "激励与惩戒"),
    _of(32, look.consent, "consent and withdrawal", "Einwilligung und Rückzug", "同意与撤回"),
    _of(33, any_period(look.reasons), "ranked reasons and what-if", "gereihte Gründe und Was-wäre-wenn", "原因排序与假设推演"),
    _of(34, look.versions, "dated versions of the rules", "datierte Fassungen", "规则的生效版本"),
)  # fmt: skip
CODES: Final = tuple(one.code for one in MECHANISMS)


def used(book: Rulebook, published: Collection[str] = ()) -> tuple[Mechanism, ...]:
    """The mechanisms that a rulebook uses, in order. `published`: the ids of the rulebooks beside it."""
    return tuple(one for one in MECHANISMS if (one.uses(book) if one.uses is not None else bool(siblings(book.id, published))))


def siblings(name: str, published: Collection[str]) -> list[str]:
    """The rulebooks that belong with another: the same scheme for another class of subjects.

    >>> siblings("ebay-feedback", ["ebay-feedback", "ebay-feedback-buyers", "ebay-top-rated"])
    ['ebay-feedback-buyers']
    >>> siblings("ebay-feedback-buyers", ["ebay-feedback", "ebay-feedback-buyers"])
    ['ebay-feedback']
    """
    return [other for other in published if other.startswith(f"{name}-") or name.startswith(f"{other}-")]


def in_short(codes: Collection[str]) -> str:
    """Codes in a few letters, runs of three and more as one.

    >>> in_short(["M1", "M2", "M3", "M6", "M8", "M9"])
    'M1–M3 M6 M8 M9'
    """
    numbers = sorted(int(code[1:]) for code in codes)
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    words = [[f"M{run[0]}–M{run[-1]}"] if len(run) > 2 else [f"M{n}" for n in run] for run in found]  # noqa: PLR2004
    return " ".join(word for run in words for word in run)
