"""The folder of a draft: written to the whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from bonitas.unify.draft.codes import trouble


def write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files aside, flushed to the disk, and let them appear at once as `folder`. BonitasError U536 if that cannot be done."""
    name = folder.name or str(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise trouble("U536", found=name, why="something is there already")
    aside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
    try:
        aside.mkdir(parents=True)
        for file, text in files.items():
            with (aside / file).open("wb") as stream:
                stream.write(text.encode("utf-8"))
                stream.flush()
                os.fsync(stream.fileno())
        aside.replace(folder)
    except OSError as exc:
        raise trouble("U536", found=name, why=(exc.strerror or str(exc)).lower()) from exc
    finally:
        shutil.rmtree(aside, ignore_errors=True)
