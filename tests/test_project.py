"""Files that state the same thing twice agree: versions, targets, what git ignores."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONDA_NAMES = {"pytorch": "torch", "msgpack-python": "msgpack"}


def conda_environment() -> list[Any]:
    return yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]


def in_pips_words(spec: str) -> Requirement:
    """The requirement that the conda `spec` states; name=version=build is an exact version."""
    exact = re.fullmatch(r"([\w-]+)=([\w.]+)(=[\w*]+)?", spec)
    requirement = Requirement(f"{exact[1]}=={exact[2]}" if exact else spec)
    requirement.name = CONDA_NAMES.get(requirement.name, requirement.name)
    return requirement


def pip_section() -> list[str]:
    (section,) = [entry["pip"] for entry in conda_environment() if isinstance(entry, dict)]
    return section


def test_conda_and_pip_state_the_same_versions() -> None:
    """Each dependency stands in both files with the same specifier, and none in one alone."""
    conda = [entry for entry in conda_environment() if isinstance(entry, str)]
    stated = [in_pips_words(spec) for spec in [*conda, *pip_section()] if spec != "-e ."]
    in_conda = {r.name: r.specifier for r in stated if r.name not in {"python", "pip"}}
    in_pip = {r.name: r.specifier for r in map(Requirement, PROJECT["dependencies"])}
    assert in_conda == in_pip


def test_condas_python_is_one_the_project_allows() -> None:
    """Binder builds with one version of Python; it has to be in the project's range."""
    (python,) = [
        in_pips_words(spec)
        for spec in conda_environment()
        if isinstance(spec, str) and re.match(r"python\b", spec)
    ]
    (version,) = python.specifier
    assert version.operator == "=="
    assert version.version in SpecifierSet(PROJECT["requires-python"])


def test_conda_installs_the_project_itself_last() -> None:
    """Binder shows the lessons from an environment in which `import nn_course` works."""
    assert pip_section()[-1] == "-e ."


def test_conda_takes_the_build_of_torch_without_cuda() -> None:
    """The default build brings several gigabytes that nobody needs here."""
    assert any(re.match(r"pytorch=[\d.]+=cpu", str(entry)) for entry in conda_environment())


def test_torch_is_pinned() -> None:
    """Its version decides what solutions print."""
    assert "torch==2.13.0" in PROJECT["dependencies"]


def test_dask_is_optional_and_stated_once() -> None:
    """Learners do without it; tests start a cluster, so development installs that extra."""
    extras = PROJECT["optional-dependencies"]
    assert [Requirement(one).name for one in extras["cluster"]] == ["distributed"]
    assert f"{PROJECT['name']}[cluster]" in extras["dev"]
    elsewhere = [*PROJECT["dependencies"], *extras["dev"]]
    assert "distributed" not in {Requirement(one).name for one in elsewhere}


def targets() -> list[str]:
    (phony,) = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    return phony.split()


def test_make_help_lists_every_target() -> None:
    """`make` alone tells all it can do, one line each."""
    command = ["env", "-u", "MAKEFLAGS", "-u", "MAKELEVEL", "make"]  # `make test` may be around us
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert sorted(line.split()[1] for line in done.stdout.splitlines()) == sorted(targets())


@pytest.mark.parametrize("file", ["README.md", "CONTRIBUTING.md"])
def test_the_make_commands_in_the_documentation_exist(file: str) -> None:
    """Every `make target` a reader is told to run is a target."""
    text = (ROOT / file).read_text()
    named = set(re.findall(r"(?:^|`)(?:\w+=\S+ )*make ([a-z]+)", text, re.MULTILINE))
    assert named
    assert named <= set(targets())


def test_the_readme_opens_with_the_two_commands() -> None:
    """Demo and test stand where a reader who stays for a minute sees them."""
    top = "\n".join((ROOT / "README.md").read_text().splitlines()[:30])
    assert "make demo" in top
    assert "make test" in top


def test_ci_runs_make_test_with_a_browser() -> None:
    """Both CIs call the one command, and a run without a browser fails there."""
    here = (ROOT / ".ci" / "run").read_text()
    assert re.search(r"^make test$", here, re.MULTILINE)
    assert "REQUIRE_BROWSER=1" in here
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
    job = workflow["jobs"]["test"]
    commands = [step.get("run", "") for step in job["steps"]]
    assert "make test" in commands
    assert any("pytest --nbval solutions/" in command for command in commands)
    assert job["env"]["REQUIRE_BROWSER"] == "1"
    assert job["strategy"]["matrix"]["os"] == ["ubuntu-latest", "macos-latest"]


@pytest.mark.parametrize(
    "path",
    [
        "work/part1/from_scratch.ipynb",
        "source/part1/from_scratch.ipynb",
        "submitted/ada/part1/from_scratch.ipynb",
        "autograded/ada/part1/from_scratch.ipynb",
        "feedback/ada/part1/from_scratch.html",
        "gradebook.db",
        "gradebook.db-journal",
    ],
)
def test_git_ignores_what_belongs_to_learners_or_is_derived(path: str) -> None:
    """A grade or a learner's notebook cannot be committed by accident."""
    ignored = subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT, check=False)
    assert ignored.returncode == 0


@pytest.mark.parametrize(
    "path",
    [
        "source/part1/from_scratch.py",
        "notebooks/part1/from_scratch.ipynb",
        "solutions/part1/from_scratch.ipynb",
    ],
)
def test_git_keeps_masters_and_what_is_made_of_them(path: str) -> None:
    """A fresh clone has the lesson in all three forms."""
    ignored = subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT, check=False)
    assert ignored.returncode == 1


def test_versions_agree() -> None:
    """The package tells the version it is published under."""
    import nn_course

    assert nn_course.__version__ == PROJECT["version"]
