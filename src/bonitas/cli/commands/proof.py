"""Commands about portable proof: keys, issue, revoke, recheck, status-list, prove, check-proof."""

from __future__ import annotations

from typing import Annotated

import typer

from bonitas.cli.accesses import By, For, Purpose
from bonitas.cli.console import emit, say
from bonitas.cli.errors import wrong
from bonitas.cli.licensed import opened_through, under_licence
from bonitas.cli.options import Certainty, Json, Ledger, Rulebook, Subject

File = Annotated[str, typer.Argument(metavar="FILE", help="Where the key is to lie.", show_default=False)]
Key = Annotated[
    str, typer.Option("--key", metavar="FILE", help="The issuer's key, as new-issuer-key made it.", show_default=False)
]
Credential = Annotated[str, typer.Argument(metavar="FILE", help="The credential, as the issuer made it.", show_default=False)]
Out = Annotated[str, typer.Option("--out", metavar="FILE", help="Where to write it.", show_default=False)]
Show = Annotated[
    list[str] | None, typer.Option("--show", metavar="WHAT", help="band, or at_least:BAND. May be given more than once.")
]
Verifier = Annotated[
    str, typer.Option("--for", metavar="VERIFIER", help="The verifier's name, as they gave it.", show_default=False)
]
Nonce = Annotated[str, typer.Option("--nonce", metavar="TEXT", help="The verifier's challenge.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("new-issuer-key")(make_issuer_key)
    app.command("new-holder-key")(make_holder_key)
    app.command()(under_licence(issue))
    app.command()(revoke)
    app.command()(under_licence(recheck))
    app.command("status-list")(make_status_list)
    app.command()(prove)
    app.command("check-proof")(check)


def make_issuer_key(
    file: File,
    issuer: Annotated[str, typer.Option("--issuer", metavar="URL", help="The https address that names the issuer.", show_default=False)],
    json: Json = False,
) -> None:  # fmt: skip
    """Make an issuer's key, for signing credentials and status lists.

    FILE is readable by its owner alone. Beside it lie FILE.public.json, which verifiers need, and FILE.issued, the book of what was issued:
    keep it as carefully as the key, for without it nothing can be revoked.

    \b
    Example:
      bonitas new-issuer-key union.key --issuer https://union.example
    """
    from bonitas.rights.credential.keys import new_issuer_key

    public = str(new_issuer_key(file, issuer))
    if json:
        emit({"key": file, "public": public})
    else:
        say(f"Made an issuer's key: {file}, and its public part: {public}")


def make_holder_key(file: File, json: Json = False) -> None:
    """Make a holder's key, which a credential is bound to.

    FILE stays with the holder; FILE.public.json goes to the issuer. A key of its own for each credential keeps verifiers from comparing.

    \b
    Example:
      bonitas new-holder-key anna.key
    """
    from bonitas.rights.credential.keys import new_holder_key

    public = str(new_holder_key(file))
    if json:
        emit({"key": file, "public": public})
    else:
        say(f"Made a holder's key: {file}, and its public part: {public}")


def issue(
    rulebook: Rulebook, ledger: Ledger, subject: Subject, key: Key,
    holder: Annotated[str, typer.Option("--holder", metavar="FILE", help="The public part of the holder's key.", show_default=False)],
    out: Out,
    at_least: Annotated[
        list[str] | None, typer.Option("--at-least", metavar="BAND", help="Let it say only that this band is reached, and not which it is.")
    ] = None,
    lasts: Annotated[int, typer.Option("--lasts", metavar="DAYS", help="How long it is good, if the standing is.")] = 30,
    purpose: Purpose = None, by: By = None, recipient: For = None, certainty: Certainty = None, json: Json = False,
) -> None:  # fmt: skip
    """Issue a signed credential of a subject's standing today, for the subject to show.

    It is bound to the holder's key. It can show the band, and of every band that is reached that it is; the score and the subject's id
    are not in it. It ends when the standing changes by itself, or earlier; `recheck` revokes it where something new is recorded.

    \b
    Examples:
      bonitas issue de-schufa-2026 standing.duckdb C1 --key union.key --holder anna.key.public.json --out anna.credential
      bonitas issue de-schufa-2026 standing.duckdb C1 --key union.key --holder anna.key.public.json --out a.credential --at-least good
    """
    import bonitas
    from bonitas.cli.show_proof import show_issued, told_issued
    from bonitas.rights.credential.plain import put

    book = bonitas.read_rulebook(rulebook)
    with opened_through(ledger, certainty=certainty) as store:
        made = bonitas.issue(
            book, store, subject=subject, key=key, holder=holder, at_least=at_least or [], lasts=lasts,
            by=by or "", purpose=purpose or "", recipient=recipient or "",
        )  # fmt: skip
    try:
        put(out, made.text, private=True)
    except OSError:  # nobody has it, so nobody is to count on it
        bonitas.revoke(key, no=made.issued.no, because="could not be written")
        raise
    if json:
        emit({"file": out, **told_issued(made)})
    else:
        show_issued(made, out)


def revoke(
    key: Key,
    because: Annotated[
        str, typer.Option("--because", metavar="TEXT", help="Why; it stays in the issuer's book.", show_default=False)
    ],
    subject: Annotated[str | None, typer.Option("--subject", metavar="ID", help="All that is good of this subject.")] = None,
    number: Annotated[int | None, typer.Option("--number", metavar="N", help="The one that issue gave this number.")] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Take the subject's id out of the issuer's book too.")] = False,
    json: Json = False,
) -> None:
    """Revoke credentials. Verifiers see it in the next status list.

    \b
    Examples:
      bonitas revoke --key union.key --number 7 --because "The phone was stolen."
      bonitas revoke --key union.key --subject C1 --because "Asked for." --forget
    """
    if (subject is None) == (number is None) or (forget and subject is None):
        wrong("Name either --subject or --number; --forget goes with --subject.")
    import bonitas
    from bonitas.cli.show_proof import told_row

    found = bonitas.revoke(key, subject=subject, no=number, because=because, forget=forget)
    if json:
        emit({"revoked": [told_row(one) for one in found]})
    else:
        say(f"Revoked: {len(found)}. Sign a new status list: bonitas status-list --key {key} --out FILE")


def recheck(
    rulebook: Rulebook, ledger: Ledger, key: Key, purpose: Purpose = None, by: By = None, certainty: Certainty = None, json: Json = False,
) -> None:  # fmt: skip
    """Revoke what no longer holds: rate everybody anew who has a credential by a rulebook.

    A new record, a decided dispute or a withdrawn consent may end what a credential says. Run it every day, before status-list.

    \b
    Example:
      bonitas recheck de-schufa-2026 standing.duckdb --key union.key
    """
    import bonitas
    from bonitas.cli.show_proof import show_rechecked, told_row

    book = bonitas.read_rulebook(rulebook)
    with opened_through(ledger, certainty=certainty) as store:
        found = bonitas.recheck(book, store, key=key, by=by or "", purpose=purpose or "")
    if json:
        revoked = [{**told_row(one), "because": why} for one, why in found.revoked]
        emit({"revoked": revoked, "hold": found.hold, "elsewhere": found.elsewhere})
    else:
        show_rechecked(found)


def make_status_list(
    key: Key, out: Out,
    number: Annotated[int, typer.Option("--list", metavar="N", help="Which list, if there are several.")] = 1,
    hours: Annotated[int, typer.Option("--hours", min=1, max=8784, metavar="N", help="So long it may be relied on.")] = 24,
    json: Json = False,
) -> None:  # fmt: skip
    """Sign the status list: one bit for each credential, so that nobody need ask about one person.

    Publish it at the issuer's address followed by /status/1; verifiers without a network take it as a file. Sign a fresh one before it ends.

    \b
    Example:
      bonitas status-list --key union.key --out status.jwt
    """
    import bonitas
    from bonitas.rights.credential.plain import put

    put(out, bonitas.status_list(key, number=number, hours=hours))
    if json:
        emit({"file": out, "list": number, "hours": hours})
    else:
        say(f"Signed status list {number}: {out}. It may be relied on for {hours} hours.")


def prove(
    file: Credential,
    key: Annotated[str | None, typer.Option("--key", metavar="FILE", help="The holder's key.")] = None,
    show: Show = None,
    verifier: Annotated[
        str | None, typer.Option("--for", metavar="VERIFIER", help="The verifier's name, as they gave it.")
    ] = None,
    nonce: Annotated[str | None, typer.Option("--nonce", metavar="TEXT", help="The verifier's challenge.")] = None,
    out: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help="Where to write it; standard output if not given.")
    ] = None,
    json: Json = False,
) -> None:
    """Make a proof for one verifier from a credential, or list what it can show.

    Only what --show names is in the proof. It answers this verifier's challenge and is worth nothing to anybody else.

    \b
    Examples:
      bonitas prove anna.credential
      bonitas prove anna.credential --show at_least:good --key anna.key --for https://landlord.example --nonce 4f9c2b7e6a1d8035
    """
    from bonitas.cli.show_proof import show_held, told_held
    from bonitas.rights.credential.plain import put
    from bonitas.rights.credential.prove import prove as shown
    from bonitas.rights.credential.prove import read_credential

    if not show:
        held = read_credential(file)
        emit(told_held(held)) if json else show_held(held)
        return
    if key is None or verifier is None or nonce is None:
        wrong("--show needs --key, --for and --nonce.")
    made = shown(file, show=show, key=key, audience=verifier, nonce=nonce)
    if out is not None:
        put(out, made, private=True)
    if json:
        emit({"shows": show, "for": verifier, "file": out, "proof": None if out is not None else made})
    else:
        say(made if out is None else f"Made a proof for {verifier} that shows {', '.join(show)} and nothing else: {out}")


