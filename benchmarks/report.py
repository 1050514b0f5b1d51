"""A run of the benchmark as a table on the screen and as Markdown in `docs/performance.md`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.contestants import FILES, GROUPS, ORDERS
from benchmarks.ours import ARRANGED
from benchmarks.results import UNRESOLVED, Line, Run

BEGIN: Final = "<!-- measured: begin (written by `make bench`; do not edit) -->"
END: Final = "<!-- measured: end -->"
HEADS: Final = ("", "data", "seconds", "× Bonitas", "× reading", "peak memory")
MIB_IN_GIB: Final = 1024
LARGE: Final = 10


def show(run: Run, console: Console) -> None:
    """Print the run."""
    table = Table(*HEADS, title=_title(run))
    for group, lines in _groups(run):
        table.add_row(f"[bold]{GROUPS[group]}[/bold]")
        for line in lines:
            table.add_row(*_cells(line))
        table.add_section()
    console.print(table)
    for text in _notes(run):
        console.print(text)


def write_markdown(run: Run, page: Path) -> None:
    """Put the run between the marks on `page`; the rest of the page is left as it is."""
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    page.write_text(f"{before}{BEGIN}\n\n{markdown(run)}\n\n{END}{after}", encoding="utf-8")


def markdown(run: Run) -> str:
    """The run as a Markdown table with notes."""
    rows = [f"**{_title(run)}**", "", f"| {' | '.join(HEADS)} |", "|---|---|--:|--:|--:|--:|"]
    for group, lines in _groups(run):
        rows.append(f"| **{GROUPS[group]}** | | | | | |")
        rows += [f"| {' | '.join(_cells(line))} |" for line in lines]
    return "\n".join([*rows, "", *(f"- {text}" for text in _notes(run))])


def _groups(run: Run) -> list[tuple[str, list[Line]]]:
    found = {group: [line for line in run.lines if line.group == group] for group in GROUPS}
    return [(group, lines) for group, lines in found.items() if lines]


def _title(run: Run) -> str:
    return f"{run.subjects:,} subjects × {run.records:,} records × 30 clauses, {run.when[:10]}"


def _cells(line: Line) -> tuple[str, ...]:
    title = f"{line.title}, {line.sample:,} subjects scaled up" if line.sample else line.title
    if line.seconds is None:
        return title, line.data, "–", "–", "–", "–"
    memory = f"{line.peak_mib / MIB_IN_GIB:.2f} GiB" if line.peak_mib is not None else "–"
    return title, line.data, _rounded(line.seconds), _ratio(line.ratio), _ratio(line.reading), memory


def _rounded(number: float) -> str:
    return f"{number:,.0f}" if number >= LARGE * LARGE else f"{number:.1f}" if number >= LARGE else f"{number:.2f}"


def _ratio(ratio: float | None) -> str:
    """With a mark where the machine does not resolve the difference."""
    if ratio is None:
        return "–"
    unresolved = 1 / UNRESOLVED < ratio < UNRESOLVED and ratio != 1
    return f"{'≈ ' if unresolved else ''}{_rounded(ratio)}"


def _notes(run: Run) -> list[str]:
    notes = [
        f"Best of {run.rounds} × {run.repeats} after a warm-up, each contestant in a process of its own, one after the other.",
        f"Ratios under {UNRESOLVED}× (≈) are not resolved: machines like this one change their speed by as much.",
        "Ratios are taken within a group: to Bonitas, and to the six columns delivered as Arrow (on Spark: looked at).",
        "Peak memory of a contestant on a sample is that of the sample; on PostgreSQL and Spark, of the server and all helpers together.",
        *_beside_our_own(run),
        *_arranging(run),
    ]
    for store, found in run.explained.items():
        if "p50_ms" in found:
            of_it = f"middle {found['p50_ms']:.1f} ms, 95 of 100 under {found['p95_ms']:.1f} ms"
            plain = store.removesuffix(ARRANGED)
            data = f"{FILES[plain]}, {'arranged' if store != plain else ORDERS[store]}"
            notes.append(f"One subject of the {run.subjects:,} explained by Bonitas ({data}): {of_it}.")
    notes += [f"Did not run: {line.title} ({line.data}): {line.absent}." for line in run.lines if line.absent]
    notes += [f"Void: {problem}." for problem in run.disagreements]
    machine = run.machine
    hardware = f"{machine['cpu']}, {machine['cores']} cores, {machine['memory']}"
    notes.append(f"{hardware}; {machine['system']}; load before the run {machine['load']}.")
    notes.append(", ".join(f"{name} {version}" for name, version in run.versions.items()) + ".")
    return notes


def _beside_our_own(run: Run) -> list[str]:
    """How far Bonitas is from only reading its own ledger."""
    seconds = {line.name: line.seconds for line in run.lines}
    notes = []
    for store, file in FILES.items():
        floor = seconds.get(f"floor-{store}")
        for name, how in ((f"bonitas-{store}", ""), (f"bonitas-{store}{ARRANGED}", ", arranged")):
            if name in seconds and floor:
                times = _rounded(seconds[name] / floor)
                notes.append(f"Bonitas takes {times} × the same six columns of its own ledger ({file}{how}) delivered as Arrow.")
    return notes


def _arranging(run: Run) -> list[str]:
    """What the arrangements took, which are made once and not timed."""
    return [
        f"Arranging {made['records']:,} records beforehand ({FILES[store.removesuffix(ARRANGED)]}) took {_rounded(made['seconds'])} s, once, and"
        f" {made['bytes'] / 2**20:,.0f} MiB of disk ([arranging](arranging.md))."
        for store, made in run.arranging.items()
    ]
