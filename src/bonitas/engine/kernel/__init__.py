"""The fold: plain Python over integer arrays, compiled by Numba, run as it stands under NUMBA_DISABLE_JIT=1.

Order of reading: `layout` (what the tables hold), `dates`, `expr`, `value`, `collect` (which clauses match), `effects`, `limits`,
`measures`, `standing`, `fold` (one subject, one day; and many).
"""
