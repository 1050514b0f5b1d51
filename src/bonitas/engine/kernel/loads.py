"""Reading what nobody writes to while the kernel runs: the program and the cells.

Numba lets an index count from the end, and takes any store to change any array; so each of the many small loads on the way of a record would
be tested for a sign, and made again after each store. These are told that neither can be.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import numba
from numba.core import cgutils as utilities
from numba.core import types
from numba.extending import intrinsic

from bonitas.engine.kernel.layout import Ints, Matrix

F = TypeVar("F", bound=Callable[..., Any])
#: Some of what Numba offers has no types.
cgutils: Final[Any] = utilities
config: Final[Any] = numba.config


def _load(context: Any, builder: Any, kind: Any, value: Any, place: Any) -> Any:
    """Load what lies at a place (counted from the first) of an array that stays as it is."""
    array = context.make_array(kind)(context, builder, value)
    loaded = builder.load(builder.gep(array.data, [place]))
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded


def _at(_typing: Any, array: Any, _index: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _load(context, builder, signature.args[0], args[0], args[1])

    return types.int64(array, types.int64), code


def _cell(_typing: Any, table: Any, _row: Any, _column: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, args[0])
        _, width = cgutils.unpack_tuple(builder, array.shape, 2)
        return _load(context, builder, signature.args[0], args[0], builder.add(builder.mul(args[1], width), args[2]))

    return types.int64(table, types.int64, types.int64), code


def _written(code: Any) -> Callable[[F], F]:
    """Let compiled functions have this code; where nothing is compiled, the function is itself."""

    def either(plain: F) -> F:
        made: Any = plain if config.DISABLE_JIT else intrinsic(code)
        result: F = made
        return result

    return either


@_written(_at)
def at(array: Ints, index: int) -> int:
    """array[index], index ≥ 0, of an array that stays as it is."""
    return array[index]


@_written(_cell)
def cell(table: Matrix, row: int, column: int) -> int:
    """table[row, column], neither below 0, of a table that stays as it is."""
    return table[row, column]
