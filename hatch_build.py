"""Puts the catalogue, the rulebooks and their data into the wheel; an editable install reads them beside the source."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: Folders of the source tree that `bonitas.common.shipped` looks for inside the installed package.
SHIPPED = ("catalogue", "rulebooks", "data")


class ShippedData(BuildHookInterface[Any]):
    """Called by the build for each wheel; `version` is "standard" or "editable"."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "standard":
            build_data["force_include"].update({name: f"bonitas/_data/{name}" for name in SHIPPED})
