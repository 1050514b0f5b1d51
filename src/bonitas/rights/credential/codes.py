"""Every problem that a credential, a proof of it or a key can have: its code, its words and what to do about it.

G50x keys and places, G51x issuing, G52x the holder's side, G53x and G54x the verifier's side. Codes are stable.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bonitas.common.wording import Wording

#: code → (message, remedy). Words in braces are filled in; a remedy may be empty.
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "G501": ("No key could be made at '{name}': {why}.", "Choose another place; a key is never overwritten."),
        "G502": (
            "'{name}' is no such key: {why}.",
            "Make an issuer's key with `bonitas new-issuer-key`, a holder's with `bonitas new-holder-key`.",
        ),
        "G503": (
            "'{name}' holds a private key where only the public one belongs.",
            "Give the file that ends in '.public.json'; the private one stays with its owner.",
        ),
        "G504": (
            "'{found}' cannot name an issuer.",
            "Write an https address without a query, such as https://union.example.",
        ),
        "G505": (
            "The book of what was issued with this key cannot be used, '{name}': {why}.",
            "Give it back its place or its rights.",
        ),
        "G506": ("'{name}' cannot be read: {why}.", "Check that it is there and is the right file."),
        "G510": ("'{subject}' is not rated by '{rulebook}' on {on}, so there is nothing to prove: {because}", ""),
        "G511": ("'{subject}' has no band by '{rulebook}' on {on}, so there is nothing to prove: {because}", ""),
        "G512": (
            "'{subject}' does not reach the band '{found}' on {on}.",
            "Ask for a band that is reached, or leave '--at-least' out.",
        ),
        "G513": ("'{rulebook}' has no band '{found}' on {on}.", "Its bands are {known}."),
        "G514": ("{found} days is no time for a credential to last.", "Give between 1 and 366 days."),
        "G515": (
            "Nothing that is still good was issued for {found} with this key.",
            "See `bonitas revoke --help` for how to name it.",
        ),
        "G520": ("This is no credential of a standing: {why}.", "Give the file as the issuer made it."),
        "G521": ("The credential does not hold '{found}'.", "It can show {known}."),
        "G522": ("The credential is bound to another key.", "Give the key whose public part it was issued for."),
        "G523": ("The credential ended on {until}.", "Ask its issuer for a new one."),
        "G524": ("A proof needs the verifier's name and the challenge.", "Ask the verifier for both; neither may be empty."),
        "G530": ("This is no proof of a standing: {why}.", "Ask the holder for a new one."),
        "G531": (
            "The credential is not signed by this issuer: {why}.",
            "Check that the issuer's keys are those it publishes today.",
        ),
        "G532": ("The credential is of another kind: {found}.", "Ask for one of '{known}'."),
        "G533": ("The credential ended on {until}.", "Ask the holder for one that is still good."),
        "G534": ("The proof shows something that the issuer did not sign.", "Refuse it."),
        "G535": ("The proof is not made with the holder's key: {why}.", "Refuse it: it may have been copied from its holder."),
        "G536": ("The proof was made for another verifier.", "Refuse it, or check the name that you gave the holder."),
        "G537": (
            "The proof answers another challenge than this nonce.",
            "Refuse it, or check the nonce that you gave the holder.",
        ),
        "G538": ("The proof was made at {made}, which is {why}.", "Ask for a new one, made now, and check the clock."),
        "G539": ("This proof was shown here before.", "Refuse it, and give a fresh nonce to each holder."),
        "G540": ("Whether it was revoked cannot be told: {why}.", "Fetch the issuer's status list anew."),
        "G541": ("The credential was revoked.", "Refuse it."),
        "G542": ("The proof does not show '{found}'.", "Ask the holder to show it."),
        "G543": ("The standing is by other rules: {found}.", "Ask for one by '{known}'."),
        "G544": ("The credential is of a synthetic person, from a lab ledger.", "It proves nothing about anybody."),
        "G545": (
            "The nonce is too short to be a challenge.",
            "Draw one of at least {least} characters at random for each holder.",
        ),
    }
)

_SAID: Final = Wording(WORDS)
problem, trouble = _SAID.problem, _SAID.trouble
