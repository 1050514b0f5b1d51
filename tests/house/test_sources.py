"""What no file of the project may hold, and how long it may be."""

from __future__ import annotations

import ast
import re
import statistics

from house.tree import ROOT, modules, shown, texts

LONGEST_FILE, MEDIAN_FILE, LONGEST_FUNCTION = 350, 130, 45
#: Modules that run what they read.
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "yaml"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}
#: The one file that may build a YAML reader, and takes events from it only: no constructor ever runs.
YAML_HOME = "src/bonitas/common/yamlbuild.py"

# Spelt in parts, so that this file passes its own test.
MACHINE_PATHS = re.compile(r"(?<![\w.$}~*/-])/(?:wo" r"rk|ro" r"ot|ho" r"me|tm" r"p|op" r"t|Us" r"ers)/[\w.-]+")
REGISTRY_HOSTS = re.compile(r"py" r"pi\.org|python" r"hosted\.org|npm" r"js\.(?:org|com)|debian" r"\.org/debian|crates" r"\.io")


def test_nothing_read_is_ever_run() -> None:
    wrong = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            match node:
                case ast.Import(names=names):
                    found = [alias.name for alias in names if alias.name.split(".")[0] in UNSAFE_MODULES]
                case ast.ImportFrom(module=str(module), level=0):
                    found = [module] if module.split(".")[0] in UNSAFE_MODULES else []
                    found += [module] if module.startswith("ruamel") and shown(path) != YAML_HOME else []
                case ast.Call(func=ast.Name(id=name)) if name in UNSAFE_CALLS:
                    found = [f"{name}()"]
                case ast.keyword(arg="typ", value=ast.Constant(value=str(kind))) if kind not in {"safe", "pure"}:
                    found = [f"YAML(typ={kind!r})"]
                case _:
                    found = []
            wrong += [f"{shown(path)}:{getattr(node, 'lineno', '?')}: {what}" for what in found]
    assert not wrong, "\n".join(wrong)


def test_no_file_is_too_long() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    wrong = [f"{shown(path)}: {n} lines" for path, n in lengths.items() if n > LONGEST_FILE]
    assert not wrong, "\n".join(wrong)
    assert statistics.median(lengths.values()) <= MEDIAN_FILE


def test_functions_fit_on_a_screen() -> None:
    wrong = [
        f"{shown(path)}:{node.lineno}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not wrong, "\n".join(wrong)


def test_every_module_says_what_it_is() -> None:
    assert not [shown(path) for path, tree in modules().items() if not ast.get_docstring(tree)]


def test_no_paths_of_a_machine_and_no_registries() -> None:
    wrong = []
    for path, text in texts():
        for number, line in enumerate(text.splitlines(), 1):
            wrong += [f"{shown(path)}:{number}: {found[0]}" for found in MACHINE_PATHS.finditer(line)]
            wrong += [f"{shown(path)}:{number}: {found[0]}" for found in REGISTRY_HOSTS.finditer(line)]
    assert not wrong, "\n".join(wrong)


def test_the_lock_pins_every_package_by_hash() -> None:
    for name in ("requirements.lock", "requirements-bench.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", text).strip())
        assert all(re.match(r"[a-z0-9-]+==\S+", entry) and "--hash=sha256:" in entry for entry in entries), name
