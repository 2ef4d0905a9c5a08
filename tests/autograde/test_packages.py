"""What tells one state of a package from another does not depend on the process that asks."""

from __future__ import annotations

import importlib
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from nbjudge.autograde import packages
from nbjudge.autograde.packages import code_of, named_in
from nbjudge.autograde.seeds import digest_of_settings
from nbjudge.settings import Settings


@pytest.fixture
def growing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a package that adds a folder to its path when it is imported."""
    name, more = "a_package_that_grows", tmp_path / "more"
    more.mkdir()
    (more / "added.py").write_text("added = True\n")
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text(f"__path__.append({str(more)!r})\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield name
    sys.modules.pop(name, None)


def test_imported_or_not(growing: str) -> None:
    """A package that looks in more folders once it is imported, as tensorflow does, has one digest.

    Else a class would be graded again by a process that happens to have imported it.
    """
    before = code_of.__wrapped__(growing)
    assert importlib.import_module(f"{growing}.added").added
    assert code_of.__wrapped__(growing) == before


def test_changed(growing: str, tmp_path: Path) -> None:
    """Another source is another digest, and the old one comes back with the old source."""
    source = tmp_path / growing / "more.py"
    source.write_text("limit = 1\n")
    first = code_of.__wrapped__(growing)
    source.write_text("limit = 2\n")
    assert code_of.__wrapped__(growing) != first
    source.write_text("limit = 1\n")
    assert code_of.__wrapped__(growing) == first


def test_not_there() -> None:
    """A package that is not installed has a digest: hiding it from submissions is no error."""
    assert code_of.__wrapped__("no_package_of_this_name")


def test_hidden_as_a_whole() -> None:
    """It is known by its version: to read all of tensorflow's sources takes a quarter of a second.

    What is not there is said to be absent, not known by the code of nothing.
    """
    named = named_in(Settings(hidden=("numpy", "no_package_of_this_name", "/etc/passwd")))
    assert named.pop("nbjudge").startswith("of code ")
    assert named == {
        "no_package_of_this_name": packages.ABSENT,
        "numpy": importlib.import_module("numpy").__version__,
    }


def test_a_part_is_hidden_or_it_is_put_inside() -> None:
    """A course's own package is known by its code, whatever version it says it has."""
    named = named_in(Settings(hidden=("numpy.linalg", "torch"), packages=("torch",)))
    assert all(named[name].startswith("of code ") for name in ("nbjudge", "numpy", "torch"))


def test_a_module_of_the_course(growing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is not installed is known by its code, though a distribution may have its name."""
    monkeypatch.setattr(packages, "version_of", lambda name: "1.0")
    assert named_in(Settings(hidden=(growing,)))[growing].startswith("of code ")


def test_installed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other files under the same version are another digest."""
    name = "a_reference_solution"
    monkeypatch.setattr(sysconfig, "get_path", lambda kind: str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / f"{name}.py").write_text("answer = 42\n")
    about = tmp_path / f"{name}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    settings, own, digests = Settings(hidden=(name,)), Settings(packages=(name,)), []
    same = digest_of_settings(own)
    for digest in ("sha256=one", "sha256=other", "sha256=one"):
        (about / "RECORD").write_text(f"{name}.py,{digest},12\n")
        digests.append(digest_of_settings(settings))
        assert digest_of_settings(own) == same, "its code tells, however often it is installed"
    assert named_in(settings)[name] == "1.0"
    assert digests[0] != digests[1] and digests[0] == digests[2]
