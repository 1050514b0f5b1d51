"""Addresses of ledgers in PostgreSQL, and how they are shown: never with a password."""

from __future__ import annotations

import re
from typing import Final

SCHEMES: Final = ("postgresql://", "postgres://")
#: The password between the user and the host, and the secrets that may stand among the parameters.
_IN_FRONT: Final = re.compile(r"^([a-z]+://[^/?#]*?):[^/?#]*@")
_BEHIND: Final = re.compile(
    r"([?&])(password|sslpassword|oauth_client_secret|scram_client_key|scram_server_key)=[^&]*", re.IGNORECASE
)


def is_postgres(address: object) -> bool:
    """True for the address of a ledger in PostgreSQL.

    >>> is_postgres("postgresql://db/standing"), is_postgres("standing.duckdb")
    (True, False)
    """
    return str(address).startswith(SCHEMES)


def shown(address: str) -> str:
    """An address without its password.

    >>> shown("postgresql://ada:secret@db/standing?password=secret&sslmode=require")
    'postgresql://ada@db/standing?sslmode=require'
    """
    front = _IN_FRONT.sub(r"\1@", address).replace("://@", "://")
    return _BEHIND.sub(r"\1", front).replace("?&", "?").replace("&&", "&").rstrip("?&")


def secrets_of(address: str) -> list[str]:
    """The passwords in an address, as they are written there and as they are meant.

    >>> secrets_of("postgresql://ada:a%20b@db/standing")
    ['a%20b', 'a b']
    """
    from urllib.parse import unquote  # noqa: PLC0415 - only where something went wrong

    match = re.match(r"^[a-z]+://[^/?#]*?:([^/?#]*)@", address)
    found = [match[1]] if match else []
    found += [text.partition("=")[2] for text in (m[0] for m in _BEHIND.finditer(address))]
    return [text for one in found for text in dict.fromkeys((one, unquote(one))) if text]


def plain(text: str, address: str) -> str:
    """What a server or its library says, on one line and without secrets: the last word, where several attempts to connect failed."""
    said = text.partition("Query was:")[0]  # a question may hold what is nobody's business
    line = next((part.strip() for part in reversed(said.splitlines()) if part.strip() and part[0] != "\t"), "")
    line = line.rpartition("failed: ")[2] or line
    for mark in ("FATAL: ", "ERROR: "):
        line = line.rpartition(mark)[2].strip()
    for secret in (address, *secrets_of(address)):
        line = line.replace(secret, "…")
    return line[:200].rstrip(".") or "it does not say why"
