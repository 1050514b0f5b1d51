"""The provisions that checks stand on, in our own short words, with how sure each is. No text here replaces reading the law."""

from __future__ import annotations

import datetime as dt
from typing import Final

from bonitas.common.days import ALWAYS, day_number
from bonitas.law.model import Article, Sure


def _since(year: int, month: int, day: int) -> int:
    return day_number(dt.date(year, month, day))


_GDPR: Final = _since(2018, 5, 25)
_AI: Final = _since(2025, 2, 2)
_CREDIT: Final = _since(2026, 11, 20)


def _ours(demands: str) -> Article:
    return Article("what Bonitas refuses everywhere", demands, "ours", ALWAYS)


def _of(cite: str, since: int, sure: Sure, demands: str) -> Article:
    return Article(cite, demands, sure, since)


# Everywhere
GROUNDS: Final = _ours("Nobody is rated by petitions, speech, opinion, belief, origin, health, family or relatives.")
UNAWARES: Final = _ours("Whoever does not take part stands no worse than whoever has an empty file.")
AN_END: Final = _ours("Every effect has an end, and no effect outlives the record it stands on.")
IN_THE_OPEN: Final = _ours("Every rule says where it comes from and where it is to be operated.")
MEASURE: Final = _ours(
    "No sanction is out of proportion to the act, bites where the act did not arise, or falls on somebody else."
)
CONTEST: Final = _ours("What is contested does not count while it is, and is decided in time.")

# European Union
GDPR_5_E: Final = _of("GDPR, Art. 5(1)(e)", _GDPR, "memory", "Data is kept, and so has effect, no longer than its purpose needs.")
GDPR_6: Final = _of("GDPR, Art. 5(1)(a) and 6", _GDPR, "memory", "Each processing has a legal basis, and says which.")
GDPR_7: Final = _of(
    "GDPR, Art. 7(4)", _GDPR, "memory", "Consent is free: what is withheld for want of it is looked at most closely."
)
GDPR_9: Final = _of("GDPR, Art. 9(1); Directive (EU) 2023/2225, Art. 18(3)", _GDPR, "memory",
    "No use of data revealing origin, opinion, belief, union membership, health, sex life or biometrics; none at all to assess credit.")  # fmt: skip
GDPR_15: Final = _of(
    "GDPR, Art. 15(1)(h); CJEU C-203/22",
    _GDPR,
    "looked up",
    "The procedure and the principles applied can be explained to whoever is rated.",
)
GDPR_18: Final = _of(
    "GDPR, Art. 18(1)(a)", _GDPR, "memory", "Data whose accuracy is contested is held out of use while that is looked into."
)
GDPR_12: Final = _of(
    "GDPR, Art. 12(3) and 16", _GDPR, "memory", "A request is answered within a month; two more only where it is complex."
)
GDPR_22: Final = _of("GDPR, Art. 22(3); Directive (EU) 2023/2225, Art. 18(8); CJEU C-634/21", _GDPR, "looked up",
    "Whoever is subject to an automated decision can have a person look at it, say their view, and contest it.")  # fmt: skip
GDPR_22_2: Final = _of(
    "GDPR, Art. 22(2)", _GDPR, "looked up", "An automated decision needs a contract, a law, or explicit consent."
)
CHARTER: Final = _of("Charter of Fundamental Rights, Art. 7, 11, 12, 41 and 44", _since(2009, 12, 1), "memory",
    "Family life, speech, assembly and petition are free; using them is no fault.")  # fmt: skip
AI_CONTEXT: Final = _of("Regulation (EU) 2024/1689, Art. 5(1)(c)(i)", _AI, "looked up",
    "No score of people over time that leads to a detriment in a social context unrelated to where the data arose.")  # fmt: skip
AI_MEASURE: Final = _of("Regulation (EU) 2024/1689, Art. 5(1)(c)(ii)", _AI, "looked up",
    "No score of people over time that leads to a detriment unjustified by, or out of proportion to, their own conduct.")  # fmt: skip
REGISTER: Final = _of("CJEU C-26/22 and C-64/22; GDPR, Art. 5(1)(e) and 17(1)(d)", _GDPR, "looked up",
    "What comes from a public register is not kept or used longer than the register shows it.")  # fmt: skip
SOCIAL: Final = _of(
    "Directive (EU) 2023/2225, Art. 18(3)",
    _CREDIT,
    "looked up",
    "Social networks are no source for assessing who may have credit.",
)

# Germany
BDSG_37A: Final = _of("BDSG, § 37a (BGBl. 2026 I No. 139)", _CREDIT, "secondary",
    "Addresses, age, sex, name, social networks and account flows are not used for scoring.")  # fmt: skip

# United States
ECOA: Final = _of("ECOA, 15 USC 1691(a); Regulation B, 12 CFR 1002.4", ALWAYS, "memory",
    "No credit decision goes by race, colour, religion, national origin, sex, marital status or public assistance.")  # fmt: skip
ECOA_AGE: Final = _of("Regulation B, 12 CFR 1002.6(b)(2)", ALWAYS, "memory",
    "Age counts only in a demonstrably sound system, and never against the elderly.")  # fmt: skip
FCRA_1681C: Final = _of(
    "FCRA, 15 USC 1681c", ALWAYS, "looked up", "Adverse items are not reported beyond seven years, bankruptcies beyond ten."
)
FCRA_1681I: Final = _of("FCRA, 15 USC 1681i", ALWAYS, "looked up",
    "A dispute is decided within 30 days, 15 more with new facts; what is not verified is deleted.")  # fmt: skip
REG_B: Final = _of("Regulation B, 12 CFR 1002.9; FCRA, 15 USC 1681m", ALWAYS, "looked up",
    "Whoever is refused is told the principal reasons, and how to dispute what they stand on.")  # fmt: skip

# China
CN_CREDIT: Final = _of("Regulation on the Credit Reporting Industry (2013), Art. 14; PIPL, Art. 28", _since(2013, 3, 15), "memory",
    "Belief, genes, fingerprints, blood, illness and medical history are not collected for credit.")  # fmt: skip
CN_CATALOGUE: Final = _of("National basic catalogue of public credit information (16 Dec 2021, renewed 2024)", _since(2021, 12, 16), "looked up",
    "Authorities record no credit information beyond the catalogue; petitions, speech and family are not in it.")  # fmt: skip
CN_LIST: Final = _of("National basic list of punishment measures (16 Dec 2021, renewed 2024)", _since(2021, 12, 16), "looked up",
    "Authorities punish by no measure beyond the list, and each needs its own legal basis.")  # fmt: skip
CN_FIVE: Final = _of("Regulation on the Credit Reporting Industry (2013), Art. 16", _since(2013, 3, 15), "memory",
    "Adverse information on people is kept at most five years from the end of the conduct.")  # fmt: skip
CN_PIPL_24: Final = _of("PIPL, Art. 24", _since(2021, 11, 1), "memory",
    "Automated decisions are transparent; whoever they weigh on may have an explanation, and refuse one made by machine alone.")  # fmt: skip
CN_OBJECT: Final = _of("Regulation on the Credit Reporting Industry (2013), Art. 25; PIPL, Art. 46", _since(2013, 3, 15), "memory",
    "What is contested is marked, looked into and answered within twenty days.")  # fmt: skip
CN_OTHERS: Final = _of("Supreme People's Court, Fafa [2019] 35", _since(2019, 12, 16), "looked up",
    "Those who merely represent a listed company are not listed themselves.")  # fmt: skip
