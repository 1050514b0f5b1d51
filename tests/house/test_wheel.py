"""The wheel holds what the program needs, and works where it is installed by pip alone."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from house.tree import ROOT, SOURCE, tracked

SHIPPED = ("catalogue", "rulebooks", "data")


def run(command: Sequence[str | Path], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command that must succeed, without a hint of where the source is."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with the build tools at hand."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder], ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the wheel; all that it stands on is borrowed, so that no network is needed."""
    home = tmp_path_factory.mktemp("elsewhere") / "env"
    run([sys.executable, "-m", "venv", "--without-pip", home], ROOT)
    paths = {key: sysconfig.get_path(key, vars={"base": str(home), "platbase": str(home)}) for key in ("purelib", "scripts")}
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(paths["purelib"], "borrowed.pth").write_text("\n".join(sorted(borrowed)) + "\n", encoding="utf-8")
    python = Path(paths["scripts"], "python")
    run([sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel], ROOT)
    return Path(paths["scripts"])


def test_wheel_holds_the_package_and_its_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = {f"bonitas/{path.relative_to(SOURCE).as_posix()}" for path in tracked() if SOURCE in path.parents}
    for name in SHIPPED:
        inside = [path for path in tracked() if ROOT / name in path.parents]
        assert inside, name
        expected |= {f"bonitas/_data/{path.relative_to(ROOT).as_posix()}" for path in inside}
    assert held == expected


def test_wheel_says_licence_and_versions(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = archive.read(next(name for name in names if name.endswith(".dist-info/METADATA"))).decode()
    assert "License-Expression: Apache-2.0" in metadata
    assert "Requires-Python: <3.14,>=3.11" in metadata
    assert {"LICENSE", "NOTICE"} <= {name.rpartition("/")[2] for name in names if "/licenses/" in name}


def test_wheel_works_elsewhere(installed: Path, tmp_path: Path) -> None:
    home = run([installed / "python", "-c", "import bonitas; print(bonitas.__file__)"], tmp_path).stdout
    assert Path(home.strip()).is_relative_to(installed.parent)
    systems = run([installed / "bonitas", "systems"], tmp_path).stdout
    assert "de-schufa-2026" in systems
    assert "nothing is wrong" in run([installed / "bonitas", "check", "de-schufa-2026"], tmp_path).stdout
