"""A run of the benchmark as a table on the screen and as Markdown in `docs/performance.md`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.contestants import STORE_TITLES
from benchmarks.results import UNRESOLVED, Line, Run

BEGIN: Final = "<!-- measured: begin (written by `make bench`; do not edit) -->"
END: Final = "<!-- measured: end -->"
HEADS: Final = ("", "data", "seconds", "× Bonitas", "peak memory")
MIB_IN_GIB: Final = 1024
LARGE: Final = 10
STORES: Final = {**STORE_TITLES, "memory": "in memory, sorted by subject"}


def show(run: Run, console: Console) -> None:
    """Print the run."""
    table = Table(*HEADS, title=_title(run))
    for line in run.lines:
        table.add_row(*_cells(line))
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
    rows = [f"**{_title(run)}**", "", f"| {' | '.join(HEADS)} |", "|---|---|--:|--:|--:|"]
    rows += [f"| {' | '.join(_cells(line))} |" for line in run.lines]
    return "\n".join([*rows, "", *(f"- {text}" for text in _notes(run))])


def _title(run: Run) -> str:
    return f"{run.subjects:,} subjects × {run.records:,} records × 30 clauses, {run.when[:10]}"


def _cells(line: Line) -> tuple[str, ...]:
    title = f"{line.title}, {line.sample:,} subjects scaled up" if line.sample else line.title
    if line.seconds is None:
        return title, STORES[line.store], "–", "–", "–"
    memory = f"{line.peak_mib / MIB_IN_GIB:.2f} GiB" if line.peak_mib is not None else "–"
    return title, STORES[line.store], _rounded(line.seconds), _ratio(line.ratio), memory


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
        "Peak memory of a contestant on a sample is that of the sample.",
    ]
    for store, found in run.explained.items():
        if "p50_ms" in found:
            of_it = f"middle {found['p50_ms']:.1f} ms, 95 of 100 under {found['p95_ms']:.1f} ms"
            notes.append(f"One subject of the {run.subjects:,} explained by Bonitas ({STORES[store]}): {of_it}.")
    notes += [f"Did not run: {line.title} ({STORES[line.store]}): {line.absent}." for line in run.lines if line.absent]
    notes += [f"Void: {problem}." for problem in run.disagreements]
    machine = run.machine
    hardware = f"{machine['cpu']}, {machine['cores']} cores, {machine['memory']}"
    notes.append(f"{hardware}; {machine['system']}; load before the run {machine['load']}.")
    notes.append(", ".join(f"{name} {version}" for name, version in run.versions.items()) + ".")
    return notes
