"""The bundle is complete: notebooks, one wheel and START pages, and nothing hidden in any."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest

from nbjudge.authoring import masters
from nbjudge.authoring.bundle import make_bundle
from nn_course import unseen
from tests.leak_search import leaks, tree

ROOT = Path(__file__).resolve().parents[1]
MASTERS = list(masters.masters(ROOT / "source"))


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_bundle(ROOT, tmp_path_factory.mktemp("dist"))


def test_the_bundle_holds_nothing(bundle: tuple[Path, Path]) -> None:
    """The folder, the wheel in it included, holds nothing hidden; the zip has the same files."""
    folder, _ = bundle
    assert leaks(tree(folder), MASTERS) == []


def test_the_bundle_is_complete(bundle: tuple[Path, Path]) -> None:
    """Notebooks as they are, one wheel, a page by language that names it, no more; the zip too."""
    folder, archive = bundle
    files = tree(folder)
    lessons = {f"notebooks/{name}": data for name, data in tree(ROOT / "notebooks").items()}
    assert {name: files[name] for name in lessons} == lessons
    pages = {"START.md", "START.ko.md"}
    (wheel,) = set(files) - set(lessons) - pages
    assert re.fullmatch(r"[^/]+\.whl", wheel)
    for page in pages:
        assert f"pip install ./{wheel}" in files[page].decode()
        assert "{" not in files[page].decode()
    with zipfile.ZipFile(archive) as zipped:
        assert {name: zipped.read(f"{folder.name}/{name}") for name in files} == files
        assert len(zipped.namelist()) == len(files)


def test_the_wheel_holds_the_lessons(bundle: tuple[Path, Path]) -> None:
    """As they are in notebooks/, and no other notebook: `python -m nn_course start` copies them."""
    folder, _ = bundle
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        inside = {name: wheel.read(name) for name in wheel.namelist() if name.endswith(".ipynb")}
    lessons = tree(ROOT / "notebooks")
    assert inside == {f"nn_course/notebooks/{name}": data for name, data in lessons.items()}


def test_the_wheel_has_no_tests(bundle: tuple[Path, Path]) -> None:
    """The wheel holds the packages and their data; no test, master, solution or alternative."""
    folder, _ = bundle
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        tops = {name.split("/")[0] for name in wheel.namelist()}
        inside = "\n".join(wheel.namelist())
    assert {top for top in tops if not top.endswith(".dist-info")} == {"nbjudge", "nn_course"}
    unwanted = r"(?m)(^|/)(tests?/|test_)|alternatives|source/|solutions/"
    assert not re.search(unwanted, inside)


def test_nothing_holds_the_digits_that_networks_are_judged_on(bundle: tuple[Path, Path]) -> None:
    """No file of nn_course.unseen is there, and in no array one of its images or all its labels."""
    folder, _ = bundle
    images, labels = unseen.load()
    secret = {one.tobytes() for one in images}
    assert not [name for name in tree(folder) if "unseen" in name]
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        assert not [name for name in wheel.namelist() if "unseen" in name]
        arrays = [name for name in wheel.namelist() if name.endswith((".npz", ".npy"))]
        assert arrays
        for name in arrays:
            with np.load(io.BytesIO(wheel.read(name))) as held:
                for array in held.values():
                    assert labels.tobytes() not in array.tobytes()
                    assert not secret & {one.tobytes() for one in array}


def test_bundling_again_gives_the_same_bytes(bundle: tuple[Path, Path], tmp_path: Path) -> None:
    """The zip depends on the course alone, not on when it was made."""
    _, archive = make_bundle(ROOT, tmp_path)
    assert archive.read_bytes() == bundle[1].read_bytes()
