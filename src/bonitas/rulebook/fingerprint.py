"""The hash that names a rulebook: of its data, and of the kinds of record it uses; not of its formatting or comments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal

from bonitas.catalogue.model import Catalogue


def fingerprint(tree: Mapping[str, object], catalogue: Catalogue, kinds: Iterable[str]) -> str:
    """SHA-256, as hexadecimal digits, of canonical JSON: no spaces, UTF-8, exact decimals as text, maps in the order written."""
    declared = {name: _declaration(catalogue, name) for name in sorted(set(kinds))}
    text = json.dumps({"rulebook": tree, "kinds": declared}, ensure_ascii=False, separators=(",", ":"), default=_exact)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _declaration(catalogue: Catalogue, name: str) -> dict[str, object]:
    kind = catalogue.kinds[name]
    attributes = {
        key: [attribute.type, attribute.currency, sorted(attribute.choices)] for key, attribute in sorted(kind.attributes.items())
    }
    return {"context": kind.context, "keep": str(kind.keep), "lasting": kind.lasting, "attributes": attributes}


def _exact(value: object) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    return str(value)
