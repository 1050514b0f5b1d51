"""The table of all checks."""

from __future__ import annotations

from typing import Final

from bonitas.law import articles as law
from bonitas.law import context, grounds, proportion, remedy, time, where
from bonitas.law.model import Check

_MARK: Final = "Leave it out; such a rulebook runs in a lab only."
_LASTS: Final = "Let it last no longer."
_SOURCE: Final = "Cite a source: 'source: ID'."
_DISPUTES: Final = "Write 'disputes: {hold: yes, decide_within: 30 days, then: removed}'."
_REVIEW: Final = "Name the person who reviews it: 'remedy: {review: …}'; or say what follows: 'decisions: by a person'."
_CONTEST: Final = "Say how: 'remedy: {contest: …}'."
_CONTEXT: Final = "Let the detriment follow only from records of its own context."
_OTHERS: Final = "Put on somebody's file only what they did themselves."

_EVERYWHERE: Final = (
    Check("ANY101", "bars", law.GROUNDS, grounds.sensitive(), _MARK, people=False),
    Check("ANY102", "warns", law.IN_THE_OPEN, where.nowhere, "Write 'jurisdictions: [EU]', or where else it is.", people=False),
    Check("ANY103", "warns", law.IN_THE_OPEN, where.elsewhere, "Look into that law yourself.", people=False),
    Check("ANY104", "warns", law.UNAWARES, remedy.worse_without, "Give it to bands that are earned, or to everybody.", "absent"),
    Check("ANY105", "warns", law.AN_END, time.beyond_keep, _LASTS, "keep", people=False),
    Check("ANY106", "warns", law.AN_END, time.endless, "Give it an end: 'lasts: 1 year', or for a measure 'within: 1 year'.", people=False),
    Check("ANY107", "warns", law.IN_THE_OPEN, time.unsourced, _SOURCE, "source", people=False),
    Check("ANY108", "warns", law.MEASURE, proportion.wide_discretion, "Narrow the range, or write clauses for the cases."),
    Check("ANY109", "warns", law.MEASURE, proportion.heavier_than_reward, "Lower it, or say in 'text' why the act weighs so much."),
    Check("ANY110", "warns", law.MEASURE, proportion.one_record_decides, "Lower it, or ask for more than one record.", "alone"),
    Check("ANY111", "warns", law.MEASURE, context.spilled, _OTHERS, "others", people=False),
    Check("ANY112", "warns", law.MEASURE, context.out_of_context, _CONTEXT, "context"),
    Check("ANY113", "warns", law.CONTEST, remedy.without_remedy, _DISPUTES, "disputes"),
)  # fmt: skip

_EUROPE: Final = (
    Check("EU101", "bars", law.GDPR_9, grounds.sensitive(grounds.SPECIAL), _MARK),
    Check("EU102", "bars", law.CHARTER, grounds.sensitive(grounds.RIGHTS), _MARK),
    Check("EU103", "bars", law.AI_CONTEXT, context.out_of_context, _CONTEXT, "context"),
    Check("EU104", "warns", law.AI_MEASURE, proportion.one_record_decides, "Lower it, or ask for more than one record.", "alone",
          readings=("A single act that brings the worst standing is out of proportion unless it is of the gravest.",
                    "It depends on the act, and on what follows from the band; a list of defaulters is entered by one default.")),
    Check("EU105", "bars", law.AI_MEASURE, context.spilled, _OTHERS, "others"),
    Check("EU106", "bars", law.GDPR_5_E, time.beyond_keep, _LASTS, "keep"),
    Check("EU107", "bars", law.REGISTER, time.beyond_register, _LASTS, "register"),
    Check("EU108", "bars", law.GDPR_18, remedy.counts_contested, "Write 'disputes: hold'.", "disputes"),
    Check("EU109", "bars", law.GDPR_12, remedy.undecided, _DISPUTES, "disputes"),
    Check("EU110", "bars", law.GDPR_22, remedy.unreviewed_european, _REVIEW),
    Check("EU111", "warns", law.GDPR_22_2, remedy.mere_notice, "Ask for consent, or name the contract or law in 'about'.",
          readings=("Without explicit consent on file the decision may not be made by machine alone.",
                    "The decision is needed for a contract that was asked for, and notice is enough.")),
    Check("EU112", "warns", law.GDPR_7, remedy.paid_for, "Give it to bands that are earned, or to everybody.", "absent", readings=remedy.PAID_FOR),
    Check("EU113", "warns", law.GDPR_6, time.baseless, "Say it in the catalogue: 'legal_basis: …'."),
    Check("EU114", "bars", law.SOCIAL, grounds.revealing({"social_network"}, credit=True), "Leave it out."),
    Check("EU115", "warns", law.GDPR_15, time.unsourced, _SOURCE, "source"),
    Check("EU116", "warns", law.GDPR_22, remedy.uncontestable, _CONTEST),
    Check("DE101", "bars", law.BDSG_37A, grounds.german(near=False), "Leave it out."),
    Check("DE102", "warns", law.BDSG_37A, grounds.german(near=True), "Leave it out, or have the question answered first.", readings=grounds.ADDRESS),
)  # fmt: skip

_ELSEWHERE: Final = (
    Check("US101", "bars", law.ECOA,
          grounds.revealing({"ethnicity", "religion", "sex", "sex_life", "marital_status", "public_assistance"}, credit=True), "Leave it out."),
    Check("US102", "warns", law.ECOA_AGE, grounds.revealing({"age"}, credit=True), "Show that the system is sound, and spares the elderly.",
          readings=("Without proof of soundness age may not be scored.", "A demonstrably sound system may score it, if it is not held against the elderly.")),
    Check("US103", "bars", law.FCRA_1681C, time.reported_too_long, _LASTS, "keep"),
    Check("US104", "bars", law.FCRA_1681I, remedy.disputed_american, _DISPUTES, "disputes"),
    Check("US105", "warns", law.REG_B, remedy.uncontestable_credit, _CONTEST),
    Check("CN101", "bars", law.CN_CREDIT, grounds.sensitive({"religion", "health", "biometrics"}), _MARK),
    Check("CN102", "bars", law.CN_CATALOGUE, grounds.sensitive(grounds.RIGHTS), _MARK),
    Check("CN103", "warns", law.CN_LIST, context.out_of_context, _CONTEXT, "context",
          readings=("A measure outside the field of the act has no legal basis, and is not on the list.",
                    "Where a law or a rule of the State Council gives it, it is on the list wherever the act arose.")),
    Check("CN104", "bars", law.CN_FIVE, time.five_years, _LASTS, "keep"),
    Check("CN105", "bars", law.CN_PIPL_24, remedy.unreviewed, _REVIEW),
    Check("CN106", "warns", law.CN_OBJECT, remedy.disputed_chinese, _DISPUTES, "disputes"),
    Check("CN107", "warns", law.CN_OTHERS, context.spilled, _OTHERS, "others", people=False,
          readings=("What somebody represents is not what they did: nothing of it goes on their file.",
                    "It concerns the list of defaulters alone; other records may be put on the file of whoever was in charge.")),
)  # fmt: skip

CHECKS: Final = (*_EVERYWHERE, *_EUROPE, *_ELSEWHERE)
#: The codes of checks for grounds that nobody may be rated by, and for what stands in for them.
OF_GROUNDS: Final = frozenset(check.code for check in CHECKS if check.find.__module__ == grounds.__name__)
