"""The Merkle tree, against the vectors of RFC 6962's first implementation and against a slow, obvious tree."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonitas.ledger.seal.tree import EMPTY, Frontier, consistency, consistent, included, inclusion, leaf_hash, roots_of

LEAVES = [bytes.fromhex(one) for one in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def slow_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + slow_root(leaves[:k]) + slow_root(leaves[k:])).digest()


def hashes(leaves: list[bytes]) -> bytes:
    return b"".join(map(leaf_hash, leaves))


@pytest.mark.parametrize("size", range(9))
def test_the_published_vectors(size: int) -> None:
    front = Frontier()
    front.add(hashes(LEAVES[:size]))
    assert front.root().hex() == ROOTS[size] == slow_root(LEAVES[:size]).hex()
    assert roots_of(hashes(LEAVES))(0, size).hex() == ROOTS[size]


def test_the_published_proofs() -> None:
    roots = roots_of(hashes(LEAVES))
    assert [one.hex() for one in inclusion(roots, 0, 8)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [one.hex() for one in consistency(roots, 6, 8)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@given(st.lists(st.integers(0, 9), max_size=6))
def test_a_frontier_grows_as_a_tree(calls: list[int]) -> None:
    front, leaves = Frontier(), []
    for call, count in enumerate(calls):
        new = [b"%d-%d" % (call, n) for n in range(count)]
        leaves += new
        front.add(hashes(new))
        front = Frontier.read(front.size, front.written())
    assert front.root() == slow_root(leaves)


@given(st.integers(1, 40), st.data())
def test_proofs_hold_and_nothing_else_does(size: int, data: st.DataObject) -> None:
    leaves = [b"%d" % n for n in range(size)]
    roots, root = roots_of(hashes(leaves)), slow_root(leaves)
    leaf = data.draw(st.integers(0, size - 1))
    path = inclusion(roots, leaf, size)
    assert included(leaf, size, leaf_hash(leaves[leaf]), path) == root
    assert included(leaf, size, leaf_hash(b"another"), path) != root
    assert included(leaf, size, leaf_hash(leaves[leaf]), [*path, EMPTY]) is None
    assert all(included(n, size, leaf_hash(leaves[leaf]), path) != root for n in range(-1, size + 1) if n != leaf)
    old = data.draw(st.integers(0, size))
    proof = consistency(roots, old, size)
    assert consistent(old, size, slow_root(leaves[:old]), root, proof)
    assert not consistent(old, size, slow_root([b"other", *leaves[1:old]] if old else [b"x"]), root, proof)
    assert not consistent(old, size, slow_root(leaves[:old]), root, [*proof, EMPTY])


@pytest.mark.parametrize(("size", "written"), [(1, b""), (3, bytes(32)), (0, bytes(32)), (-1, b"")])
def test_what_is_no_frontier(size: int, written: bytes) -> None:
    with pytest.raises(ValueError, match="no frontier"):
        Frontier.read(size, written)
