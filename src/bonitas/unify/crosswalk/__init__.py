"""Which kinds of record tell of the same conduct: mapping files, read and checked."""

from bonitas.unify.crosswalk.model import Conduct, Crosswalk, Member
from bonitas.unify.crosswalk.read import read_crosswalk

__all__ = ["Conduct", "Crosswalk", "Member", "read_crosswalk"]
