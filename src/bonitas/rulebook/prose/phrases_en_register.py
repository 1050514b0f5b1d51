"""The English phrases of registers: what is shown, as what, and for how long."""

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
