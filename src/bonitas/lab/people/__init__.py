"""People that nobody is: a synthetic population with records of every kind in the catalogue, the same for every rulebook.

What is drawn has no model of anybody in it. How often each kind of record occurs, and how its attributes fall, are suppositions
of ours (`habits.yaml`, and the rule in `plan.py` for kinds it does not name): they exercise every rule and say nothing of how people
behave.
"""

from bonitas.lab.people.make import Made, make_people

__all__ = ["Made", "make_people"]