def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The proof, as the holder made it.", show_default=False)],
    issuer: Annotated[str, typer.Option("--issuer", metavar="FILE", help="The issuer's public keys.", show_default=False)],
    verifier: Verifier, nonce: Nonce,
    status: Annotated[str | None, typer.Option("--status", metavar="FILE", help="The issuer's status list.")] = None,
    no_status: Annotated[bool, typer.Option("--no-status", help="Do not ask whether it was revoked.")] = False,
    want: Annotated[list[str] | None, typer.Option("--want", metavar="WHAT", help="What it must show, as prove --show.")] = None,
    rulebook: Annotated[str | None, typer.Option("--rulebook", metavar="RULEBOOK", help="The rules that it must be by.")] = None,
    once: Annotated[str | None, typer.Option("--once", metavar="FILE", help="Keep here what was shown; refuse it a second time.")] = None,
    max_age: Annotated[int, typer.Option("--max-age", min=1, metavar="SECONDS", help="How old a proof may be.")] = 300,
    lab: Annotated[bool, typer.Option("--lab", help="Take one of a synthetic person too.")] = False,
    json: Json = False,
) -> None:  # fmt: skip
    """Check a proof: is it genuine, from this issuer, made now by its holder for you, still good, and what does it show?

    Needs files only, no network and no ledger. Every reason to refuse it is listed, and leaves exit code 1.

    \b
    Example:
      bonitas check-proof anna.proof --issuer union.key.public.json --status status.jwt --for https://landlord.example --nonce 4f9c2b7e6a1d8035
    """
    if (status is None) != no_status:
        wrong("Give the issuer's --status list, or --no-status if you take the risk that it was revoked.")
    import bonitas
    from bonitas.cli.show_proof import show_proof, told_proof
    from bonitas.common.problems import BonitasError
    from bonitas.rights.credential.plain import reading

    book = None if rulebook is None else bonitas.read_rulebook(rulebook)
    try:
        found = bonitas.check_proof(
            reading(file), issuer=issuer, audience=verifier, nonce=nonce, status=status, want=want or [], rulebook=book, once=once,
            lab=lab, max_age=max_age,
        )  # fmt: skip
    except BonitasError as exc:
        if json:
            emit({"holds": False, "problems": [one.as_dict() for one in exc.problems]})
        raise
    if json:
        emit({"holds": True, **told_proof(found)})
    else:
        show_proof(found)
