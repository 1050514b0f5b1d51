"""Sealed ledgers: whatever is changed behind a ledger's back is found and named; what is removed rightly is not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import BonitasError
from bonitas.ledger import Store, new_ledger, open_ledger
from bonitas.ledger.schema import EVERY
from bonitas.ledger.seal.consistent import check_consistent, prove_consistent
from bonitas.ledger.seal.faults import Look
from bonitas.ledger.seal.note import new_signing_key, parse_checkpoint, read_public_key, read_signing_key
from bonitas.ledger.seal.proof import check_included, prove_included
from bonitas.ledger.seal.text import CALLED, Names, texts
from bonitas.ledger.seal.verify import checkpoint, verify
from bonitas.ledger.seal.whole import seal
from copies import filled_once
from postgres_server import drop_database, fresh_database

from .conftest import STORES, small_catalogue

RECORDS = [
    {"subject": "ann", "kind": "civic.gift", "occurred_on": "2026-01-01", "furnisher": "town", "ref": "1", "note": 'sa\x1fid "ü"',
     "amount": "12.5", "thanked": "yes", "thanked_on": "2026-01-09", "hours": "-0.125", "level": "small", "counterparty": "cid",
     "ended_on": "2026-01-02", "recorded_at": "2026-01-03T10:00:00+01:00"},
    {"subject": "ann", "kind": "traffic.penalty", "occurred_on": "2026-01-02", "furnisher": "town", "ref": "2", "points_off": "3"},
    {"subject": "bob", "kind": "civic.gift", "occurred_on": "2026-01-03", "furnisher": "town", "ref": "3", "counterparty": "ann"},
]  # fmt: skip
AMENDMENTS = [
    {"furnisher": "town", "ref": "1", "change": "corrected", "effective_on": "2026-02-01", "amount": "13", "counterparty": "bob"},
    {"furnisher": "town", "ref": "3", "change": "disputed", "effective_on": "2026-02-02", "reason": "not mine"},
]
PARTICIPATIONS = [
    {"subject": "ann", "rulebook": "r", "basis": "notice", "from": "2026-01-01", "until": "2027-01-01", "subject_type": "person"},
    {"subject": "bob", "rulebook": "r", "basis": "consent", "from": "2026-01-01"},
]


def filled(ledger: Store) -> Store:
    assert ledger.add(RECORDS).added == 3
    assert ledger.amend(AMENDMENTS).added == 2
    assert ledger.enrol(PARTICIPATIONS).added == 2
    return ledger


SPENT = filled_once(filled, small_catalogue())


def codes(ledger: Store) -> list[str]:
    return [one.code for one in verify(ledger).problems]


@pytest.fixture(params=[store for store in STORES if store != "memory"])
def spent(request: pytest.FixtureRequest, tmp_path: Path, catalogue: Catalogue) -> Iterator[Store]:
    """A sealed ledger in every store that keeps something."""
    with SPENT(request.param, tmp_path, catalogue) as made:
        yield made


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed DuckDB file, to be copied and tampered with."""
    path = tmp_path_factory.mktemp("whole") / "a.duckdb"
    with new_ledger(path, catalogue=small_catalogue()) as ledger:
        filled(ledger)
        ledger.add([{"subject": "dan", "kind": "civic.gift", "occurred_on": "2026-03-01", "furnisher": "town", "ref": "4"}])
    return path


def test_every_store_seals_and_verifies(spent: Store) -> None:
    found = verify(spent)
    assert (found.ok, found.removed, found.size) == (True, 0, 13)


def test_a_removed_entry_leaves_a_valid_log(spent: Store) -> None:
    before = verify(spent)
    spent.remove(subject="ann", why="asked for by herself", basis="erasure", by="office")
    after = verify(spent)
    assert (after.problems, after.size, after.root) == ((), before.size, before.root)
    assert after.removed == 8
    spent.add([{"subject": "eve", "kind": "civic.gift", "occurred_on": "2026-03-01", "counterparty": "bob"}])
    assert verify(spent).ok


