"""A small ledger with three people, the keys of an issuer and of a holder, and a rulebook of three bands."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import bonitas
from bonitas.ledger.store import Store
from bonitas.rights.credential.issue import Credential, issue
from bonitas.rights.credential.keys import new_holder_key, new_issuer_key
from bonitas.rulebook.model import Rulebook
from small_rules import HEAD

ISSUER = "https://union.example"
VERIFIER = "https://landlord.example"
NONCE = "4f9c2b7e6a1d8035"

BOOK = f"""{HEAD}\
  account: {{for: account.opened, points: 20, lasts: 9 years, text: "An account", source: law}}
no_score: {{when: checks > 1, because: "Twice checked."}}
measures: {{checks: {{count: identity.check}}}}
bands: {{excellent: 120, good: 90, bad: below}}
"""


@dataclass(frozen=True)
class World:
    """A folder with a ledger, keys and a rulebook."""

    folder: Path
    ledger: Store
    book: Rulebook

    def issue(self, subject: str = "ann", **more: object) -> Credential:
        """A credential for a subject, bound to the holder's key."""
        key, holder = self.folder / "issuer.key", self.folder / "holder.key.public.json"
        return issue(self.book, self.ledger, **{"subject": subject, "key": key, "holder": holder, **more})  # type: ignore[arg-type]

    def credential(self, subject: str = "ann", **more: object) -> Path:
        """The same as a file."""
        path = self.folder / f"{subject}.credential"
        path.write_text(self.issue(subject, **more).text + "\n")
        return path


@pytest.fixture
def world(filled: Path, tmp_path: Path) -> Iterator[World]:
    """Ann is good, Bea bad, Cem has no score, Dan is not rated."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    with bonitas.open_ledger(tmp_path / "s.duckdb", write=True) as ledger:
        yield World(tmp_path, ledger, bonitas.read_rulebook(tmp_path / "mine.yaml"))


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world's folder; not to be changed."""
    folder: Path = tmp_path_factory.mktemp("credential")
    new_issuer_key(folder / "issuer.key", ISSUER)
    new_holder_key(folder / "holder.key")
    (folder / "mine.yaml").write_text(BOOK)
    with bonitas.new_ledger(folder / "s.duckdb") as ledger:
        fill(ledger)
    return folder


def fill(ledger: Store) -> None:
    """Add the four people."""
    row = {"recorded_at": "2026-01-01T00:00:00Z", "furnisher": "bank"}
    kinds = [("ann", "credit.enquiry"), ("bea", "payment.default"), ("cem", "identity.check"), ("dan", "identity.check")]
    ledger.add([{"subject": who, "kind": kind, "occurred_on": "2026-01-01", **row} for who, kind in kinds])
    ledger.add([{"subject": "cem", "kind": "identity.check", "occurred_on": "2026-01-02", **row}])
    told = {"rulebook": "mine", "basis": "notice", "from": "2026-01-01", "recorded_at": "2026-01-01T00:00:00Z"}
    ledger.enrol([{"subject": who, **told} for who in ("ann", "bea", "cem")])
