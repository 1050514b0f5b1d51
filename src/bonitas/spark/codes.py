"""Every problem that rating on Spark can have: its code, its words and what to do about it.

S1xx the session, S2xx the tables, S3xx the run, S4xx the answer. What is wrong with rows is said in the ledger's own codes. Codes are stable.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bonitas.common.wording import Wording

#: code → (message, remedy). Words in braces are filled in.
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "S101": ("Spark for Python is not installed.", "pip install 'bonitas[spark]'"),
        "S102": ("Spark could not be started or reached: {why}.", "Check Java (17 or later), --master and SPARK_REMOTE."),
        "S201": ("'{found}' names no tables.", "Write spark:FOLDER or spark:CATALOGUE.NAME."),
        "S202": ("There is no table of records at '{place}': {why}.", "A folder holds 'records', 'participations' and 'amendments'."),
        "S203": ("The table '{place}' cannot be read: {why}.", "Check its format and who may read it."),
        "S204": ("This is no Spark table of {what}.", "Give a Spark DataFrame."),
        "S205": ("The table of asked rows has no column '{name}'.", "It needs subject and on; known_at is optional."),
        "S301": ("Spark gave the work up: {why}.", "Look into the executors' logs; run it again once that is mended."),
        "S302": ("The executors cannot import what rating needs: {why}.", "Install bonitas on every machine, or ship it with the job."),
        "S303": (
            "The executors read the rulebook otherwise than this program: they have version {theirs}, this is {ours}.",
            "Install the same version of bonitas on every machine.",
        ),
        "S304": (
            "Some records cannot be used as they are, and only what the rulebook reads of them was sent.",
            "Rate with whole=True: it says which and why, or counts a record once that is there twice.",
        ),
        "S305": (
            "The file '{path}' cannot be read where the work is done as it was when the work was divided: {why}.",
            "Rate again; with files=False, Spark reads the files in place of the workers.",
        ),
        "S401": ("There is something at '{place}' already.", "Choose another place, or remove what is there."),
        "S402": ("The ratings could not be written to '{place}': {why}.", "Make room or choose another place."),
    }
)  # fmt: skip

_SAID: Final = Wording(WORDS)
problem, trouble = _SAID.problem, _SAID.trouble
