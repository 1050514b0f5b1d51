"""How the kernel is compiled: by Numba, without the GIL, kept on disk between runs.

Numba renews its disk cache when the file of the outermost function changes; ours spans a folder, so the stamp of the
cache is made from all files of the folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba

F = TypeVar("F", bound=Callable[..., Any])


@cache
def folder_stamp() -> str:
    """A digest of every source file of the kernel."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def kernel(function: F) -> F:
    """Compile an inner function of the kernel (it is kept with the outermost one).

    Left to itself, Numba compiles a function anew for every literal it is called with; here all whole numbers are int64, which cuts
    the time of a first compilation to a third.
    """
    return _compiled(function, inline=False)


def inlined(function: F) -> F:
    """Like `kernel`, and put into its callers: for small functions on the way of every record, where handing over the arrays would
    cost more than the work itself."""
    return _compiled(function, inline=True)


def _compiled(function: F, *, inline: bool) -> F:
    options: Any = {"nogil": True, "error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False}
    compiled: Any = numba.njit(**options, forceinline=inline)(function)
    if hasattr(compiled, "get_call_template"):
        compile_for = compiled.compile
        compiled.compile = lambda signature: compile_for(tuple(plain_type(kind) for kind in signature))
    result: F = compiled
    return result


def plain_type(kind: Any) -> Any:
    """The type that stands for all of its sort: int64 for whole numbers, boolean for truth values."""
    if isinstance(kind, numba.types.Boolean | numba.types.BooleanLiteral):
        return numba.types.boolean
    if isinstance(kind, numba.types.Integer | numba.types.IntegerLiteral):
        return numba.types.int64
    return kind


def outermost(function: F) -> F:
    """Compile an entry of the kernel and keep it on disk."""
    compiled: Any = numba.njit(nogil=True, error_model="numpy", cache=True)(function)
    cache_of = getattr(compiled, "_cache", None)
    index = getattr(cache_of, "_cache_file", None)
    if index is not None:
        # what calls the kernel from outside its folder is renewed when its own file changes, too
        own = hashlib.sha256(Path(function.__code__.co_filename).read_bytes()).hexdigest()
        index._source_stamp = f"{folder_stamp()} {own}"  # noqa: SLF001 - the one place where the stamp can be set
    result: F = compiled
    return result


def is_cached(function: Any) -> bool:
    """Whether a compiled form of the entry is at hand, in memory or on disk."""
    if not hasattr(function, "signatures"):
        return True
    if function.signatures:
        return True
    index = getattr(getattr(function, "_cache", None), "_cache_file", None)
    if index is None:
        return False
    try:
        return bool(index._load_index())  # noqa: SLF001
    except Exception:  # noqa: BLE001 - an unreadable cache is only a cache that is not there
        return False
