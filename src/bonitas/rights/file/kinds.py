"""The catalogue of a person's file: the declarations of the kinds of record, as files."""

from __future__ import annotations

from pathlib import Path

from bonitas.catalogue.model import Catalogue
from bonitas.catalogue.read import read_catalogue
from bonitas.common.shipped import shipped
from bonitas.rights.file.codes import trouble


def catalogue_files(catalogue: Catalogue | None, folder: Path | None) -> dict[str, bytes]:
    """The files that a ledger's catalogue was read from, by name. `folder`: where they lie; None: those that came with the program.

    BonitasError G204 if it was read from elsewhere, and nobody says where.
    """
    if catalogue is not None and catalogue != read_catalogue(folder):
        raise trouble("G204")
    return _files(folder if folder is not None else shipped("catalogue"))


def catalogue_in(folder: Path) -> Catalogue:
    """The catalogue in the files of a folder; where they are those that came with the program, it is read much sooner."""
    try:
        ours = _files(shipped("catalogue")) == _files(folder)
    except OSError:
        ours = False
    return read_catalogue() if ours else read_catalogue(folder)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.yaml"))}
