"""The command line: a thin layer that parses, calls the library and prints.

`main` is what `bonitas` runs. Nothing slow is imported here; a command imports what it needs when it runs.
"""

from bonitas.cli.edge import main

__all__ = ["main"]
