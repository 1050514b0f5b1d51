"""Every problem code of the project: from the rooms' tables of codes, and from the problems that are made in place."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from types import MappingProxyType

from house.tree import SOURCE, modules, shown

CODE = re.compile(r"\b(?:[A-Z]|ANY|EU|DE|US|CN)[0-9]{3}\b")
LETTERS = re.compile(r"[A-Z]+")
NUMBER = re.compile(r"[0-9]{3}")
#: What each letter stands for, in the order of the page.
ROOMS = {
    "R": "Rulebooks",
    "C": "Catalogues",
    "L": "Ledgers and the files brought into them",
    "P": "Prose",
    "E": "Questions, answers and the program itself",
    "ANY": "Law, everywhere: what Bonitas itself does not run, or warns of (bonitas law)",
    "EU": "Law of the European Union",
    "DE": "Law of Germany",
    "US": "Law of the United States",
    "CN": "Law of China",
    "G": "Rights: contest, retention, one's own file, letters and proofs",
    "U": "Unification: links, crosswalks, comparing, equating, drafts, impact and licences",
    "S": "Rating on Spark",
    "D": "The lab and the demonstration",
}
#: Codes whose words are not written out where the problem is made.
IN_PLACE = {
    "E999": "An unforeseen error: a fault of the program. Please report it with the command that was run.",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a code says and what to do; words in braces are filled in."""

    message: str
    remedy: str = ""


def tables() -> dict[str, Said]:
    """The codes that a room, or a part of one, lists in its `codes.py`: meanings (`CODES`) or messages with remedies (`WORDS`)."""
    found: dict[str, Said] = {}
    for path in sorted(SOURCE.rglob("codes.py")):
        module = importlib.import_module(".".join(("bonitas", *path.relative_to(SOURCE).with_suffix("").parts)))
        codes: Mapping[str, str] = getattr(module, "CODES", {})
        words: Mapping[str, tuple[str, str]] = getattr(module, "WORDS", {})
        found |= {code: Said(_sentence(meaning)) for code, meaning in codes.items()}
        found |= {code: Said(message, remedy.replace("{{", "{").replace("}}", "}")) for code, (message, remedy) in words.items()}
    return found


def _sentence(meaning: str) -> str:
    return meaning[0].upper() + meaning[1:] + "."


def made_in_place() -> dict[str, Said]:
    """The codes of `Problem("E101", "…")` with their words, from the source."""
    found: dict[str, Said] = {}
    for tree in modules().values():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                for code, said in made_by(function):
                    if code not in found or len(said.message) > len(found[code].message):
                        found[code] = said
    return found


def made_by(function: ast.FunctionDef) -> Iterator[tuple[str, Said]]:
    """The problems that one function makes; words may stand in a variable of the function."""
    assigned = [
        (node.lineno, target.id, node.value)
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem" and node.args:
            variables = {name: value for line, name, value in sorted(assigned, key=itemgetter(0)) if line < node.lineno}
            code, *rest = [template(arg, variables) for arg in node.args]
            named = {word.arg: template(word.value, variables) for word in node.keywords}
            if CODE.fullmatch(code):
                yield code, Said(rest[0] if rest else named.get("message", ""), named.get("remedy", ""))


def template(node: ast.expr, variables: Mapping[str, ast.expr] = MappingProxyType({})) -> str:
    """A text of the source, with what is filled in between braces; empty if it is not written there."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "{…}" for part in values)
        case ast.IfExp(body=body):
            return template(body, variables)
        case ast.Name(id=name) if name in variables and not isinstance(variables[name], ast.Name):
            return template(variables[name], variables)
        case _:
            return ""


def letters(code: str) -> str:
    """The letters that a code begins with."""
    return LETTERS.match(code)[0]  # type: ignore[index]


def documented() -> dict[str, Said]:
    """Every code with what it says, in order."""
    every = {**made_in_place(), **{code: Said(text) for code, text in IN_PLACE.items()}, **tables()}
    order = list(ROOMS)
    return dict(sorted(every.items(), key=lambda item: (order.index(letters(item[0])), item[0])))


def used() -> Iterator[tuple[str, str]]:
    """(where, code) for every code that a text of the source names, docstrings and tables apart."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and path.name != "codes.py":
                for code in CODE.findall(node.value):
                    yield f"{shown(path)}:{node.lineno}", code


def noted() -> Iterator[tuple[str, str]]:
    """(where, number) for every `page.note("101", …)`, `warn` and `Fault`: the page puts R or C before it."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and template(node.args[0]) and NUMBER.fullmatch(template(node.args[0])):
                yield f"{shown(path)}:{node.lineno}", template(node.args[0])


def page() -> str:
    """docs/problems.md."""
    lines = [
        "# Problems, by code",
        "",
        "Every problem has a code that stays the same from version to version, a place, and a word on what to do. Scripts go by",
        "the code, never by the words. `make fresh` writes this page from the source; do not edit it.",
    ]
    letter = ""
    for code, said in documented().items():
        if letters(code) != letter:
            letter = letters(code)
            lines += ["", f"## {letter}: {ROOMS[letter]}", "", "| code | what is wrong | what to do |", "|---|---|---|"]
        lines.append(f"| `{code}` | {_cell(said.message)} | {_cell(said.remedy)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
