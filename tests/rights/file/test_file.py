"""A person's whole file: everything about them and nothing about others, and rated again from the folder alone, bit for bit."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.ledger import Store, open_ledger
from bonitas.ledger.access import EVERYBODY, Access, note, open_accesses
from bonitas.ledger.seal.note import new_signing_key, read_signing_key
from bonitas.ledger.seal.proof import check_included
from bonitas.ledger.seal.verify import checkpoint
from bonitas.rights.file.again import Recomputed
from bonitas.rights.file.answers import differing
from bonitas.rights.file.codes import problem
from stores import STORES, kept_in

ON = "2026-11-23"
MINE = """\
rulebook: mine
title: My rules
subjects: both
standing: own
in_force: {from: 2020-01-01}
participation: notice
context: credit
disputes: {hold: true}
sources: {law: {title: The law, publisher: State}}
base: 100
clauses:
  default: {for: payment.default, points: -30, lasts: 3 years, limit: 40 per counterparty, text: "A payment default", source: law}
measures:
  last_with: {latest: payment.default, of: counterparty}
bands: {good: 90, bad: below}
"""
RECORDS: list[dict[str, Any]] = [
    {"subject": who, "subject_type": "person", "kind": "payment.default", "occurred_on": day, "recorded_at": f"{day}T08:00:00.000001Z",
     "furnisher": "telco", "ref": ref, "counterparty": other, "amount": amount}
    for who, day, ref, other, amount in [
        ("ann", "2025-01-10", "r1", "Eve Nachbar", "100.50"), ("ann", "2025-02-10", "r2", "Eve Nachbar", "7"),
        ("ann", "2025-03-10", "r3", "acme", "12"), ("ann", "2026-03-10", "r4", "bob", "99"), ("bob", "2026-03-11", "r5", "ann", "1"),
    ]
]  # fmt: skip
RECORDS.append({**RECORDS[0], "subject": "acme", "subject_type": "organisation", "ref": "r6"})
AMENDMENTS = [
    {"furnisher": "telco", "ref": "r1", "change": "settled", "effective_on": "2025-06-01", "recorded_at": "2025-06-02T00:00:00Z"},
    {"furnisher": "telco", "ref": "r2", "change": "disputed", "effective_on": "2026-11-01", "recorded_at": "2026-11-01T00:00:00Z",
     "reason": "Never mine.", "by": "ann herself", "attachments": "a1" * 32},
    {"furnisher": "telco", "ref": "r4", "change": "corrected", "effective_on": "2026-04-01", "recorded_at": "2026-04-01T00:00:00Z",
     "amount": "45", "counterparty": "Eve Nachbar"},
]  # fmt: skip
PARTICIPATIONS = [
    {"subject": who, "rulebook": book, "basis": "notice", "from": "2026-01-01", "recorded_at": "2026-01-01T00:00:00Z"}
    for who, book in [("ann", "mine"), ("bob", "mine")]
]
ALSO = {**PARTICIPATIONS[0], "rulebook": "de-schufa-2026"}


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("rules") / "mine.yaml"
    path.write_text(MINE.replace("measures:\n  last_with: {latest: payment.default, of: counterparty}\n", ""), encoding="utf-8")
    return bonitas.read_rulebook(path)


@pytest.fixture(params=STORES)
def ledger(request: pytest.FixtureRequest) -> Iterator[Store]:
    with kept_in(request.param, RECORDS, AMENDMENTS, [*PARTICIPATIONS, ALSO]) as opened:
        yield opened


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, mine: Any) -> Iterator[Path]:
    """A file as it was made; not to be changed."""
    folder = tmp_path_factory.mktemp("made") / "ann"
    with kept_in("duckdb", RECORDS, AMENDMENTS, PARTICIPATIONS) as opened:
        note(opened, [Access(subject="ann", what="rate", purpose="loan", by="Mr Clerk", recipient="Bank Nord", band="bad")])
        bonitas.subject_file(opened, "ann", folder, on=ON, rulebooks=[mine])
    yield folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "ann")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def codes(found: Recomputed) -> list[str]:
    return [one.code for one in found.problems]


def test_rated_again_from_every_store(ledger: Store, tmp_path: Path, mine: Any) -> None:
    file = bonitas.subject_file(ledger, "ann", tmp_path / "ann", on=ON, rulebooks=[mine], by="desk", purpose="GDPR 15")
    there = next(bonitas.rate(mine, ledger, subject="ann", on=ON).rows())
    assert (str(file.ratings[1]["score"]), file.ratings[1]["band"]) == (str(there["score"]), there["band"])
    found = bonitas.recompute(tmp_path / "ann")
    assert (found.ok, codes(found)) == (True, [])
    assert [(one["rulebook"], one["same"]) for one in found.ratings] == [("de-schufa-2026", True), ("mine", True)]
    assert found.digest == file.digest
    with open_accesses(ledger) as book:
        noted = [(one.what, one.by, one.recipient, one.rulebook, one.hash) for one in book.of("ann")]
    assert noted[0] == ("file", "desk", "the subject", "", file.digest)
    assert [one[3] for one in noted[1:]] == ["de-schufa-2026", "mine"]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_everything_is_in_it_and_nothing_of_others(made: Path) -> None:
    records, amendments = lines(made / "records.jsonl"), lines(made / "amendments.jsonl")
    assert [(row["ref"], row["counterparty"], row["amount"]) for row in records] == [
        ("r1", "other-1", "100.5"), ("r2", "other-1", "7"), ("r3", "acme", "12"), ("r4", "other-2", "99")
    ]  # fmt: skip
    assert records[0]["recorded_at"] == "2025-01-10T08:00:00.000001Z"
    assert [(row["change"], row.get("counterparty"), row.get("reason")) for row in amendments] == [
        ("settled", None, None), ("corrected", "other-1", None), ("disputed", None, "Never mine.")
    ]  # fmt: skip
    every = b"".join(path.read_bytes() for path in made.rglob("*") if path.is_file() and "catalogue" not in path.parts)
    assert not any(word in every for word in (b"Nachbar", b"bob", b"r5", b"Clerk"))
    (asked,) = lines(made / "accesses.jsonl")
    assert (asked["purpose"], asked["recipient"], asked["band"], asked["everybody"]) == ("loan", "Bank Nord", "bad", False)


def test_the_page_says_it_in_words(made: Path) -> None:
    text, page = (made / "index.md").read_text(encoding="utf-8"), (made / "index.html").read_text(encoding="utf-8")
    order = [
        "What mattered most:",
        "On 2026-11-23 you have",
        "Every point:",
        "## What is on record",
        "## Who asked",
        "## How to rate yourself again",
    ]
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    for said in (
        "From telco, under r1",
        "100.50 EUR",
        "ann herself",
        "a1" * 32,
        "Never mine.",
        "Bank Nord",
        "While the dispute is open, the record does not count.",
    ):
        assert said in text
    assert '<html lang="en">' in page and "<script" not in page


def test_what_is_made_twice_is_the_same(tmp_path: Path, mine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bonitas.rights.file.make.now", lambda: 1_790_000_000_000_000)
    with kept_in("duckdb", RECORDS, AMENDMENTS, PARTICIPATIONS, lab=True) as opened:
        digests = {bonitas.subject_file(opened, "ann", tmp_path / name, on=ON, rulebooks=[mine]).digest for name in "ab"}
    assert len(digests) == 1


# ------------------------------------------------------------ what somebody changed


def edit(name: str, was: str, is_: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert was in text
        path.write_text(text.replace(was, is_, 1), encoding="utf-8")

    return change


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (edit("records.jsonl", "2025-03-10", "2019-03-10"), {"G214", "G218", "G219", "G222", "G223"}),
        (edit("records.jsonl", '"kind": "payment.default"', '"kind": "no.such"'), {"G214", "L202", "L301", "G218", "G219", "G222", "G223"}),
        (edit("participations.jsonl", "2026-01-01", "2027-01-01"), {"G214", "G218", "G222", "G223"}),
        (edit("explanations/mine.json", '"band": "bad"', '"band": "good"'), {"G214", "G218"}),
        (edit("explanations/mine.json", "A payment default", "A late payment"), {"G214", "G219"}),
        (edit("rulebooks/mine.yaml", "points: -30", "points: -3"), {"G214", "G217", "G218"}),
        (edit("rulebooks/mine.yaml", "points: -30", "pionts: -30"), {"G214", "G220"}),
        (edit("index.html", "Your file", "My file"), {"G214"}),
        (remove("amendments.jsonl"), {"G213", "G218", "G219", "G222"}),
        (remove("inclusion.json"), {"G213"}),
        (edit("inclusion.json", '"salt": "', '"salt": "00'), {"G214", "L726"}),
        (edit("inclusion.json", "{", "["), {"G214", "L725"}),
        (remove("rulebooks/mine.yaml"), {"G213", "G220"}),
        (remove("explanations/mine.json"), {"G213", "G218"}),
        (lambda folder: (folder / "more.txt").write_text("x"), {"G215"}),
        (edit("file.json", '"on": "2026-11-23"', '"on": "2029-11-23"'), {"G218"}),
        (edit("file.json", '"on": "2026-11-23"', '"on": "soon"'), {"G220"}),
    ],
)  # fmt: skip
def test_what_was_changed_is_named(folder: Path, change: Callable[[Path], object], said: set[str]) -> None:
    change(folder)
    found = bonitas.recompute(folder)
    assert not found.ok
    assert codes(found) and set(codes(found)) <= said
    assert said - {"G219"} <= set(codes(found)) | {"L301"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "G211"), ("[]", "G211"), ("[" * 100_000, "G211"), ('{"bonitas_file": 1, "files": {}}', "G211"),
        ('{"bonitas_file": 2, "files": {}}', "G212"), ('{"bonitas_file": 1, "files": {"../x": {"sha256": ""}}}', "G216"),
        ('{"bonitas_file": 1, "files": {"/etc/passwd": {"sha256": ""}}}', "G216"),
    ],
)  # fmt: skip
def test_a_list_that_is_none(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "file.json").write_text(text)
    with pytest.raises(BonitasError) as caught:
        bonitas.recompute(tmp_path)
    assert [one.code for one in caught.value.problems] == [code]


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "records.jsonl").rename(tmp_path / "elsewhere.jsonl")
    (folder / "records.jsonl").symlink_to(tmp_path / "elsewhere.jsonl")
    found = bonitas.recompute(folder)
    assert "G213" in codes(found) and "G218" in codes(found)


# ------------------------------------------------------------ the log of a sealed ledger


def relist(folder: Path) -> None:
    """What whoever changes a part does so that the list does not show it."""
    head = json.loads((folder / "file.json").read_text(encoding="utf-8"))
    for name, said in head["files"].items():
        said["sha256"] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "file.json").write_text(json.dumps(head), encoding="utf-8")


def test_every_store_proves_what_it_holds(ledger: Store, tmp_path: Path, mine: Any) -> None:
    new_signing_key(tmp_path / "k", "example.org/s")
    file = bonitas.subject_file(ledger, "ann", tmp_path / "ann", on=ON, rulebooks=[mine], key=tmp_path / "k")
    assert file.included is not None
    assert (file.included["entries"], file.included["signer"]) == (
        11,
        "example.org/s",
    )  # with her names: as subject and counterparty
    found = bonitas.recompute(tmp_path / "ann", [tmp_path / "k.pub"])
    assert (codes(found), found.kept and found.kept.as_dict()) == (
        [], {"rows": 9, "unproved": 0, "signer": "example.org/s", **{name: file.included[name] for name in ("size", "root")}}
    )  # fmt: skip
    assert check_included(tmp_path / "ann" / "inclusion.json", [tmp_path / "k.pub"]).ok
    again = bonitas.subject_file(ledger, "ann", tmp_path / "again", on=ON, rulebooks=[mine], key=tmp_path / "k")
    assert again.proof == file.proof


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (edit("records.jsonl", '"100.5"', '"100.6"'), ["G222", "G223"]),
        (edit("records.jsonl", '"other-1"', '"other-2"'), ["G222", "G223"]),
        (edit("records.jsonl", '"subject_type": "person"', '"subject_type": "organisation"'), ["G224"]),
        (edit("amendments.jsonl", "Never mine.", "Mine."), ["G222", "G223"]),
        (edit("participations.jsonl", "notice", "consent"), ["G222", "G223"]),
        (edit("records.jsonl", '"ann"', '"eve"'), ["G222", "G223"]),
    ],
)  # fmt: skip
def test_what_was_changed_with_its_digest_is_not_in_the_log(
    folder: Path, change: Callable[[Path], object], said: list[str]
) -> None:
    change(folder)
    relist(folder)
    found = bonitas.recompute(folder)
    assert sorted({code for code in codes(found) if "G221" <= code < "L"}) == said


def test_who_leaves_out_a_row_is_found(folder: Path) -> None:
    path = folder / "records.jsonl"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    relist(folder)
    (said,) = [str(one) for one in bonitas.recompute(folder).problems if one.code == "G222"]
    assert "is the record telco/r4; 'records.jsonl' does not hold it, or not as it was added. Ask whoever made the file." in said


def test_the_page_says_what_the_proof_is_worth(made: Path) -> None:
    text, proof = (made / "index.md").read_text(encoding="utf-8"), check_included(made / "inclusion.json")
    said = (
        f"proves that {len(proof.entries)} entries about you are in the log of {proof.size} entries whose root is {proof.root}, "
    )
    assert said in text
    assert "which nobody has signed" in text


def test_what_came_after_the_checkpoint_is_counted(tmp_path: Path, mine: Any) -> None:
    new_signing_key(tmp_path / "k", "example.org/s")
    new_signing_key(tmp_path / "other", "example.org/other")
    with kept_in("duckdb", RECORDS, AMENDMENTS, PARTICIPATIONS) as opened:
        (tmp_path / "cp").write_text(checkpoint(opened, read_signing_key(tmp_path / "k")), encoding="utf-8")
        address = opened.address
        opened.close()
        with open_ledger(address, write=True) as writing:
            writing.add([{**RECORDS[0], "ref": "r9", "occurred_on": "2025-05-05"}])
        with open_ledger(address) as reading:
            bonitas.subject_file(reading, "ann", tmp_path / "ann", on=ON, rulebooks=[mine], checkpoint=tmp_path / "cp")
    found = bonitas.recompute(tmp_path / "ann", [tmp_path / "k.pub"], tmp_path / "cp")
    assert (codes(found), found.kept and found.kept.unproved) == ([], 1)
    assert codes(bonitas.recompute(tmp_path / "ann", [tmp_path / "other.pub"])) == ["L707"]


def test_a_ledger_without_a_log_has_nothing_to_prove(tmp_path: Path, mine: Any) -> None:
    new_signing_key(tmp_path / "k", "example.org/s")
    with bonitas.memory_ledger(RECORDS, AMENDMENTS, PARTICIPATIONS) as unsealed:
        assert bonitas.subject_file(unsealed, "ann", tmp_path / "ann", on=ON, rulebooks=[mine]).included is None
        assert failing(unsealed, "ann", tmp_path / "b", on=ON, rulebooks=[mine], key=tmp_path / "k") == ["L701"]
    assert not (tmp_path / "ann" / "inclusion.json").exists()
    assert codes(bonitas.recompute(tmp_path / "ann", [tmp_path / "k.pub"])) == ["L725"]


# ------------------------------------------------------------ what cannot be made


def failing(ledger: Store, *args: Any, **more: Any) -> list[str]:
    with pytest.raises(BonitasError) as caught:
        bonitas.subject_file(ledger, *args, **more)
    return [one.code for one in caught.value.problems]


def test_what_cannot_be_made_is_refused_and_leaves_nothing(tmp_path: Path, mine: Any) -> None:
    with kept_in("duckdb", RECORDS, AMENDMENTS, PARTICIPATIONS) as opened:
        assert failing(opened, "zed", tmp_path / "a") == ["G202"]
        assert failing(opened, "ann", tmp_path / "a") == ["G201"]
        assert failing(opened, "ann", tmp_path / "a", rulebooks=[mine, mine]) == ["G206"]
        (tmp_path / "full").mkdir()
        (tmp_path / "full" / "x").write_text("")
        assert failing(opened, "ann", tmp_path / "full", rulebooks=[mine]) == ["G203"]
        Path(opened.address + ".accesses").mkdir()
        assert failing(opened, "ann", tmp_path / "a", rulebooks=[mine]) == ["L641"]
    assert [path.name for path in tmp_path.iterdir()] == ["full"]


def test_a_specimen_is_named_and_rates_nobody(tmp_path: Path) -> None:
    people = [{**PARTICIPATIONS[0], "rulebook": "cn-suining-2010"}]
    with kept_in("duckdb", RECORDS, (), people) as opened:
        file = bonitas.subject_file(opened, "ann", tmp_path / "ann")
    assert list(file.refused) == ["cn-suining-2010"] and "E110" in file.refused["cn-suining-2010"][0]
    assert file.ratings == []
    assert bonitas.recompute(tmp_path / "ann").ok


def test_bands_by_share_keep_their_floors(tmp_path: Path) -> None:
    path = tmp_path / "share.yaml"
    path.write_text(
        MINE.split("measures:", maxsplit=1)[0] + "bands: {top: {from: 0, best: 50%}, rest: below}\n", encoding="utf-8"
    )
    book = bonitas.read_rulebook(path)
    with kept_in("duckdb", RECORDS, AMENDMENTS, PARTICIPATIONS) as opened:
        for who, band in (("ann", "rest"), ("bob", "top")):
            file = bonitas.subject_file(opened, who, tmp_path / who, on=ON, rulebooks=[book])
            assert file.ratings[0]["band"] == band
            assert bonitas.recompute(tmp_path / who).ok
    assert b"bob" not in b"".join(one.read_bytes() for one in (tmp_path / "ann").rglob("*.json*"))


def test_a_local_supplement_stands_alone(tmp_path: Path) -> None:
    people = [{**PARTICIPATIONS[0], "rulebook": "cn-wendeng-2020-village-example", "basis": "consent"}]
    with kept_in("duckdb", RECORDS[:1], (), people, lab=True) as opened:
        assert bonitas.subject_file(opened, "ann", tmp_path / "ann", on="2026-06-01").ratings[0]["standing"] == "scored"
    assert bonitas.recompute(tmp_path / "ann").ok


def test_an_access_to_everybody_before_one_came_is_not_ones_own(tmp_path: Path) -> None:
    late = {**ALSO, "recorded_at": "2199-01-01T00:00:00Z", "subject": "new"}
    with kept_in("duckdb", (), (), [late]) as opened:
        note(opened, [Access(subject=EVERYBODY, what="rate", purpose="monthly")])
        assert bonitas.subject_file(opened, "new", tmp_path / "new").asked == []
        assert open_ledger(opened.address).purposes is False


def test_the_first_difference() -> None:
    assert differing({"a": [1, {"b": 2}]}, {"a": [1, {"b": 2}]}) is None
    assert differing({"a": [1]}, {"a": [1, 2]}) == "a.1"
    assert differing({"a": 1}, {"a": True}) == "a"
    assert differing({"a": 1}, {}) == "a"


@pytest.mark.parametrize(
    ("code", "words", "said"),
    [
        ("G221", {"found": "bob", "subject": "ann"}, "The proof is of entries about 'bob', not about 'ann'. Ask whoever made the file."),
        ("G223", {"entry": "record bank/7"}, "The record bank/7 is not in the log as it stands here. Ask whoever made the file."),
        (
            "G224", {"found": "organisation", "known": "person"},
            "The file says that its subject is: organisation. The log says: person. Ask whoever made the file.",
        ),
    ],
)  # fmt: skip
def test_words(code: str, words: dict[str, str], said: str) -> None:
    assert str(problem(code, **words)) == f"{code} {said}"
