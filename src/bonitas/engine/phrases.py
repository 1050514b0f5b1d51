"""The connecting words of explanations, by language. Everything else that an explanation says comes from the rulebook itself."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "loss": "{text}: {points} points",
        "line": "{text}: {points} of {best} points",
        "ceiling": "{text}: no band above {band} while this has effect",
        "range": "The lower end of the range",
        "held": "A dispute about {record} is open: the record is held out.",
        "held_counts": "A dispute about {record} is open: the record is held out. If it is not decided by {day}, the record counts again.",
        "held_removed": "A dispute about {record} is open: the record is held out. If it is not decided by {day}, it stays out for good.",
        "calendar": "Working days by the calendar {calendar} ({edition}).",
        "undecided_dispute": "A dispute about {record} was not decided by {day}: the record stays out for good.",
        "overlapped": "{item}: {record} counts under a stronger clause of the same act.",
        "running": "{item}: with {record} the total goes from {total_before} to {total}, so it counts {to}.",
        "waits": "{item}: {record} was settled, but what that changes comes on {day} at the earliest.",
        "again": "{item}: {record} is a repeat, so {from} becomes {to}.",
        "repaired": "{item}: {record} was settled, so {from} becomes {to}.",
        "lifted": "{item}: {record} was settled, so its direct grade is lifted.",
        "decay": "{item}: {record} has aged, so {from} becomes {to}.",
        "limit": "{item}: a limit was reached, so of {record} {to} counts in place of {from}.",
        "freeze": "{item}: gains are frozen, so {record} counts 0 in place of {from}.",
        "sum": "Base and points add up to {to}.",
        "clamp": "The score is kept within its limits: {from} becomes {to}.",
        "round": "The score is rounded: {from} becomes {to}.",
        "book": "A direct grade lowers the score to what is booked for its band: {from} becomes {to}.",
        "grade": "{item}: {record} puts a ceiling on the band: {band}.",
        "fallen": "The band before that was {band}.",
        "share": "Band {band} goes by share: the best {best} % of the {over} who are rated and reach it are {within}, down to {to}.",
        "share_of_nobody": "Band {band} goes by share: the best {best} % of those who are rated and reach it, and on this day nobody does.",
        "unknown": "{item} could not be judged for {record}: something it asks for is missing.",
        "undecided": "{item}: nobody has chosen the points for {record}, within the limits and with a reason.",
    },
    "de": {
        "loss": "{text}: {points} Punkte",
        "line": "{text}: {points} von {best} Punkten",
        "ceiling": "{text}: keine Stufe über {band}, solange dies wirkt",
        "range": "Das untere Ende der Skala",
        "held": "Zu {record} ist ein Widerspruch offen: der Eintrag zählt nicht mit.",
        "held_counts": "Zu {record} ist ein Widerspruch offen: der Eintrag zählt nicht mit. Ist bis {day} nicht entschieden, zählt er wieder.",
        "held_removed": "Zu {record} ist ein Widerspruch offen: der Eintrag zählt nicht mit. Ist bis {day} nicht entschieden, bleibt es dabei.",
        "calendar": "Werktage nach dem Kalender {calendar} ({edition}).",
        "undecided_dispute": "Über den Widerspruch zu {record} wurde bis {day} nicht entschieden: der Eintrag zählt nie mehr mit.",
        "overlapped": "{item}: {record} zählt nach einer stärkeren Regel derselben Handlung.",
        "running": "{item}: mit {record} steigt die Summe von {total_before} auf {total}, er zählt daher {to}.",
        "waits": "{item}: {record} wurde erledigt, doch was das ändert, kommt frühestens am {day}.",
        "again": "{item}: {record} ist eine Wiederholung, aus {from} wird {to}.",
        "repaired": "{item}: {record} wurde erledigt, aus {from} wird {to}.",
        "lifted": "{item}: {record} wurde erledigt, die unmittelbare Einstufung entfällt.",
        "decay": "{item}: {record} liegt zurück, aus {from} wird {to}.",
        "limit": "{item}: eine Obergrenze ist erreicht, von {record} zählt {to} statt {from}.",
        "freeze": "{item}: Zugewinne ruhen, {record} zählt 0 statt {from}.",
        "sum": "Ausgangswert und Punkte ergeben {to}.",
        "clamp": "Der Wert bleibt in seinen Grenzen: aus {from} wird {to}.",
        "round": "Der Wert wird gerundet: aus {from} wird {to}.",
        "book": "Die unmittelbare Einstufung senkt den Wert auf den für ihre Stufe gebuchten: aus {from} wird {to}.",
        "grade": "{item}: {record} begrenzt die Stufe: {band}.",
        "fallen": "Die Stufe davor war {band}.",
        "share": (
            "Die Stufe {band} geht nach Anteil: die besten {best} % der {over}, die bewertet sind und sie erreichen, sind {within}, "
            "bis hinab zu {to}."
        ),
        "share_of_nobody": (
            "Die Stufe {band} geht nach Anteil: die besten {best} % derer, die bewertet sind und sie erreichen; an diesem Tag niemand."
        ),
        "unknown": "{item} konnte für {record} nicht beurteilt werden: eine nötige Angabe fehlt.",
        "undecided": "{item}: für {record} hat niemand die Punkte mit Begründung und in den Grenzen gewählt.",
    },
    "zh": {
        "loss": "{text}：{points}分",
        "line": "{text}：{points}分（满分{best}分）",
        "ceiling": "{text}：在其有效期间，等级不高于{band}",
        "range": "区间下限",
        "held": "对{record}的异议尚未有结论：该记录暂不计入。",
        "held_counts": "对{record}的异议尚未有结论：该记录暂不计入。至{day}仍无结论的，该记录重新计入。",
        "held_removed": "对{record}的异议尚未有结论：该记录暂不计入。至{day}仍无结论的，该记录不再计入。",
        "calendar": "工作日按{calendar}日历计算（{edition}）。",
        "undecided_dispute": "对{record}的异议至{day}仍无结论：该记录不再计入。",
        "overlapped": "{item}：{record}按同一行为中较重的规则计。",
        "running": "{item}：计入{record}后累计由{total_before}增至{total}，故计{to}分。",
        "waits": "{item}：{record}已了结，但由此带来的变化最早于{day}发生。",
        "again": "{item}：{record}属再次发生，由{from}分变为{to}分。",
        "repaired": "{item}：{record}已了结，由{from}分变为{to}分。",
        "lifted": "{item}：{record}已了结，直接判级取消。",
        "decay": "{item}：{record}已过一段时间，由{from}分变为{to}分。",
        "limit": "{item}：已达上限，{record}计{to}分，而非{from}分。",
        "freeze": "{item}：加分暂停，{record}计0分，而非{from}分。",
        "sum": "基础分与各项分数合计{to}分。",
        "clamp": "分数保持在规定范围内：由{from}变为{to}。",
        "round": "分数取整：由{from}变为{to}。",
        "book": "直接判级使分数降至该等级的记录分数：由{from}变为{to}。",
        "grade": "{item}：{record}使等级不高于{band}。",
        "fallen": "此前等级为{band}。",
        "share": "{band}等级按比例划分：在达到该等级要求的{over}名受评者中，前{best}%为{within}名，最低分为{to}。",
        "share_of_nobody": "{band}等级按比例划分：取达到该等级要求的受评者的前{best}%，当日无人达到。",
        "unknown": "{item}：无法就{record}作出判断，缺少所需信息。",
        "undecided": "{item}：尚无人在规定范围内说明理由并选定{record}的分数。",
    },
}


def phrase(lang: str, name: str, **words: object) -> str:
    """One phrase with its words filled in; English where a language has none."""
    return PHRASES.get(lang, PHRASES["en"])[name].format(**words)
