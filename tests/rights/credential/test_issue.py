"""What a credential holds, what it does not, and when there is none."""

from __future__ import annotations

import datetime as dt
import json
import stat
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.ledger.access import open_accesses
from bonitas.rights.credential.issue import end_of
from bonitas.rights.credential.keys import issuer_name, new_holder_key, new_issuer_key, read_holder, read_issuer

from .conftest import ISSUER, World
from .obvious import b64, digest, signed


def issuer_key(world: World) -> dict[str, str]:
    public = json.loads((world.folder / "issuer.key.public.json").read_text())
    assert public["issuer"] == ISSUER
    key: dict[str, str] = public["jwks"]["keys"][0]
    return key


def test_a_disclosure_is_hashed_as_in_the_standard() -> None:
    # RFC 9901, section 4.2.3: this holds the reader by hand, which holds the rest.
    assert b64("WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0").decode() == (
        '["_26bc4LT-ac6q2KI6cBW5es", "family_name", "Möbius"]'
    )
    assert (
        digest("WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0")
        == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    )


def test_what_everybody_reads_is_this_and_no_more(world: World) -> None:
    made = world.issue("ann")
    token, *disclosures, last = made.text.split("~")
    header, claims = signed(token, issuer_key(world))
    holder = json.loads((world.folder / "holder.key.public.json").read_text())
    assert last == ""
    assert header == {"alg": "ES256", "typ": "dc+sd-jwt", "kid": issuer_key(world)["kid"]}
    assert len(claims.pop("_sd")) == 1
    assert len(claims["at_least"].pop("_sd")) == 3
    assert claims == {
        "iss": ISSUER,
        "vct": "urn:bonitas:standing:1",
        "exp": made.issued.ends,
        "status": {"status_list": {"idx": made.issued.place, "uri": f"{ISSUER}/status/1"}},
        "rulebook": {"id": "mine", "version": world.book.version, "hash": world.book.hash},
        "on": made.on,
        "cnf": {"jwk": holder},
        "at_least": {},
        "_sd_alg": "sha-256",
    }
    assert sorted(json.loads(b64(one))[1:] for one in disclosures) == [["bad", True], ["band", "good"], ["good", True]]


def test_the_number_of_digests_tells_nobody_the_band(world: World) -> None:
    counts = set()
    for subject, more in (("ann", {}), ("bea", {}), ("ann", {"at_least": ["good"]})):
        _, claims = signed(world.issue(subject, **more).text.split("~")[0], issuer_key(world))
        counts.add((len(claims["_sd"]), len(claims["at_least"]["_sd"])))
    assert counts == {(1, 3)}


def test_no_two_credentials_share_a_digest_or_a_place(world: World) -> None:
    made = [world.issue("ann") for _ in range(4)]
    digests = [
        one for credential in made for one in json.dumps(signed(credential.text.split("~")[0], issuer_key(world))[1]).split('"')
    ]
    long = [one for one in digests if len(one) == 43]
    keys = {issuer_key(world)["kid"], *json.loads((world.folder / "holder.key.public.json").read_text()).values()}
    assert len([one for one in long if one not in keys]) == len({one for one in long if one not in keys}) == 16
    assert len({one.issued.place for one in made}) == 4


def test_it_can_be_made_to_say_that_a_band_is_reached_and_not_which(world: World) -> None:
    disclosures = world.issue("ann", at_least=["good"]).text.split("~")[1:-1]
    assert [json.loads(b64(one))[1:] for one in disclosures] == [["good", True]]


@pytest.mark.parametrize(
    ("subject", "more", "words"),
    [
        ("dan", {}, "G510 'dan' is not rated by 'mine' on {day}, so there is nothing to prove: No consent or notice for mine covers this day."),
        ("eve", {}, "G510 'eve' is not rated by 'mine' on {day}, so there is nothing to prove: This ledger holds nothing about this subject."),
        ("cem", {}, "G511 'cem' has no band by 'mine' on {day}, so there is nothing to prove: Twice checked."),
        ("bea", {"at_least": ["good"]}, "G512 'bea' does not reach the band 'good' on {day}. Ask for a band that is reached, or leave '--at-least' out."),
        ("ann", {"at_least": ["god"]}, "G513 'mine' has no band 'god' on {day}. Did you mean 'good'?"),
        ("ann", {"lasts": 0}, "G514 0 days is no time for a credential to last. Give between 1 and 366 days."),
    ],
)  # fmt: skip
def test_where_there_is_nothing_to_say_there_is_none(world: World, subject: str, more: dict[str, object], words: str) -> None:
    with pytest.raises(BonitasError) as refused:
        world.issue(subject, **more)
    day = dt.datetime.now(ZoneInfo(world.book.zone)).date().isoformat()
    assert str(refused.value) == words.format(day=day)


def test_after_a_withdrawal_there_is_none(world: World) -> None:
    told = {"subject": "ann", "rulebook": "mine", "basis": "notice", "from": "2026-01-01"}
    yesterday = (dt.date.today() - dt.timedelta(days=1)).isoformat()
    world.ledger.enrol([{**told, "until": yesterday}])
    with pytest.raises(BonitasError, match="G510"):
        world.issue("ann")


