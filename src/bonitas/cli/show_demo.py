"""The demonstration for people: the steps while they run, then what came out."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bonitas.cli.console import cleaned, say
from bonitas.cli.show_explanation import title
from bonitas.cli.show_forecast import show_forecast
from bonitas.cli.terminal import Column, show, table, working
from bonitas.cli.words import day_in_words, said, share
from bonitas.lab.demo import Demo
from bonitas.lab.report import DemoReport, decimals
from bonitas.rulebook.read import read_rulebook


class Watch:
    """Shows each step on standard error, while it runs and with its seconds when it is done; only on a terminal."""

    @contextmanager
    def __call__(self, name: str, size: int | None) -> Iterator[Callable[[int], None]]:
        start = time.perf_counter()
        with working(name.capitalize(), size) as progress:
            yield progress
        if sys.stderr.isatty():
            count = f" ({size:,})" if size else ""
            print(f"{name.capitalize()}{count}: {time.perf_counter() - start:.2f} s", file=sys.stderr)


def show_demo(demo: Demo) -> None:
    """Bands and what became of each, how well the score separates, one person in words, and where the rest is."""
    told = demo.report
    people = sum(told.counts.values())
    by = f"{told.rulebook}, version {told.version}"
    say(f"{people:,} card clients of one bank in Taiwan, rated on {day_in_words(told.on)} by {by},")
    say(f"from {told.records:,} records. What they did in the month after is no record; it is only held beside the ratings.")
    say()
    _bands(told, people)
    say()
    _figures(told)
    say()
    _person(told)
    say()
    say("Took: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in told.timings.items()) + ".")
    say(f"Report: {demo.page}")
    say(f"Ledger: {demo.ledger}")
    say()
    say("Go on with:")
    say(f"  bonitas explain {told.rulebook} {demo.ledger} {told.explanation['subject']} --on {told.on}")
    say(f"  bonitas read {told.rulebook}")


def _bands(told: DemoReport, people: int) -> None:
    columns = [
        Column("band"), Column("people", right=True), Column("share", right=True), Column("then defaulted", right=True),
        Column("share of the band", right=True),
    ]  # fmt: skip
    rows = [
        [
            told.band_titles.get(one.name, one.name), f"{one.count:,}", share(one.count, people),
            f"{one.having:,}", share(one.having, one.count),
        ]
        for one in told.bands
    ]  # fmt: skip
    show(table(columns, rows))


def _figures(told: DemoReport) -> None:
    say("How well the score tells those who then paid from those who did not (AUC 0.5: by chance, 1: always):")
    columns = [Column("measured on"), Column("people", right=True), Column("AUC", right=True), Column("KS", right=True)]
    rows = [[one.people, f"{one.count:,}", decimals(one.auc), decimals(one.ks)] for one in told.figures]
    show(table(columns, rows))


def _person(told: DemoReport) -> None:
    why = cleaned(told.explanation)
    show(title(read_rulebook(told.rulebook), why, "en"))
    for reason in why["reasons"]:
        show(f"  - {said(reason)}")
    say()
    show_forecast(why["subject"], told.forecast, None)
