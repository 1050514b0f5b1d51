"""The English phrases of registers, of records passed on, and of supplements."""

from __future__ import annotations

from typing import Final

SHOWN: Final = {
    "shown": "It is shown as {as_} {lapse}.",
    "shown.end": "It is shown as {as_} while it goes on, and once it has ended {lapse}.",
    "shown.various": "It is shown as {as_}; how long from {clock:dat} goes by {by:dat}: {rows}.",
    "shown.end.various": "It is shown as {as_} while it goes on; how long from {clock:dat} goes by {by:dat}: {rows}.",
    "shown.removed": "it is taken out and no longer shown",
    "shown.becomes": "it is shown as {as_}",
    "shown.stays": "it stays as it is shown",
    "shown.after": "{effect}, but not sooner than {time} from {clock:dat}",
    "shown.how": (
        "What is shown here takes no points and gives none. Whoever may look the register up sees the entry for as long as is "
        "said, and no longer."
    ),
    "h.shown": "What is shown to others",
    "summary.shows": "This register shows records of {who}, in the context {context}.",
    "rated.nobody": "Nobody is rated by this rulebook: it is a register, and says what is shown of whom, as what and for how long.",
}

PASSED: Final = {
    "h.passed": "What is passed on",
    "passed.how": (
        "What these rules make are records of their own. Each names the rule that made it and the record or the year it comes from,"
        " and can be contested like any other. Nothing that was passed on is passed on again."
    ),
    "passed.spill": "From {records}, {made} is made, of {whom} and of the same day.",
    "passed.same": "a record of the same kind with the same contents",
    "passed.kind": "a record of the kind {kind}",
    "passed.counterparty": "its counterparty",
    "passed.counterparty.of": "each counterparty of the subject's records of the kind {kind} that were going on that day",
    "passed.subject.of": "everyone whose record of the kind {kind} was going on that day and names the subject as counterparty",
    "passed.if": "Only if {condition}.",
    "passed.given": "{name} is then: {value}.",
    "passed.transfer": "On {day} of each year, {made} is made of everyone who has a score on that day.",
    "passed.next_day": "It is of the next day.",
    "passed.dated": "It is of {day}.",
    "passed.dated.later": "It is of {day} of the next year.",
    "passed.band": "the band",
    "passed.score": "the score",
    "passed.into": "It is meant for the rulebook {book}.",
    "day_of_year": "{day} {month}",
    "decisions.automated": "The standing alone decides; no person does.",
    "decisions.by_a_person": "A person decides; the standing is one thing among others that they look at.",
    "decisions.none": "No decision about anybody follows from the standing.",
    "remedy.contest": "How to contest a standing: {words}",
    "remedy.review": "Who reviews it: {words}",
    "remedy.authority": "Where to complain: {words}",
    "withdraws": "Whoever {records} is about may have it deleted on request.",
    "withdraws.within": "Whoever {records} is about may have it deleted on request, within {time:dat}.",
    "supplement.of": "It is a local supplement to {base}: its own rules are marked as local, all others are the base's.",
    "supplement.bounds": (
        "A local supplement may add up to {gains} rules that give points and up to {losses} that take them, of at most {points} each."
    ),
    "local": "This rule is local: it is the supplement's own.",
}
