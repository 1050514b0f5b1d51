"""The numbers by which people and organisations are known, and how each is checked.

The check digits are python-stdnum's: GB 32100-2015 (unified social credit code, modulo 31), GB 11643 (citizen number, ISO 7064
MOD 11-2), ISO 17442 (LEI, ISO 7064 MOD 97-10), the national rules of VAT and tax numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Final, Literal

from stdnum.cn import ric
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidLength, ValidationError

Of = Literal["person", "organisation", "both"]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One kind of number: its name in files, what people call it, whose it is, and the module of python-stdnum that checks it."""

    name: str
    title: str
    of: Of
    module: str


class NoSuchNumber(ValueError):
    """A number that its scheme does not allow; `why` says what is wrong with it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _known(*schemes: Scheme) -> Mapping[str, Scheme]:
    return MappingProxyType({scheme.name: scheme for scheme in schemes})


SCHEMES: Final = _known(
    Scheme("cn-uscc", "unified social credit code", "organisation", "cn.uscc"),
    Scheme("cn-citizen", "citizen number", "person", "cn.ric"),
    Scheme("lei", "legal entity identifier", "organisation", "lei"),
    Scheme("eu-vat", "VAT number", "both", "eu.vat"),
    Scheme("de-tax", "German tax identification number", "person", "de.idnr"),
    Scheme("de-register", "German commercial register number", "organisation", "de.handelsregisternummer"),
    Scheme("uk-utr", "British unique taxpayer reference", "both", "gb.utr"),
    Scheme("us-ssn", "US social security number", "person", "us.ssn"),
    Scheme("us-ein", "US employer identification number", "organisation", "us.ein"),
)


def compact(scheme: Scheme, number: str) -> str:
    """The number as its scheme writes it: one spelling for all ways to space it. NoSuchNumber says what is wrong with it.

    >>> compact(SCHEMES["cn-uscc"], "91350100 M000100Y43")
    '91350100M000100Y43'
    >>> compact(SCHEMES["cn-citizen"], "110105194912310021")
    Traceback (most recent call last):
    ...
    bonitas.ledger.identity.schemes.NoSuchNumber: its check digit is wrong
    """
    check = _citizen if scheme.module == "cn.ric" else import_module(f"stdnum.{scheme.module}").validate
    try:
        found: str = check(number)
    except InvalidChecksum:
        raise NoSuchNumber("its check digit is wrong") from None
    except InvalidLength:
        raise NoSuchNumber("it is too short or too long") from None
    except InvalidComponent:
        raise NoSuchNumber("a part of it, such as its date or country, does not exist") from None
    except (ValidationError, ValueError):
        raise NoSuchNumber("it has a character where none of that sort belongs") from None
    return found


def _citizen(number: str) -> str:
    """A citizen number, also of a region that python-stdnum does not list: people keep theirs when a county is renamed."""
    number = "".join(number.split())
    try:
        return ric.validate(number)
    except InvalidComponent:
        ric.get_birth_date(number)  # the same fault if it is the date that does not exist
        return ric.compact(number)
