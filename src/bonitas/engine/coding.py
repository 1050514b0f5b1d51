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

    def learn(self, ledger: Ledger) -> None:
        """Ask the ledger for everything that was asked for so far."""
        for known, ask in ((self.words, ledger.codes), (self.parties, ledger.parties)):
            if known:
                for name, code in zip(list(known), ask(list(known)).tolist(), strict=True):
                    known[name] = UNSEEN if code < 0 else code