def test_the_text_of_an_entry_is_its_json_in_words(spent: Store) -> None:
    with spent._looking() as con:
        look = Look(con, spent.attributes, "")
        con.execute("CREATE TEMP TABLE party_digests AS SELECT number, digest FROM seals WHERE \"table\" = 'parties'")
        rows = [one for table in CALLED for one in con.execute(texts(table, table, look.attributes, Names())).fetchall()]
        cid = con.execute("SELECT digest FROM party_digests JOIN parties ON no = number WHERE id = 'cid'").fetchall()[0][0]
        salt, digest = con.execute("SELECT salt, digest FROM seals WHERE \"table\" = 'records' AND number = 0").fetchall()[0]
    said = {
        "attributes": {"amount": "12.50", "hours": "-0.125", "level": "small", "note": 'sa\x1fid "ü"', "thanked": True,
                       "thanked_on": "2026-01-09"},
        "counterparty": cid.hex(), "ended_on": "2026-01-02", "furnisher": "town", "kind": "civic.gift", "occurred_on": "2026-01-01",
        "recorded_at": "2026-01-03T09:00:00.000000Z", "ref": "1", "subject": "ann", "what": "record",
    }  # fmt: skip
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).replace("\\u001f", "\\u001F")
    assert (0, text) in rows
    assert sha256(b"\x00" + salt + text.encode()).digest() == digest
    assert (0, '{"subject":"ann","type":"person","what":"subject"}') in rows


# ------------------------------------------------------------ tampering


def cells() -> Iterator[tuple[str, str]]:
    for table, columns in EVERY.items():
        if table not in ("removals", "removed"):
            yield from ((table, column) for column in columns)
    yield from (("records", name) for name in ("a_amount", "a_note", "a_thanked", "a_hours", "a_level", "a_thanked_on"))


def another(value: object, type_: str) -> str:
    """SQL of a value that a cell does not have."""
    if value is None:
        return {"VARCHAR": "'x'", "BLOB": "'x'::BLOB", "DATE": "DATE '2026-05-05'", "BOOLEAN": "true"}.get(type_, "7")
    given = {"VARCHAR": f"{value!s}x", "DATE": f"{value}", "BLOB": ""}.get(type_, "")
    match type_:
        case "DATE":
            return f"DATE '{given}' + 1"
        case "BOOLEAN":
            return str(not value).lower()
        case "BLOB":
            assert isinstance(value, bytes)
            return f"unhex('{bytes([value[0] ^ 1]).hex() + value[1:].hex()}')"
        case "VARCHAR":
            return "'" + given.replace("'", "''") + "'"
        case _:
            return f"{value} + 1"


@pytest.fixture(scope="module")
def places(whole: Path) -> list[tuple[str, str, int]]:
    """Every cell of every table."""
    with duckdb.connect(str(whole), read_only=True) as con:
        counts = {table: len(con.execute(f"SELECT rowid FROM {table}").fetchall()) for table in EVERY}
    return [(table, column, row) for table, column in cells() for row in range(counts[table])]


