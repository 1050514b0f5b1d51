"""What a verifier learns, and every way in which a proof does not hold."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.rights.credential.check import Proof, check_proof
from bonitas.rights.credential.keys import new_holder_key, new_issuer_key
from bonitas.rights.credential.prove import prove, read_credential
from bonitas.rights.credential.revoke import status_list

from .conftest import ISSUER, NONCE, VERIFIER, World
from .obvious import b64, seen, signed


def shown(world: World, *show: str, subject: str = "ann", **more: object) -> str:
    """A proof made from a fresh credential."""
    given = {"key": world.folder / "holder.key", "audience": VERIFIER, "nonce": NONCE, **more}
    return prove(world.credential(subject), show=show, **given)  # type: ignore[arg-type]


def checked(world: World, proof: str, **more: object) -> Proof:
    status = world.folder / "status.jwt"
    if not status.exists():
        status.write_text(status_list(world.folder / "issuer.key"))
    asked = {"issuer": world.folder / "issuer.key.public.json", "audience": VERIFIER, "nonce": NONCE, "status": status, **more}
    return check_proof(proof, **asked)  # type: ignore[arg-type]


def refusal(world: World, proof: str, **more: object) -> list[str]:
    with pytest.raises(BonitasError) as refused:
        checked(world, proof, **more)
    return [one.code for one in refused.value.problems]


@pytest.mark.parametrize(
    ("show", "band", "floors"),
    [(["band"], "good", ()), (["at_least:good"], None, ("good",)), (["at_least:bad", "band"], "good", ("bad",)), ([], None, ())],
)
def test_a_verifier_learns_this_and_no_more(world: World, show: list[str], band: str | None, floors: tuple[str, ...]) -> None:
    proof = shown(world, *show)
    found = checked(world, proof, rulebook=world.book, want=show)
    assert (found.band, found.at_least, found.issuer, found.rulebook["id"], found.lab) == (band, floors, ISSUER, "mine", False)
    public = json.loads((world.folder / "issuer.key.public.json").read_text())["jwks"]["keys"][0]
    claims, disclosed, bound = seen(proof, public)
    assert sorted((name, value) for _, name, value in disclosed) == sorted(
        [("band", band)] * bool(band) + [(name, True) for name in floors]
    )
    assert set(claims) == {"_sd", "_sd_alg", "at_least", "cnf", "exp", "iss", "on", "rulebook", "status", "vct"}
    assert set(claims["at_least"]) == {"_sd"}
    assert set(bound) == {"nonce", "aud", "iat", "sd_hash"}
    # Nothing else of the rating, the ledger or the person is anywhere in it.
    everything = "".join(b64(part).decode(errors="replace") for token in proof.split("~") for part in token.split("."))
    for secret in ("ann", "100", *({"excellent", "good", "bad"} - {band or "", *floors})):
        assert f'"{secret}"' not in everything


def test_what_is_not_shown_cannot_be_guessed(world: World) -> None:
    # The digests of a band that is not shown hang on 128 bits of salt: the same claim twice has nothing in common.
    _, first, _ = seen(shown(world, "band"), json.loads((world.folder / "issuer.key.public.json").read_text())["jwks"]["keys"][0])
    _, second, _ = seen(
        shown(world, "band"), json.loads((world.folder / "issuer.key.public.json").read_text())["jwks"]["keys"][0]
    )
    assert first[0][1:] == second[0][1:]
    assert first[0][0] != second[0][0]
    assert len(b64(first[0][0])) == 16


def test_the_library_takes_it_too(world: World) -> None:
    from sd_jwt.verifier import SDJWTVerifier

    public = json.loads((world.folder / "issuer.key.public.json").read_text())["jwks"]["keys"][0]
    verifier = SDJWTVerifier(shown(world, "at_least:good"), lambda *_: JWK(**public), VERIFIER, NONCE)
    assert verifier.get_verified_payload()["at_least"] == {"good": True}


def test_another_verifier_another_challenge_another_time(world: World) -> None:
    proof = shown(world, "band")
    assert refusal(world, proof, audience="https://other.example") == ["G536"]
    assert refusal(world, proof, nonce="another-challenge") == ["G537"]
    assert refusal(world, proof, nonce="short") == ["G545"]
    assert refusal(world, proof, at=time.time() + 400) == ["G538"]
    assert refusal(world, proof, at=time.time() - 100) == ["G538", "G540"]  # the list, too, is then from the future
    checked(world, proof, at=time.time() + 250)
    checked(world, proof, at=time.time() + 4000, max_age=5000)


def test_what_is_shown_twice_is_refused(world: World) -> None:
    proof = shown(world, "band")
    once = world.folder / "shown.once"
    assert refusal(world, proof, once=once, want=["at_least:excellent"]) == ["G542"]
    checked(world, proof, once=once)
    assert refusal(world, proof, once=once) == ["G539"]
    checked(world, shown(world, "band"), once=once)
    assert refusal(world, proof, once=world.folder) == ["G505"]


def test_a_verifier_says_what_it_needs(world: World) -> None:
    proof = shown(world, "at_least:bad")
    other = bonitas.read_rulebook("de-schufa-2026")
    assert refusal(world, proof, want=["at_least:good", "band"], rulebook=other) == ["G542", "G542", "G543"]
    (world.folder / "mine.yaml").write_text((world.folder / "mine.yaml").read_text().replace("-30", "-31"))
    newer = bonitas.read_rulebook(world.folder / "mine.yaml")
    with pytest.raises(BonitasError, match="G543 The standing is by other rules: 'mine', in another version"):
        checked(world, proof, rulebook=newer)


def test_an_ended_credential(world: World) -> None:
    proof = shown(world, "band")
    late = time.time() + 31 * 86400
    assert refusal(world, proof, at=late, status=None) == ["G538", "G533"]
    with pytest.raises(BonitasError, match="G523 The credential ended on "):
        shown(world, "band", at=late)


def test_another_issuer(world: World, tmp_path: Path) -> None:
    proof = shown(world, "band")
    other = new_issuer_key(tmp_path / "other.key", "https://other.example")
    assert refusal(world, proof, issuer=other) == ["G531"]
    keys = json.loads((world.folder / "issuer.key.public.json").read_text())
    (tmp_path / "renamed.json").write_text(json.dumps({**keys, "issuer": "https://other.example"}))
    assert refusal(world, proof, issuer=tmp_path / "renamed.json") == ["G531", "G540"]
    (tmp_path / "bare.json").write_text(json.dumps({"keys": [{**one, "kid": None} for one in keys["jwks"]["keys"]]}))
    assert checked(world, proof, issuer=tmp_path / "bare.json").issuer == ISSUER
    key = keys["jwks"]["keys"][0]
    forged = {**json.loads(other.read_text())["jwks"]["keys"][0], "kid": key["kid"]}
    (tmp_path / "forged.json").write_text(json.dumps({"keys": [forged]}))
    assert refusal(world, proof, issuer=tmp_path / "forged.json") == ["G531"]


def resigned(
    world: World, proof: str, change: Callable[[dict[str, Any], dict[str, Any]], object], key: str = "issuer.key"
) -> str:
    """The proof with other header or claims, signed anew by the issuer, and by the holder."""
    token, *disclosures, _ = proof.split("~")
    public = json.loads((world.folder / "issuer.key.public.json").read_text())["jwks"]["keys"][0]
    header, claims = signed(token, public)
    change(header, claims)
    private = json.loads((world.folder / "issuer.key").read_text())["jwks"]["keys"][0]
    made = JWS(json.dumps(claims))
    made.add_signature(
        JWK(**{name: private[name] for name in ("kty", "crv", "x", "y", "d")}), alg="ES256", protected=json.dumps(header)
    )
    (world.folder / "again.credential").write_text("~".join([made.serialize(compact=True), *disclosures, ""]))
    from sd_jwt.holder import SDJWTHolder

    holder = SDJWTHolder((world.folder / "again.credential").read_text())
    holder.create_presentation(
        {"band": True, "at_least": True}, NONCE, VERIFIER, JWK(**json.loads((world.folder / "holder.key").read_text()))
    )
    return str(holder.sd_jwt_presentation)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (lambda header, claims: header.update(typ="jwt"), ["G532"]),
        (lambda header, claims: claims.update(vct="urn:other"), ["G532"]),
        (lambda header, claims: header.update(kid="other"), ["G531"]),
        (lambda header, claims: claims.pop("exp"), ["G530"]),
        (lambda header, claims: claims.update(exp="later"), ["G530"]),
        (lambda header, claims: claims.update(nbf=0), ["G530"]),
        (lambda header, claims: claims.update(rulebook={"id": 1}), ["G530"]),
        (lambda header, claims: claims.update(at_least={"good": False}), ["G530"]),
        (lambda header, claims: claims.pop("status"), ["G540"]),
        (lambda header, claims: claims["status"]["status_list"].update(idx=-1), ["G540"]),
        (lambda header, claims: claims["status"]["status_list"].update(idx=1 << 40), ["G540"]),
        (lambda header, claims: claims["status"]["status_list"].update(uri="https://union.example/status/2"), ["G540"]),
        (lambda header, claims: claims.update(lab=True), ["G544"]),
        (lambda header, claims: claims.pop("cnf"), ["G535"]),
        (lambda header, claims: claims.update(cnf={"jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}}), ["G535"]),
        (lambda header, claims: claims.update(_sd=claims["_sd"] * 2), ["G534"]),
        (lambda header, claims: claims.update(_sd_alg="md5"), ["G534"]),
        (lambda header, claims: claims.update(iss="https://other.example"), ["G531"]),
    ],
)  # fmt: skip
def test_what_an_issuer_may_not_sign(world: World, change: Callable[[Any, Any], object], codes: list[str]) -> None:
    if codes == ["G534"]:
        with pytest.raises(BonitasError) as refused:
            checked(world, spliced(world, resigned(world, shown(world, "band"), change)))
        assert [one.code for one in refused.value.problems] == codes
    else:
        assert refusal(world, resigned(world, shown(world, "band"), change)) == codes


def spliced(world: World, proof: str) -> str:
    """The proof with all disclosures of its credential, bound anew."""
    token = proof.split("~", maxsplit=1)[0]
    disclosures = (world.folder / "again.credential").read_text().split("~")[1:-1]
    return rebound(world, "~".join([token, *disclosures, ""]))


def rebound(world: World, before: str, key: str = "holder.key", **claims: object) -> str:
    """A text as a holder binds it who does not care what it is."""
    import base64
    import hashlib

    over = base64.urlsafe_b64encode(hashlib.sha256(before.encode()).digest()).decode().rstrip("=")
    made = JWS(json.dumps({"nonce": NONCE, "aud": VERIFIER, "iat": int(time.time()), "sd_hash": over, **claims}))
    made.add_signature(
        JWK(**json.loads((world.folder / key).read_text())), alg="ES256", protected='{"alg":"ES256","typ":"kb+jwt"}'
    )
    return before + str(made.serialize(compact=True))


def test_the_binding_is_the_holders_and_of_this_proof(world: World, tmp_path: Path) -> None:
    proof = shown(world, "band")
    before = proof.rpartition("~")[0] + "~"
    new_holder_key(tmp_path / "thief.key")
    checked(world, rebound(world, before))
    assert refusal(world, before) == ["G535"]
    assert refusal(world, rebound(world, before, key="thief.key")) == ["G535"]
    assert refusal(world, rebound(world, before, sd_hash="AAAA")) == ["G535"]
    assert refusal(world, rebound(world, before, iat=None)) == ["G535"]
    assert refusal(world, rebound(world, before, iat=True)) == ["G535"]
    assert refusal(world, rebound(world, before, iat=10**30)) == ["G538"]
    assert refusal(world, rebound(world, before, aud=[VERIFIER])) == ["G536"]
    # A binding taken from another proof of the same holder.
    other = shown(world, "at_least:bad")
    assert refusal(world, before + other.rpartition("~")[2]) == ["G535"]
    with pytest.raises(BonitasError, match="G522 The credential is bound to another key"):
        shown(world, "band", key=tmp_path / "thief.key")


def test_nothing_is_shown_that_was_not_signed_for(world: World) -> None:
    from base64 import urlsafe_b64encode

    token = world.credential("bea").read_text().split("~")[0]
    good = [one for one in world.issue("ann").text.split("~")[1:-1] if '"good", true' in b64(one).decode()]
    made_up = urlsafe_b64encode(b'["c2FsdA", "band", "excellent"]').decode().rstrip("=")
    for more in (good, [made_up], ["AAAA"], [""]):
        assert refusal(world, rebound(world, "~".join([token, *more, ""])))[0] in {"G534", "G530"}
    twice = world.issue("ann").text.split("~")
    assert refusal(world, rebound(world, "~".join([twice[0], twice[1], twice[1], ""])))[0] in {"G534", "G530"}


@settings(max_examples=60)
@given(data=st.data())
def test_no_character_can_be_changed(proofs: tuple[World, str], data: st.DataObject) -> None:
    world, proof = proofs
    at = data.draw(st.integers(0, len(proof) - 1))
    other = data.draw(st.sampled_from([c for c in "AQgw019-_.~" if c != proof[at]]))
    with pytest.raises(BonitasError):
        checked(world, proof[:at] + other + proof[at + 1 :])


@settings(max_examples=25)
@given(text=st.one_of(st.text(max_size=60), st.lists(st.text("ey.~AJ9[{", max_size=30), max_size=5).map(".".join)))
def test_anything_else_is_refused_in_words(proofs: tuple[World, str], text: str) -> None:
    world, proof = proofs
    for one in (text, text + proof, proof + text):
        if one.strip() != proof:
            with pytest.raises(BonitasError):
                checked(world, one)


@pytest.fixture(scope="module")
def proofs(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[World, str]:
    """A proof that holds, for changing."""
    import shutil

    folder = tmp_path_factory.mktemp("proofs")
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    with bonitas.open_ledger(folder / "s.duckdb") as ledger:
        world = World(folder, ledger, bonitas.read_rulebook(folder / "mine.yaml"))
        proof = shown(world, "at_least:good")
    checked(world, proof)
    return world, proof


def test_a_deep_or_long_token_is_refused_in_words(world: World) -> None:
    from base64 import urlsafe_b64encode

    deep = urlsafe_b64encode(b"[" * 60_000).decode().rstrip("=")
    for text in (f"{deep}.{deep}.AAAA~", f"AAAA.AAAA.AAAA~{deep}~", "a" * 300_000, "~" * 1000):
        assert refusal(world, text) == ["G530"]


def test_holder_and_verifier_need_no_engine() -> None:
    asked = "import sys, bonitas.rights.credential.check; print(sorted({'numba', 'duckdb', 'bonitas.engine'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_holder_reads_what_it_can_show(world: World) -> None:
    held = read_credential(world.credential("ann"))
    assert held.showable == ("band", "at_least:good", "at_least:bad")
    with pytest.raises(BonitasError, match=r"G521 The credential does not hold 'at_least:excellent'."):
        shown(world, "at_least:excellent")
    with pytest.raises(BonitasError, match="G524 A proof needs the verifier's name and the challenge"):
        shown(world, "band", nonce="")
    for content in ("", "a~b~", shown(world, "band"), world.issue().text.replace("~", "~AAAA~", 1)):
        (world.folder / "other").write_text(content)
        with pytest.raises(BonitasError, match="G520 This is no credential of a standing"):
            read_credential(world.folder / "other")
