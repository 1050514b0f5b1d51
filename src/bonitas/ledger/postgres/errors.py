"""What goes wrong with a server, said as problems of the ledger, without any secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bonitas.common.problems import BonitasError
from bonitas.ledger.codes import trouble
from bonitas.ledger.postgres.address import plain, shown

#: SQLSTATE, or its class (two characters) → the problem it is.
STATES: Final = {
    "28": "L520", "3D000": "L522", "42501": "L524", "53100": "L507", "53200": "L529", "53300": "L528", "57P01": "L523", "57P02": "L523",
    "57P03": "L521", "57P05": "L523", "08": "L523", "42P01": "L503", "3F000": "L503", "40001": "L527", "40P01": "L527", "55P03": "L527",
    "25006": "L508", "58030": "L523",
}  # fmt: skip
#: What an error that comes without a state contains → the problem it is. The first that fits counts.
SIGNS: Final = (
    ("password authentication failed", "L520"),
    ("no password supplied", "L520"),
    ("authentication failed", "L520"),
    ("no pg_hba.conf entry", "L520"),
    ('role "', "L520"),
    ('database "', "L522"),
    ("too many clients", "L528"),
    ("too many connections", "L528"),
    ("remaining connection slots", "L528"),
    ("starting up", "L521"),
    ("shutting down", "L521"),
    ("failed to resolve", "L521"),
    ("could not translate host name", "L521"),
    ("connection refused", "L521"),
    ("timeout", "L521"),
    ("no such file or directory", "L521"),
    ("no route to host", "L521"),
    ("network is unreachable", "L521"),
    ("server closed the connection", "L523"),
    ("terminating connection", "L523"),
    ("no connection to the server", "L523"),
    ("connection is closed", "L523"),
    ("connection is lost", "L523"),
    ("connection is bad", "L521"),
    ("could not receive data", "L523"),
    ("could not send data", "L523"),
    ("broken pipe", "L523"),
    ("ssl", "L521"),
)


def code_of(state: str | None, text: str) -> str:
    """The code of an error by its SQLSTATE, else by its words."""
    if state:
        found = STATES.get(state) or STATES.get(state[:2])
        if found:
            return found
    lower = text.lower()
    return next((code for sign, code in SIGNS if sign in lower), "L529")


def said(error: Exception, address: str) -> BonitasError:
    """An error of psycopg or of ADBC as a problem of the ledger at `address`."""
    told = getattr(error, "diag", None)  # psycopg's own: what the server said, in parts
    text = (told and told.message_primary) or str(error)
    code = code_of(getattr(error, "sqlstate", None), text)
    return trouble(code, shown(address), why=plain(text, address))


@contextmanager
def translated(address: str) -> Iterator[None]:
    """Errors of the server become problems; a cancelled question becomes KeyboardInterrupt, which is what it was."""
    import adbc_driver_manager  # noqa: PLC0415 - with the extra `server`
    import psycopg  # noqa: PLC0415

    try:
        yield
    except psycopg.errors.QueryCanceled as exc:
        if exc.diag.message_primary and "user request" in exc.diag.message_primary:
            raise KeyboardInterrupt from exc
        raise said(exc, address) from exc
    except (psycopg.Error, adbc_driver_manager.Error) as exc:
        raise said(exc, address) from exc
    except OSError as exc:
        if "[libpq]" not in str(exc):  # what Arrow raises where a stream of batches breaks off
            raise
        raise said(exc, address) from exc
