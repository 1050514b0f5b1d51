"""Every problem of a catalogue, by its code. Codes are stable."""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, str]] = {
    "C001": "a file or folder of the catalogue cannot be read",
    "C003": "a file is too large",
    "C004": "a file is not UTF-8",
    "C005": "a control character",
    "C006": "a file is not YAML",
    "C007": "a key is here twice",
    "C008": "a tag that is not allowed",
    "C009": "an alias without anchor, in itself, or standing for too much",
    "C010": "nested too deep",
    "C011": "several documents in one file",
    "C012": "an empty file",
    "C014": "a key that is a map or a list",
    "C101": "an unknown key",
    "C102": "a missing key",
    "C103": "a value of the wrong shape",
    "C104": "a word that is not one of those allowed",
    "C108": "neither yes nor no",
    "C109": "a malformed language code",
    "C110": "a malformed name",
    "C113": "a malformed duration",
    "C120": "a kind declared twice",
    "C121": "an attribute with different types in different kinds",
    "C122": "a choice without choices, or choices without a choice",
    "C123": "money without a currency, or a currency without money",
    "C124": "an attribute whose name is reserved",
    "C125": "a context declared twice",
    "C126": "a kind that must be kept longer than it may be",
}
