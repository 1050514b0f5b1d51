"""A small fixed catalogue with every type of attribute, one lasting kind and two kinds under one prefix."""

from __future__ import annotations

from bonitas.catalogue.model import Attribute, AttributeType, Catalogue, Kind
from bonitas.common.days import Duration
from bonitas.common.texts import Text

CHANNELS = ("web", "phone", "shop")
LEVELS = ("county", "province", "nation")

_TYPES: dict[str, AttributeType] = {
    "amount": "money",
    "stars": "integer",
    "hours": "decimal",
    "channel": "choice",
    "level": "choice",
    "note": "text",
    "late": "yes_no",
    "due_on": "date",
}
_CHOICES = {"channel": CHANNELS, "level": LEVELS}


def _attribute(name: str) -> Attribute:
    currency = "EUR" if _TYPES[name] == "money" else None
    return Attribute(name, _TYPES[name], choices=_CHOICES.get(name, ()), currency=currency)


def _kind(name: str, *attributes: str, lasting: bool = False) -> Kind:
    return Kind(
        name=name,
        context=name.partition(".")[0],
        attributes={attribute: _attribute(attribute) for attribute in attributes},
        keep=Duration(months=120),
        title=Text((("en", name),)),
        legal_basis=Text((("en", "made up for tests"),)),
        lasting=lasting,
    )


CATALOGUE = Catalogue(
    {
        kind.name: kind
        for kind in (
            _kind("trade.payment", "amount", "channel", "late", "due_on", "note"),
            _kind("trade.review", "stars", "hours", "channel", "late"),
            _kind("traffic.fine", "amount", "level", "stars"),
            _kind("civic.gift", "amount", "hours", "level", "note"),
            _kind("court.listing", "amount", "level", "due_on", lasting=True),
        )
    }
)
