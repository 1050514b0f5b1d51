"""What comes with the program is read by libyaml: the same trees, sooner."""

from __future__ import annotations

from pathlib import Path

import pytest

from bonitas.common.shipped import shipped
from bonitas.common.yamlbuild import parse_bytes
from bonitas.common.yamlfile import OTHERWISE, comes_with_us, parse_shipped, read_tree
from bonitas.common.yamltext import Items, Map, Node, Scalar, Tree


def flat(tree: Tree) -> object:
    """A tree as what can be compared: every value with its place and its style."""
    faults = [(one.number, one.message, one.line, one.column, one.found, one.remedy) for one in tree.faults]
    return None if tree.root is None else said(tree.root), faults


def said(node: Node) -> object:
    match node:
        case Scalar():
            return node.raw, node.value, node.line, node.column, node.style, node.single
        case Items():
            return node.line, node.column, [said(item) for item in node.items]
        case Map():
            return node.line, node.column, [(name, said(one.key), said(one.value)) for name, one in node.entries.items()]


FILES = sorted([*shipped("catalogue").glob("*.yaml"), *shipped("rulebooks").glob("*/*.yaml")])


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_shipped_file_gives_the_same_tree(path: Path) -> None:
    data = path.read_bytes()
    assert comes_with_us(path)
    assert flat(parse_shipped(data)) == flat(parse_bytes(data))
    assert not read_tree(path).faults


def test_libyaml_reads_most_of_them() -> None:
    kept = [path for path in FILES if not OTHERWISE.search(path.read_text(encoding="utf-8"))]
    assert len(kept) > len(FILES) // 2


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2", "a: [1, 2", "a:\t1", "a: b\tc", "a: b\u2028c", "? a\n: b", "a: &x 1\nb: *x", "a: !!python/object:os.system ls",
        "a: 1\n---\nb: 2", "", "# nothing", "a: 'b", "a: {b: c:d}", "- 1\n-2", "a: \x00", "\ufeffa: 1", "a: 1\n b: 2",
    ],
)  # fmt: skip
def test_odd_texts_are_told_by_one_parser(text: str) -> None:
    data = text.encode("utf-8")
    assert flat(parse_shipped(data)) == flat(parse_bytes(data))


def test_what_is_not_utf8() -> None:
    assert flat(parse_shipped(b"a: \xf6")) == flat(parse_bytes(b"a: \xf6"))


def test_files_of_others_are_read_the_usual_way(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("a: b\tc\n", encoding="utf-8")
    assert not comes_with_us(tmp_path / "mine.yaml")
    assert flat(read_tree(tmp_path / "mine.yaml")) == flat(parse_bytes(b"a: b\tc\n"))
