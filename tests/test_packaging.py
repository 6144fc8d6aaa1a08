"""The wheel holds all that an installed copy needs: every module, every plan, every table of facts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGES = ("corpus", "index", "search", "api", "ui")
BUILD_INPUTS = ("pyproject.toml", "README.md", "LICENSE", "app_streamlit.py")
LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "*.pyc")


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, so that nothing is left in the work tree and nothing old is picked up from it."""
    source = tmp_path_factory.mktemp("source")
    for package in PACKAGES:
        shutil.copytree(root / package, source / package, ignore=LEFT_BEHIND)
    for name in BUILD_INPUTS:
        shutil.copy(root / name, source / name)
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--wheel-dir", target, source], check=True, capture_output=True, text=True)
    (built,) = target.glob("kehoach-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the wheel into a folder of its own, as an installer does."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def package_files(root: Path) -> Iterator[Path]:
    """Yield every file of the packages, relative to the project."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(root)


def run_installed(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the installed copy only, from a folder that is not the project's."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_every_file_of_the_packages_is_in_the_wheel_unchanged(root: Path, installed: Path) -> None:
    names = list(package_files(root))
    assert [name for name in names if not (installed / name).is_file()] == []
    assert [name for name in names if (installed / name).read_bytes() != (root / name).read_bytes()] == []


def test_the_plans_that_ship_are_there(installed: Path) -> None:
    names = {path.stem for path in (installed / "corpus" / "documents").glob("*.txt")}
    assert names >= {"ben-tre-ptbv", "ben-tre-ttx", "kien-giang-ptbv", "an-giang-ptbv", "dak-nong-ptbv"}


def test_nothing_else_is_in_the_wheel(installed: Path) -> None:
    top = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}
    assert top == {*PACKAGES, "app_streamlit.py"}


def test_the_console_script_and_licence_are_declared(installed: Path) -> None:
    (metadata,) = installed.glob("kehoach-*.dist-info")
    assert "kehoach = api.cli:main" in (metadata / "entry_points.txt").read_text("utf-8")
    text = (metadata / "METADATA").read_text("utf-8")
    assert "License-Expression: Apache-2.0" in text
    assert "Requires-Python:" in text
    assert ">=3.11" in text


def test_an_installed_copy_reads_its_own_plans_from_another_folder(
    installed: Path, documents: Path, tmp_path: Path
) -> None:
    code = (
        "from importlib.resources import files; import corpus; print(corpus.__file__);"
        "print(sum(len(p.read_bytes()) for p in files('corpus').joinpath('documents').iterdir()"
        " if p.name.endswith('.txt')))"
    )
    done = run_installed(installed, tmp_path, "-c", code)
    assert done.returncode == 0, done.stderr
    where, size = done.stdout.splitlines()
    assert Path(where).is_relative_to(installed)
    assert int(size) == sum(path.stat().st_size for path in documents.glob("*.txt"))


def test_the_command_line_of_an_installed_copy_starts_from_another_folder(installed: Path, tmp_path: Path) -> None:
    done = run_installed(installed, tmp_path, "-c", "import sys; sys.argv = ['kehoach', '--help']; "
                         "from api.cli import main; main()")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "ask" in done.stdout
    assert "build" in done.stdout


def requirement_name(requirement: str) -> str:
    """Return a requirement's distribution name in its normal form."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def test_every_dependency_is_pinned(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = {requirement_name(item) for item in [*project["dependencies"], *(r for extra in extras for r in extra)]}
    pins = [
        line for line in (root / "constraints.txt").read_text("utf-8").splitlines() if line[:1] not in ("", "#", " ")
    ]
    assert [pin for pin in pins if not re.match(r"[a-z0-9-]+==[0-9][0-9A-Za-z.]*( ; .+)?$", pin)] == []
    assert wanted - {requirement_name(pin) for pin in pins} == set()


def test_the_pins_name_no_place_and_no_cuda_package(root: Path) -> None:
    text = (root / "constraints.txt").read_text("utf-8")
    assert re.findall(r"(?m)^.*(?:://|--|nvidia|cuda|triton).*$", text) == []
