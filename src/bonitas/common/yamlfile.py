"""A YAML file as a tree; sooner where it came with the program."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from bonitas.common.shipped import shipped
from bonitas.common.yamlbuild import by_libyaml, parse_bytes
from bonitas.common.yamltext import Tree

#: What libyaml, being of YAML 1.1, takes otherwise: tabs, line breaks that are none in YAML 1.2, and the names of anchors, aliases,
#: tags and complex keys.
OTHERWISE: Final = re.compile(r"[\t\x85\u2028\u2029]|(?:^|[\s{\[,])[&*!?]", re.MULTILINE)


def read_tree(path: Path) -> Tree:
    """The tree of a file. OSError if it cannot be read; all else that is wrong with it is among its faults."""
    data = path.read_bytes()
    return parse_shipped(data) if comes_with_us(path) else parse_bytes(data)


def comes_with_us(path: Path) -> bool:
    """Whether a file lies in what the program brings along."""
    return any(path.is_relative_to(shipped(name)) for name in ("catalogue", "rulebooks"))


def parse_shipped(data: bytes) -> Tree:
    """The same as `parse_bytes`, an order of magnitude sooner: every command reads the whole catalogue.

    libyaml reads it. What libyaml refuses, or might take otherwise, is read the usual way, so that faults are always told by one
    parser; a test holds that both give the same for every file that is shipped.
    """
    try:
        text = data.decode("utf-8-sig")
        tree = None if OTHERWISE.search(text) else by_libyaml(text)
    except UnicodeDecodeError:
        tree = None
    return tree if tree is not None and not tree.faults else parse_bytes(data)
