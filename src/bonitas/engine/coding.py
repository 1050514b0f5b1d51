"""Words into codes: a rulebook's texts as one ledger knows them."""

from __future__ import annotations

from dataclasses import dataclass, field

from bonitas.ledger.base import Ledger

#: The code of a text that a ledger has never seen: equal to nothing, and not missing.
UNSEEN = -2


@dataclass(slots=True)
class Coder:
    """Gives codes for texts and counterparties. The first compilation only collects what is asked for (`known` is empty); `learn`
    then asks the ledger once, and the second compilation gets the true codes."""

    words: dict[str, int] = field(default_factory=dict)
    parties: dict[str, int] = field(default_factory=dict)

    def word(self, text: str) -> int:
        """The code of a text: a kind, a choice, a furnisher."""
        return self.words.setdefault(text, UNSEEN)

    def party(self, name: str) -> int:
        """The code of a counterparty by its id."""
        return self.parties.setdefault(name, UNSEEN)

    def learn(self, ledger: Ledger) -> bool:
        """Ask the ledger for everything that it was not known to have so far; whether it had any of it."""
        learnt = False
        for known, ask in ((self.words, ledger.codes), (self.parties, ledger.parties)):
            asked = [name for name, code in known.items() if code == UNSEEN]
            for name, code in zip(asked, ask(asked).tolist() if asked else (), strict=True):
                if code >= 0:
                    known[name], learnt = code, True
        return learnt