def test_it_ends_no_later_than_the_standing_changes(world: World) -> None:
    day = dt.date(2026, 1, 1)
    assert [end_of(day, 30, change) for change in (None, "2026-01-31", "2026-01-30", "2026-01-02")] == [
        day + dt.timedelta(days=left) for left in (30, 30, 14, 1)
    ]
    assert end_of(day, 90, "2026-03-01") == day + dt.timedelta(days=30)
    # Bea's loss ends on 2028-01-01, and with it her standing changes.
    late = dt.datetime(2027, 12, 30, 12, tzinfo=dt.UTC).timestamp()
    made = world.issue("bea", at=late)
    assert (made.on, made.ends_on) == ("2027-12-30", "2028-01-01")
    midnight = dt.datetime(2028, 1, 1, tzinfo=ZoneInfo(world.book.zone))
    assert made.issued.ends == midnight.timestamp()


def test_issuing_is_an_access_that_the_person_can_see(world: World) -> None:
    world.issue("ann", by="desk 4", purpose="a flat", recipient="ann")
    with open_accesses(world.ledger) as book:
        noted = book.of("ann")[-1]
    assert (noted.what, noted.by, noted.purpose, noted.recipient, noted.band, noted.rulebook) == (
        "proof", "desk 4", "a flat", "ann", "good", "mine",
    )  # fmt: skip
    assert noted.score == ""
    with pytest.raises(BonitasError, match="G511"):
        world.issue("cem", by="desk 4")
    with open_accesses(world.ledger) as book:
        assert [(one.by, one.standing, one.band) for one in book.of("cem")] == [("desk 4", "no_score", "")]


def test_a_lab_credential_says_so(world: World) -> None:
    with bonitas.new_ledger(world.folder / "lab.duckdb", lab=True) as lab:
        row = {"subject": "ann", "recorded_at": "2026-01-01T00:00:00Z"}
        lab.add([{**row, "kind": "credit.enquiry", "occurred_on": "2026-01-01"}])
        lab.enrol([{**row, "rulebook": "mine", "basis": "notice", "from": "2026-01-01"}])
        made = World(world.folder, lab, world.book).issue("ann")
    assert signed(made.text.split("~")[0], issuer_key(world))[1]["lab"] is True


def test_keys_lie_apart_and_are_never_overwritten(world: World) -> None:
    for name in ("issuer.key", "holder.key", "issuer.key.issued"):
        assert stat.S_IMODE((world.folder / name).stat().st_mode) == 0o600
    for public in ("issuer.key.public.json", "holder.key.public.json"):
        assert '"d"' not in (world.folder / public).read_text()
    for make in (lambda path: new_issuer_key(path, ISSUER), new_holder_key):
        with pytest.raises(BonitasError, match="G501 No key could be made at .*: something is there already"):
            make(world.folder / "holder.key")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "G502"), ("[1", "G502"), ('{"keys": []}', "G502"), ('{"keys": [1]}', "G502"), ('{"keys": [{"kty": "oct", "k": "AAAA"}]}', "G502"),
        ('{"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]}', "G502"), ("{" * 50_000, "G502"), ("é", "G506"),
        ('{"kty": "EC", "crv": "P-256", "x": 1, "y": "AA"}', "G502"), (" " * 300_000, "G506"), ('{"keys": [], "keys": []}', "G502"),
    ],
)  # fmt: skip
def test_what_is_no_key_is_said_so(tmp_path: Path, content: str, code: str) -> None:
    (tmp_path / "a.key").write_text(content, encoding="utf-8")
    for read in (read_issuer, lambda path: read_holder(path, private=False)):
        with pytest.raises(BonitasError) as refused:
            read(tmp_path / "a.key")
        assert [one.code for one in refused.value.problems] == [code]


def test_private_and_public_are_not_mixed_up(world: World) -> None:
    with pytest.raises(BonitasError, match="G503 .* holds a private key where only the public one belongs"):
        world.issue(holder=world.folder / "holder.key")
    with pytest.raises(BonitasError, match="G502 .*: it is only the public part"):
        world.issue(key=world.folder / "issuer.key.public.json")


@pytest.mark.parametrize(
    "name", ["http://a.example", "https://", "https://a.example?x=1", "a", "https://u@a.example", "https://[", "https://a b"]
)
def test_an_issuer_is_named_by_an_https_address(name: str) -> None:
    with pytest.raises(BonitasError, match="G504"):
        issuer_name(name)


def test_without_the_book_nothing_is_issued(world: World) -> None:
    (world.folder / "issuer.key.issued").unlink()
    with pytest.raises(BonitasError, match="G505 The book of what was issued with this key cannot be used, .*: it is not there"):
        world.issue()
    (world.folder / "issuer.key.issued").write_text("no book at all, but long enough to be read as one" * 20)
    with pytest.raises(BonitasError, match="G505"):
        world.issue()
