"""The wrong Python, or a missing package: one sentence, and the command that helps."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from nn_course import environment
from tests import bare, kernels

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Read by a Python that cannot run the course, before it is told so.
FOR_ANY_PYTHON = (
    *("__init__.py", "environment.py", "sentences.py", "language.py", "columns.py"),
    "../nbjudge/language.py",
)


@pytest.fixture(scope="module")
def without_torch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with the course but without torch."""
    return bare.python(tmp_path_factory.mktemp("bare") / "my env", without=("torch",))


def run(python: Path | str, *arguments: str, folder: Path = ROOT) -> tuple[int, str]:
    """Exit status and all that this Python prints, called in `folder`."""
    done = subprocess.run(
        [str(python), *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT)))},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip()


@pytest.mark.parametrize("name", FOR_ANY_PYTHON)
def test_an_old_python_understands_what_it_is_told(name: str) -> None:
    """The files that are read before the sentence are Python 3.8."""
    source = (ROOT / "nn_course" / name).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))


def test_the_sentence_comes_before_any_other_module_of_the_course() -> None:
    """Whatever nn_course imports first would be read by that Python as well."""
    tree = ast.parse((ROOT / "nn_course" / "__init__.py").read_text(encoding="utf-8"))
    statements = [ast.unparse(one) for one in tree.body[1:]]
    assert statements[:2] == ["from nn_course.environment import insist", "insist()"]


@pytest.mark.parametrize("version", [(3, 10, 4), (3, 14, 0)], ids=["too old", "too new"])
def test_the_wrong_python_is_named_with_the_command_for_a_right_one(
    version: tuple[int, int, int], tmp_path: Path
) -> None:
    """`python -m nn_course` prints that alone, whatever else might be missing."""
    (tmp_path / "sitecustomize.py").write_text(f"import sys; sys.version_info = {version}")
    status, said = run(sys.executable, "-m", "nn_course", folder=tmp_path)
    shown = ".".join(map(str, version))
    assert status == 1
    first, command, _ = said.splitlines()
    assert first.startswith("The course needs Python 3.11, 3.12 or 3.13, but this is Python ")
    assert f"this is Python {shown} ({sys.executable}). Install Python 3.13" in first
    assert command == "    python3.13 -m venv .venv"


def test_a_missing_package_is_named_with_the_command_that_installs_it(without_torch: Path) -> None:
    """`python -m nn_course` prints what is missing, and the pip of this very Python."""
    status, said = run(without_torch, "-m", "nn_course")
    assert status == 1
    assert said.splitlines() == [
        "The course needs torch 2.6 or newer, but this Python has no torch. Run this, restart the "
        "kernel if this is a notebook, and try again:",
        f'    "{without_torch}" -m pip install --upgrade torch==2.13.0',
    ]


def test_a_notebook_shows_the_sentence_alone(without_torch: Path, tmp_path: Path) -> None:
    """In a real kernel: no traceback, and the magic that reaches this kernel's own pip."""
    with kernels.of(without_torch, tmp_path) as kernel:
        *sentence, command = kernel.run("from nn_course import load_mnist, plots").splitlines()
    said = " ".join(sentence)
    assert said.startswith("The course needs torch 2.6 or newer, but this Python has no torch. Run")
    assert max(map(len, sentence)) <= 88
    assert command == "    %pip install --upgrade torch==2.13.0"


def test_a_package_that_is_far_too_old_is_named_with_its_version(tmp_path: Path) -> None:
    """Found by what is installed, without importing it."""
    (tmp_path / "matplotlib").mkdir()
    (tmp_path / "matplotlib" / "__init__.py").write_text("raise SystemExit('imported')")
    (tmp_path / "matplotlib-3.5.1.dist-info").mkdir()
    (tmp_path / "matplotlib-3.5.1.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: matplotlib\nVersion: 3.5.1\n"
    )
    _, said = run(sys.executable, "-c", "import nn_course", folder=tmp_path)
    assert (
        "nn_course.environment.Unfit: The course needs matplotlib 3.10 or newer, "
        "but this Python has matplotlib 3.5.1. Run"
    ) in said
    assert said.endswith(f"{sys.executable} -m pip install --upgrade matplotlib")


def test_a_file_of_the_learners_own_that_hides_a_package_is_named(tmp_path: Path) -> None:
    """A notebook's folder comes first on the path: a torch.py there is imported as torch."""
    (tmp_path / "torch.py").write_text("")
    _, said = run(sys.executable, "-c", "import nn_course", folder=tmp_path)
    assert f"The file {tmp_path / 'torch.py'} has the name of the package torch" in said


def test_a_folder_of_that_name_is_not_the_package(without_torch: Path, tmp_path: Path) -> None:
    """It hides nothing where torch is, and stands for nothing where torch is not."""
    (tmp_path / "torch").mkdir()
    assert run(sys.executable, "-c", "import nn_course", folder=tmp_path) == (0, "")
    _, said = run(without_torch, "-m", "nn_course", folder=tmp_path)
    assert "but this Python has no torch." in said


def test_nothing_is_imported_to_find_out() -> None:
    """The question costs milliseconds: it imports no package that it asks for."""
    ask = (
        "import sys, nn_course.environment as e;"
        "print(sorted(set(e._PACKAGES) & set(sys.modules) - {'numpy'}))"
    )
    assert run(sys.executable, "-c", ask) == (0, "[]")


def test_what_is_asked_for_is_what_the_project_declares() -> None:
    """Pythons and the exact torch as in pyproject.toml, nothing newer than its other bounds."""
    oldest, newest = environment._PYTHONS
    wanted = f">={oldest[0]}.{oldest[1]},<{newest[0]}.{newest[1] + 1}"
    assert PROJECT["requires-python"] == wanted
    declared = {
        re.match(r"[\w-]+", one)[0]: one  # type: ignore[index]
        for one in PROJECT["dependencies"]
    }
    for package, (requirement, oldest) in environment._PACKAGES.items():
        if "==" in requirement:
            assert declared[package] == requirement
        lowest = re.search(r"[=>]=(\d+)\.(\d+)", declared[package])
        assert lowest is not None and oldest <= (int(lowest[1]), int(lowest[2]))