@settings(max_examples=16, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_one_mutation_is_found(data: st.DataObject, whole: Path, tmp_path: Path, places: list[tuple[str, str, int]]) -> None:
    table, column, row = data.draw(st.sampled_from(places))
    how = data.draw(st.sampled_from(["change", "delete", "twice"]))
    path = tmp_path / "b.duckdb"
    shutil.copy(whole, path)
    with duckdb.connect(str(path)) as con:
        type_ = con.execute(f'SELECT typeof("{column}") FROM (SELECT * FROM {table} LIMIT 1)').fetchall()[0][0]
        type_ = con.execute(
            "SELECT data_type FROM duckdb_columns() WHERE table_name = ? AND column_name = ?", [table, column]
        ).fetchall()[0][0]
        at, value = con.execute(f'SELECT rowid, "{column}" FROM {table} ORDER BY rowid').fetchall()[row]
        match how:
            case "change":
                con.execute(f'UPDATE {table} SET "{column}" = {another(value, type_)} WHERE rowid = {at}')
            case "delete":
                con.execute(f"DELETE FROM {table} WHERE rowid = {at}")
            case _:
                con.execute(f"INSERT INTO {table} SELECT * FROM {table} WHERE rowid = {at}")
    with open_ledger(path) as ledger:
        assert not verify(ledger).ok, (table, column, row, how)


def tampered(whole: Path, tmp_path: Path, *changes: str) -> Path:
    path = tmp_path / "b.duckdb"
    shutil.copy(whole, path)
    with duckdb.connect(str(path)) as con:
        for change in changes:
            con.execute(change)
    return path


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE records SET a_points_off = 9 WHERE ref = '2'", "L710 Record 1 (town/2 of ann) was changed"),
        ("DELETE FROM amendments WHERE change = 'disputed'", "L711 Amendment 1 is gone"),
        (
            "INSERT INTO participations SELECT * REPLACE (9 AS no) FROM participations WHERE no = 0",
            "L712 Participation 9 (ann in r) has no leaf",
        ),
        (
            "UPDATE seals SET salt = NULL WHERE \"table\" = 'records' AND number = 0",
            "L713 Record 0 (town/1 of ann) is there, but",
        ),
        ("INSERT INTO words SELECT 99, word FROM words WHERE no = 0", "L715 "),
        ("INSERT INTO records SELECT * FROM records WHERE ref = '2'", "L716 Record 1 (town/2 of ann) is there twice."),
        ("UPDATE seals SET leaf = 99 WHERE leaf = 2", "L719 The log is damaged at leaf 2: it is missing."),
        ("UPDATE heads SET frontier = heads.frontier || 'x'::BLOB WHERE no = 0", "L720 What was written of the log after"),
        ("UPDATE meta SET value = 'yes' WHERE key = 'lab'", "L721 This ledger is sealed and marked as a lab's"),
    ],
)
def test_what_was_tampered_with_is_named(whole: Path, tmp_path: Path, change: str, said: str) -> None:
    with open_ledger(tampered(whole, tmp_path, change)) as ledger:
        assert any(said in str(one) for one in verify(ledger).problems), [str(one) for one in verify(ledger).problems]


def test_records_that_change_places_are_named(whole: Path, tmp_path: Path) -> None:
    swap = "CASE number WHEN 0 THEN 1 ELSE 0 END"
    path = tampered(
        whole, tmp_path, "UPDATE records SET entry = CASE entry WHEN 0 THEN 1 ELSE 0 END WHERE entry < 2",
        "UPDATE amendments SET entry = 1 WHERE entry = 0",
        f"UPDATE seals SET number = {swap} WHERE \"table\" = 'records' AND number < 2",
    )  # fmt: skip
    with open_ledger(path) as ledger:
        assert codes(ledger) == ["L717"]


def test_a_removal_that_nobody_wrote_down_is_named(whole: Path, tmp_path: Path) -> None:
    path = tampered(
        whole,
        tmp_path,
        "DELETE FROM records WHERE ref = '4'",
        "UPDATE seals SET salt = NULL WHERE \"table\" = 'records' AND number = 3",
    )
    with open_ledger(path) as ledger:
        assert codes(ledger) == ["L714"]


# ------------------------------------------------------------ checkpoints


