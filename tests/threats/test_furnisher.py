"""A furnisher rewrites history: what it once reported, or when."""

from __future__ import annotations

import json
from pathlib import Path

from cli.conftest import ON, Run


def add(run: Run, place: Path, command: str, text: str) -> tuple[int, str]:
    (place / "again.csv").write_text(text)
    ran = run(command, "s.duckdb", "again.csv")
    return ran.code, ran.err


def test_a_record_is_not_reported_otherwise_under_its_own_name(run: Run, place: Path) -> None:
    before = run("rate", "mine.yaml", "s.duckdb", "--on", ON, "--json").out
    for change in ("2026-04-30,2026-05-01T00:00:00Z,telco,r3,100.50", "2025-04-30,2025-05-01T00:00:00Z,telco,r3,999"):
        code, said = add(
            run, place, "add", f"subject,kind,occurred_on,recorded_at,furnisher,ref,amount\nC3,payment.default,{change}\n"
        )
        assert code == 1
        assert "L217 A record 'r3' of furnisher 'telco' is there with other content." in said
    assert run("rate", "mine.yaml", "s.duckdb", "--on", ON, "--json").out == before
    assert run("verify", "s.duckdb").code == 0


def test_a_correction_leaves_what_was_known_before(run: Run, place: Path) -> None:
    """The amendment says when it came: ratings of before it are as they were."""
    then = ("--known-at", "2026-11-10T00:00:00Z")
    before = run("rate", "mine.yaml", "s.duckdb", "--on", ON, "--json", *then).out
    code, _ = add(
        run, place, "amend",
        "furnisher,ref,change,effective_on,occurred_on\ntelco,r3,corrected,2025-05-01,2020-01-01\n",
    )  # fmt: skip
    assert code == 0
    assert run("rate", "mine.yaml", "s.duckdb", "--on", ON, "--json", *then).out == before
    assert "2020-01-01" in run(
        "file", "s.duckdb", "C3", "--out", "f", "--rulebook", "mine.yaml", "--on", ON, "--json"
    ).out or any("2020-01-01" in path.read_text(encoding="utf-8") for path in (place / "f").glob("*.jsonl")), (
        "and the person sees the change in the file"
    )


def test_a_record_that_pretends_to_be_old_comes_after_what_was_published(run: Run, place: Path) -> None:
    """A furnisher may say when it knew; the log says when it came. Nothing is told apart but by the leaf, which is why checkpoints matter."""
    run("new-signing-key", "log.key")
    run("checkpoint", "s.duckdb", "--key", "log.key", "--out", "published")
    leaves = int(json.loads(run("verify", "s.duckdb", "--json").out)["size"])
    code, _ = add(
        run, place, "add",
        "subject,kind,occurred_on,recorded_at,furnisher,ref,amount\nC1,payment.default,2026-02-01,2026-02-01T00:00:00Z,telco,late,9\n",
    )  # fmt: skip
    assert code == 0
    assert run("verify", "s.duckdb", "--checkpoint", "published", "--public-key", "log.key.pub").code == 0
    ran = run("checkpoint", "s.duckdb", "--key", "log.key", "--out", "second")
    assert run("prove-included", "s.duckdb", "C1", "--out", "C1.proof", "--checkpoint", "second").code == 0, ran.err
    proof = json.loads((place / "C1.proof").read_text())
    placed = [one["leaf"] for one in proof["entries"] if "late" in json.dumps(one)]
    assert placed
    assert min(placed) >= leaves, "its leaf is after all that the first checkpoint was of"
