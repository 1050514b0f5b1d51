"""Revoking, rechecking, and the status list."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import time
import zlib
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.ledger.access import open_accesses
from bonitas.rights.credential.issue import issue
from bonitas.rights.credential.keys import new_issuer_key
from bonitas.rights.credential.register import PLACES, Register, Says
from bonitas.rights.credential.revoke import recheck, revoke, status_list
from bonitas.rights.credential.status import list_of, status_at
from stores import address_in

from .conftest import ISSUER, World, fill
from .obvious import b64, signed
from .test_check import checked, refusal, shown


def packed(content: bytes) -> str:
    return urlsafe_b64encode(zlib.compress(content)).decode().rstrip("=")


def published(world: World, **more: Any) -> None:
    (world.folder / "status.jwt").write_text(status_list(world.folder / "issuer.key", **more))


def test_a_revoked_credential_is_refused(world: World) -> None:
    proof = shown(world, "band")
    other = world.issue("ann")
    published(world)
    checked(world, proof)
    revoked = revoke(world.folder / "issuer.key", no=1, because="stolen")
    assert [(one.no, one.subject) for one in revoked] == [(1, "ann")]
    checked(world, proof)  # the verifier still has the old list
    published(world)
    assert refusal(world, proof) == ["G541"]
    assert checked(world, proof, status=None).status_as_of is None
    assert [one.no for one in revoke(world.folder / "issuer.key", subject="ann", because="asked for")] == [other.issued.no]
    with pytest.raises(BonitasError, match="G515 Nothing that is still good was issued for 'ann' with this key"):
        revoke(world.folder / "issuer.key", subject="ann", because="again")


def test_the_list_is_as_the_draft_says(world: World) -> None:
    made = [world.issue("ann").issued for _ in range(3)]
    revoke(world.folder / "issuer.key", no=2, because="lost")
    public = json.loads((world.folder / "issuer.key.public.json").read_text())["jwks"]["keys"][0]
    header, claims = signed(status_list(world.folder / "issuer.key", at=1_800_000_000), public)
    assert header == {"alg": "ES256", "kid": public["kid"], "typ": "statuslist+jwt"}
    bits = zlib.decompress(b64(claims.pop("status_list")["lst"]))
    assert claims == {"iss": ISSUER, "sub": f"{ISSUER}/status/1", "iat": 1_800_000_000, "exp": 1_800_086_400, "ttl": 86_400}
    assert len(bits) * 8 == PLACES
    assert [bits[one.place // 8] >> one.place % 8 & 1 for one in made] == [0, 1, 0]
    assert sum(byte.bit_count() for byte in bits) == 1


@settings(max_examples=40)
@given(places=st.sets(st.integers(0, 1023), max_size=40))
def test_every_place_is_read_as_it_was_set(places: set[int]) -> None:
    listed = {"bits": 1, "lst": list_of(places, 1024)}
    assert [status_at(listed, place) for place in range(1024)] == [int(place in places) for place in range(1024)]
    assert status_at(listed, 1024) is None


@pytest.mark.parametrize(
    "listed",
    [
        None, {}, {"bits": 3, "lst": list_of([], 8)}, {"bits": True, "lst": list_of([], 8)}, {"bits": 1, "lst": 1}, {"bits": 1, "lst": "AAAA"},
        {"bits": 1, "lst": list_of([], 80)[:-4]}, {"bits": 1, "lst": packed(bytes((1 << 25) + 9))}, {"bits": "1", "lst": list_of([], 8)},
    ],
)  # fmt: skip
def test_a_damaged_list_says_nothing(listed: object) -> None:
    assert status_at(listed, 0) is None


def test_a_list_that_is_not_to_be_believed(world: World, tmp_path: Path) -> None:
    proof = shown(world, "band")
    published(world, at=time.time() - 86_500)
    with pytest.raises(BonitasError, match="G540 Whether it was revoked cannot be told: the status list is out of date"):
        checked(world, proof)
    published(world, number=2)
    assert refusal(world, proof) == ["G540"]
    new_issuer_key(tmp_path / "other.key", ISSUER)
    (world.folder / "status.jwt").write_text(status_list(tmp_path / "other.key"))
    with pytest.raises(BonitasError, match="a key that the issuer's file does not hold"):
        checked(world, proof)
    published(world)
    whole = (world.folder / "status.jwt").read_text()
    for content in ("", "a.b.c", proof, whole[:-1] + ("A" if whole[-1] != "A" else "Q"), whole.replace(".", ".e30.", 1)):
        (world.folder / "status.jwt").write_text(content)
        assert refusal(world, proof) == ["G540"], content[:20]
    (world.folder / "status.jwt").unlink()
    assert refusal(world, proof, status=world.folder / "none.jwt") == ["G506"]


def test_recheck_revokes_what_is_no_longer_so(world: World) -> None:
    key = world.folder / "issuer.key"
    for subject, more in (("ann", {}), ("bea", {}), ("bea", {"at_least": ["bad"]})):
        world.issue(subject, **more)
    world.ledger.enrol([{"subject": "gus", "rulebook": "mine", "basis": "consent", "from": "2026-01-01"}])
    world.ledger.add([{"subject": "gus", "kind": "account.opened", "occurred_on": "2026-01-01", "furnisher": "bank"}])
    world.issue("gus")
    world.issue("gus", at_least=["good"])
    found = recheck(world.book, world.ledger, key=key)
    assert (found.revoked, found.hold, found.elsewhere) == ((), 5, 0)
    # Bea settles nothing; Ann's new loss, a day old; Gus's loss leaves him at least good; then Gus withdraws.
    today = dt.date.today()
    world.ledger.add(
        [{"subject": who, "kind": "payment.default", "occurred_on": str(today), "furnisher": "telco"} for who in ("ann", "gus")]
    )
    found = recheck(world.book, world.ledger, key=key, by="night run")
    assert [(one.no, one.subject, why) for one, why in found.revoked] == [(1, "ann", "another band"), (4, "gus", "another band")]
    assert found.hold == 3
    until = str(today - dt.timedelta(days=1))
    world.ledger.enrol([{"subject": "gus", "rulebook": "mine", "basis": "consent", "from": "2026-01-01", "until": until}])
    found = recheck(world.book, world.ledger, key=key)
    assert [(one.no, why) for one, why in found.revoked] == [(5, "not rated any more")]
    with Register(key) as register:
        assert sorted(one.no for one in register.good(int(time.time()))) == [2, 3]
    with open_accesses(world.ledger) as book:
        noted = [one for one in book.of("gus") if one.by == "night run"]
    assert [(one.what, one.purpose, one.band) for one in noted] == [
        ("rate", "to see whether proofs that were issued still hold", "good")
    ]


def test_recheck_revokes_where_what_it_shows_is_not_reached(world: World) -> None:
    world.issue("ann", at_least=["good"])
    world.issue("ann", at_least=["bad"])
    world.ledger.add([{"subject": "ann", "kind": "payment.default", "occurred_on": str(dt.date.today()), "furnisher": "telco"}])
    found = recheck(world.book, world.ledger, key=world.folder / "issuer.key")
    assert [(one.no, why) for one, why in found.revoked] == [(1, "a band is not reached any more")]
    assert found.hold == 1


def test_recheck_leaves_other_ledgers_alone(world: World) -> None:
    world.issue("ann")
    with bonitas.new_ledger(world.folder / "other.duckdb") as other:
        found = recheck(world.book, other, key=world.folder / "issuer.key")
    assert (found.revoked, found.hold, found.elsewhere) == ((), 0, 1)


@pytest.mark.parametrize("store", ["parquet", "postgres"])
def test_issue_and_recheck_in_every_store(filled: Path, tmp_path: Path, store: str) -> None:
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    book = bonitas.read_rulebook(tmp_path / "mine.yaml")
    with address_in(store) as address, bonitas.open_ledger(address, write=True) as ledger:
        fill(ledger)
        world = World(tmp_path, ledger, book)
        assert [world.issue(who).issued.band for who in ("ann", "bea")] == ["good", "bad"]
        with pytest.raises(BonitasError, match="G510"):
            world.issue("dan")
        ledger.add([{"subject": "ann", "kind": "payment.default", "occurred_on": str(dt.date.today()), "furnisher": "telco"}])
        found = recheck(book, ledger, key=tmp_path / "issuer.key", by="night run")
        assert [(one.subject, why) for one, why in found.revoked] == [("ann", "another band")]
        assert (found.hold, found.elsewhere) == (1, 0)
        with open_accesses(ledger) as accesses:
            assert [one.what for one in accesses.of("bea")] == ["proof", "rate"]


def test_forgetting_a_subject_keeps_the_revocation(world: World) -> None:
    key = world.folder / "issuer.key"
    name = "annabel-lee-1849"
    with Register(key) as register:
        made = register.enter("here", name, "mine", Says("good", ("good",), 3), 2_000_000_000)
    assert name.encode() in (world.folder / "issuer.key.issued").read_bytes()
    assert [one.no for one in revoke(key, subject=name, because="asked by annabel", forget=True)] == [made.no]
    assert b"annabel" not in (world.folder / "issuer.key.issued").read_bytes()
    with Register(key) as register:
        assert register.revoked(1) == [made.place]
    with pytest.raises(BonitasError, match="G515"):
        revoke(key, subject=name, because="again", forget=True)


def test_a_full_list_is_followed_by_another(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bonitas.rights.credential.register.PLACES", 4)
    made = [world.issue("ann").issued for _ in range(5)]
    assert [one.list for one in made] == [1, 1, 2, 2, 3]
    assert len({(one.list, one.place) for one in made}) == 5
    with Register(world.folder / "issuer.key") as register:
        assert register.lists() == [1, 2, 3]


def test_many_issue_at_once(world: World) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def enter(n: int) -> tuple[int, int]:
        with Register(world.folder / "issuer.key") as register:
            row = register.enter("here", f"s{n}", "mine", Says("good", ("good",), 3), 2_000_000_000)
        return row.no, row.place

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(enter, range(40)))
    assert sorted(no for no, _ in made) == list(range(1, 41))
    assert len({place for _, place in made}) == 40


def test_issue_is_refused_where_rating_is(world: World) -> None:
    with pytest.raises(BonitasError, match="E110"):
        issue(
            bonitas.read_rulebook("cn-wendeng-2020"), world.ledger, subject="ann", key=world.folder / "issuer.key",
            holder=world.folder / "holder.key.public.json",
        )  # fmt: skip