def test_an_insider_who_makes_the_log_anew_is_found_by_a_checkpoint(whole: Path, tmp_path: Path) -> None:
    new_signing_key(tmp_path / "k", "example.org/s")
    with open_ledger(whole) as ledger:
        note = checkpoint(ledger, read_signing_key(tmp_path / "k"), tmp_path / "hashes")
    (tmp_path / "cp").write_text(note, encoding="utf-8")
    given = [tmp_path / "cp"], [tmp_path / "k.pub"]
    with open_ledger(whole) as ledger:
        assert verify(ledger, *given, tmp_path / "hashes").checkpoints[0].holds
    path = tampered(
        whole, tmp_path, "UPDATE records SET a_points_off = 9 WHERE ref = '2'", "DELETE FROM seals", "DELETE FROM heads"
    )
    with open_ledger(path, write=True) as ledger:
        assert seal(ledger) > 0
        assert verify(ledger).ok  # without something kept elsewhere nobody can tell
        assert [one.code for one in verify(ledger, *given).problems][-1] in {"L709", "L722"}
        named = [str(one) for one in verify(ledger, *given, tmp_path / "hashes").problems]
        assert any("L724 Record 1" in one for one in named)
    (tmp_path / "cp").write_text(note.replace("\n", "0\n", 2).replace("0\n", "\n", 1), encoding="utf-8")
    with open_ledger(whole) as ledger, pytest.raises(BonitasError, match="L708"):
        verify(ledger, *given)


