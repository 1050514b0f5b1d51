"""Bands by share in a person's file: the floors as they were drawn, in place of the scores of all others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bonitas.engine.shares import Draw, Drawn, is_relative
from bonitas.rulebook.model import Band, Period, Rulebook


def floors_as_dict(drawn: Drawn) -> dict[str, Any]:
    """The floors of each period (thousandths) and how they were drawn on the asked day, as plain data."""
    periods = [
        {
            band.name: {"floor": band.floor, "exclusive": band.exclusive}
            for band in period.rules.bands.bands
            if band.best is not None
        }
        for period in drawn.book.periods
    ]
    draws = [{"band": one.band.name, "lowest": one.lowest, "over": one.over, "within": one.within} for one in drawn.draws]
    return {"periods": periods, "draws": draws}


def floors_of(book: Rulebook, day: int, known: int, said: Mapping[str, Any] | None) -> tuple[Drawn, ...]:
    """The floors of a file for its rulebook; none where no band is drawn by share. ValueError if they are not this rulebook's."""
    if said is None or not is_relative(book):
        return ()
    try:
        periods = tuple(_with(period, floors) for period, floors in zip(book.periods, said["periods"], strict=True))
        rules = book.rules_on(day)
        bands = {band.name: band for band in rules.bands.bands} if rules is not None else {}
        draws = tuple(
            Draw(bands[one["band"]], _amount(one["lowest"]), _count(one["over"]), _count(one["within"])) for one in said["draws"]
        )
    except (KeyError, TypeError, AttributeError) as exc:
        msg = "the floors are not those of this rulebook"
        raise ValueError(msg) from exc
    return (Drawn(day, known, replace(book, periods=periods), draws),)


def _with(period: Period, floors: Mapping[str, Any]) -> Period:
    bands = tuple(_floored(band, floors[band.name]) if band.best is not None else band for band in period.rules.bands.bands)
    return Period(period.start, period.end, replace(period.rules, bands=replace(period.rules.bands, bands=bands)))


def _floored(band: Band, said: Mapping[str, Any]) -> Band:
    return replace(band, floor=_amount(said["floor"]), exclusive=said["exclusive"] is True)


def _amount(value: Any) -> int | None:
    return None if value is None else _count(value)


def _count(value: Any) -> int:
    if not isinstance(value, int) or abs(value) > 10**18:
        raise TypeError
    return value
