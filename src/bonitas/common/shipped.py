"""What comes with the program: the catalogue, the published rulebooks and their data."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal

Shipped = Literal["catalogue", "rulebooks", "data"]


def shipped(name: Shipped) -> Path:
    """The folder of shipped `name`: inside the installed package, else beside the source tree. It need not exist.

    >>> shipped("rulebooks").name
    'rulebooks'
    """
    packed = Path(str(files("bonitas"))) / "_data" / name
    return packed if packed.is_dir() else Path(__file__).resolve().parents[3] / name