def test_a_checkpoint_is_a_signed_note(tmp_path: Path) -> None:
    public = new_signing_key(tmp_path / "k", "example.org/s")
    assert (tmp_path / "k").stat().st_mode & 0o077 == 0
    assert read_public_key(tmp_path / "k.pub") == public
    note = read_signing_key(tmp_path / "k").sign("example.org/s\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
    found = parse_checkpoint(note)
    assert (found.origin, found.size, found.signed_by([public])) == ("example.org/s", 0, "example.org/s")
    with pytest.raises(BonitasError, match="L707 The checkpoint is signed by example.org/s, and by none"):
        found.signed_by([])
    for text in ("", "a\n1\n\n", note.replace("\n0\n", "\n-1\n"), note.replace("47DE", "47"), note + "x\n"):
        with pytest.raises(BonitasError, match="L706"):
            parse_checkpoint(text)
    for wrong in ("k.pub", "nothing"):
        with pytest.raises(BonitasError, match="L705"):
            read_signing_key(tmp_path / wrong)
    with pytest.raises(BonitasError, match="L704"):
        new_signing_key(tmp_path / "k", "b")


# ------------------------------------------------------------ proofs


def test_a_proof_holds_offline_and_no_changed_one_does(spent: Store, tmp_path: Path) -> None:
    new_signing_key(tmp_path / "k", "example.org/s")
    proof = prove_included(spent, "ann", signer=read_signing_key(tmp_path / "k"))
    text = json.dumps(proof)
    assert "bob" not in text
    assert "cid" not in text
    file, keys = tmp_path / "proof", [tmp_path / "k.pub"]
    file.write_text(text, encoding="utf-8")
    found = check_included(file, keys)
    assert (found.ok, found.signer, found.later) == (True, "example.org/s", 0)
    assert [one["what"] for one in found.entries].count("record") == 2
    for number, entry in enumerate(proof["entries"]):
        changed = [*proof["entries"][:number], {**entry, "text": entry["text"].replace("2026", "2025").replace("ann", "anne")}]
        file.write_text(json.dumps({**proof, "entries": changed}), encoding="utf-8")
        assert [one.code for one in check_included(file, keys).problems] == ["L726"]
    for wrong in ("", "[]", "{}", "[" * 100_000, text.replace('"bonitas_inclusion": 1', '"bonitas_inclusion": 9')):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(BonitasError, match="L725"):
            check_included(file, keys)


def signed(ledger: Store, key: Path, name: str) -> Path:
    """A signed checkpoint in a file beside the key."""
    path = key.with_name(name)
    path.write_text(checkpoint(ledger, read_signing_key(key)), encoding="utf-8")
    return path


def test_two_checkpoints_are_compared_offline(spent: Store, tmp_path: Path) -> None:
    new_signing_key(key := tmp_path / "k", "example.org/s")
    keys, file = [tmp_path / "k.pub"], tmp_path / "proof"
    old = signed(spent, key, "old")
    spent.add([{"subject": "eve", "kind": "civic.gift", "occurred_on": "2026-03-01", "furnisher": "town", "ref": "9"}])
    spent.remove(subject="ann", why="asked for by herself", basis="erasure")  # leaves stay, so the log only grew
    new = signed(spent, key, "new")
    proof = prove_consistent(spent, old, new)
    assert "town" not in json.dumps(proof)
    file.write_text(json.dumps(proof), encoding="utf-8")
    found = check_consistent(old, new, file, keys)
    assert (found.ok, found.signers, found.old.size, found.new.size) == (True, ("example.org/s", "example.org/s"), 13, 15)
    assert check_consistent(old, new, file).signers is None
    for wrong in ({**proof, "path": proof["path"][::-1]}, {**proof, "path": proof["path"][1:]}, {**proof, "path": []}):
        file.write_text(json.dumps(wrong), encoding="utf-8")
        assert [one.code for one in check_consistent(old, new, file, keys).problems] == ["L732"]
    file.write_text(json.dumps(prove_consistent(spent, new, new)), encoding="utf-8")
    assert check_consistent(new, new, file, keys).ok
    with pytest.raises(BonitasError, match="L733"):
        check_consistent(old, new, file, keys)
    with pytest.raises(BonitasError, match="L730"):
        prove_consistent(spent, new, old)
    for text in (
        "",
        "{}",
        '{"bonitas_consistency": 1, "old": 13, "new": 15, "path": ["zz"]}',
        json.dumps({**proof, "old": True}),
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(BonitasError, match="L731"):
            check_consistent(old, new, file, keys)


def test_a_log_made_anew_cannot_be_proved_to_have_grown(whole: Path, tmp_path: Path) -> None:
    new_signing_key(key := tmp_path / "k", "example.org/s")
    with open_ledger(whole) as ledger:
        old = signed(ledger, key, "old")
    path = tampered(
        whole, tmp_path, "UPDATE records SET a_points_off = 9 WHERE ref = '2'", "DELETE FROM seals", "DELETE FROM heads"
    )
    with open_ledger(path, write=True) as ledger:
        seal(ledger)
        ledger.add([{"subject": "eve", "kind": "civic.gift", "occurred_on": "2026-03-01", "counterparty": "bob"}])
        new = signed(ledger, key, "new")
        with pytest.raises(BonitasError, match="L722"):
            prove_consistent(ledger, old, new)
        (tmp_path / "other").write_text(json.dumps({**prove_consistent(ledger, new, new), "old": 15}), encoding="utf-8")
    assert [one.code for one in check_consistent(old, new, tmp_path / "other", [tmp_path / "k.pub"]).problems] == ["L732"]


# ------------------------------------------------------------ sealing later


@pytest.fixture(params=["u.duckdb", "u", "postgres"])
def unsealed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a ledger without a log may be made, for every store."""
    address = fresh_database() if request.param == "postgres" else str(tmp_path / request.param)
    yield address
    if request.param == "postgres":
        drop_database(address)


def test_what_was_begun_without_a_log_is_sealed_later(unsealed: str, catalogue: Catalogue) -> None:
    with new_ledger(unsealed, sealed=False, catalogue=catalogue) as ledger:
        filled(ledger)
        with pytest.raises(BonitasError, match="L701"):
            verify(ledger)
        assert (seal(ledger), seal(ledger)) == (13, 0)
        ledger.add([{"subject": "dan", "kind": "civic.gift", "occurred_on": "2026-03-01", "counterparty": "cid"}])
        ledger.compact()
    with open_ledger(unsealed) as ledger:
        assert (verify(ledger).problems, verify(ledger).size) == ((), 15)


def test_a_lab_is_not_sealed(tmp_path: Path) -> None:
    with new_ledger(tmp_path / "a.duckdb", lab=True) as ledger, pytest.raises(BonitasError, match="L702"):
        seal(ledger)
    with suppress(BonitasError), open_ledger(tmp_path / "a.duckdb") as ledger:
        assert not ledger.sealed
