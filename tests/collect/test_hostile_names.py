"""Names in downloads that lead elsewhere or hide what they are: refused, and the rest is taken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nbjudge.collect.command import Outcome, collect
from tests.collect.downloads import (
    FIRST,
    HONEST,
    assert_only_in_its_place,
    beside,
    raw_name,
    zipped,
)
from tests.collect.downloads import course as make_course

Take = Callable[..., Outcome]

NAMES = {
    "up": "../b_2_11_first.ipynb",
    "up and up": "../../../../../../tmp/b_2_11_first.ipynb",
    "up in the middle": "x/../../b_2_11_first.ipynb",
    "up by backslashes": "..\\..\\b_2_11_first.ipynb",
    "a folder by backslashes": "x\\b_2_11_first.ipynb",
    "absolute": "/tmp/b_2_11_first.ipynb",
    "a share": "\\\\host\\share\\b_2_11_first.ipynb",
    "a drive": "C:/b_2_11_first.ipynb",
    "a drive without a slash": "C:b_2_11_first.ipynb",
    "a line": "b_2_11_fi\nrst.ipynb",
    "an escape": "b_2_11_\x1b[2Jfirst.ipynb",
    "a bell": "b_2_11_\x07.ipynb",
    "delete": "b_2_11_\x7f.ipynb",
    "next line": "b_2_11_\x85.ipynb",
    "right to left": "b_2_11_\u202ebnypi.ipynb",
    "isolated": "b_2_11_\u2067x\u2069.ipynb",
    "too long": "b_2_11_" + 300 * "x" + ".ipynb",
    "too long in bytes": "b_2_11_" + 100 * "한" + ".ipynb",
    "too deep": "b_2_11_x/" + 300 * "ab/" + "first.ipynb",
    "blank": "   ",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_that_no_system_gives(take: Take, course: Path, name: str) -> None:
    """Refused, with its name on one line and a reason; nothing is written under it."""
    outcome = take(beside(name))
    assert outcome.students == ["1"]
    ((path, reason),) = outcome.refused.items()
    assert path.isprintable() and reason
    assert_only_in_its_place(course)


def test_a_name_with_nul(take: Take) -> None:
    """zipfile would cut it there, and take what is before."""
    made = beside("b_2_11_first.ipynbX.png")
    outcome = take(raw_name(made, b"first.ipynbX.png", b"first.ipynb\0.png"))
    assert outcome.students == ["1"] and "control" in next(iter(outcome.refused.values()))


def test_a_name_in_another_encoding(take: Take, course: Path) -> None:
    """UTF-8 that does not say so, as some archivers write it, is read as what it is."""
    made = raw_name(beside("bXXX_2_11_first.ipynb"), b"bXXX_2", "b한_2".encode())
    outcome = take(made)
    assert outcome.students == ["1", "2"]
    assert any(one.path == "b한_2_11_first.ipynb" for one in outcome.taken)


def test_a_name_in_no_encoding(take: Take) -> None:
    """Whatever the bytes are, they stay one learner's."""
    outcome = take(raw_name(beside("bXXX_2_11_first.ipynb"), b"bXXX_2", b"b\xff\xfe\xfd_2"))
    assert "1" in outcome.students
    assert len(outcome.students) + len(outcome.refused) == 2


def test_two_files_of_one_name(take: Take, course: Path) -> None:
    """The first counts, and the second is named."""
    with pytest.warns(UserWarning, match="Duplicate"):
        made = zipped([HONEST, (HONEST[0], b"other")])
    outcome = take(made)
    assert (course / "submitted/1/part1/first.ipynb").read_bytes() == FIRST
    assert list(outcome.refused) == [HONEST[0]]


def test_two_names_that_differ_in_case(take: Take) -> None:
    """On some file systems they are one file."""
    assert len(take(beside(HONEST[0].upper().replace(".IPYNB", ".ipynb"))).refused) == 1


def test_a_file_where_another_needs_a_folder(take: Take) -> None:
    """One of the two can be written, and the other is named."""
    outcome = take(
        zipped([HONEST, ("b_2_11_x.ipynb", FIRST), ("b_2_11_x.ipynb/first.ipynb", FIRST)])
    )
    assert outcome.students == ["1", "2"]
    assert list(outcome.refused) == ["b_2_11_x.ipynb/first.ipynb"]


@pytest.mark.parametrize("learner", ["-rf", "a b", "a\tb", "a\nb", "_x", "...", "x" * 200])
def test_a_folder_that_cannot_be_an_id(course: Path, tmp_path: Path, learner: str) -> None:
    """`submitted/<id>` is a path: what could lead elsewhere, or look like an option, is no id."""
    folder = tmp_path / "folder"
    for place in (folder / "ann", folder / learner):
        place.mkdir(parents=True)
        (place / "first.ipynb").write_bytes(FIRST)
    outcome = collect(course, "folder", folder, "part1")
    assert outcome.students == ["ann"] and len(outcome.refused) == 1
    assert_only_in_its_place(course)


_signs = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
_parts = st.one_of(_signs, st.sampled_from(["..", ".", "", "first", "_1_2_", "~", "con", "C:"]))
_paths = st.one_of(
    st.lists(_parts, min_size=1, max_size=5).map("/".join),
    st.lists(_parts, min_size=1, max_size=4).map(lambda some: "b_2_11_" + "".join(some)),
    st.builds(lambda some: f"{some}_2_assignsubmission_file/first", _signs),
)


@pytest.fixture(scope="module")
def one_course(tmp_path_factory: pytest.TempPathFactory, empty_gradebook: Path) -> Iterator[Path]:
    """A course for many downloads."""
    root = make_course(tmp_path_factory.mktemp("names") / "course")
    (root / "gradebook.db").write_bytes(empty_gradebook.read_bytes())
    yield root


@given(_paths, st.sampled_from(["canvas", "moodle"]), st.sampled_from([".ipynb", ".zip", "", "/"]))
@example("b_2_11_" + "é" * 126, "canvas", ".ipynb")
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_name_stays_in_its_place(one_course: Path, name: str, system: str, suffix: str) -> None:
    """No file outside its folder, no crash, and every file is taken or named."""
    honest = HONEST[0] if system == "canvas" else "Ann_1_assignsubmission_file/first.ipynb"
    path = name + suffix
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr(honest, FIRST)
        if path and path != honest:
            made.writestr(path, FIRST)
    file = one_course.parent / "download.zip"
    file.write_bytes(held.getvalue())
    outcome = collect(one_course, system, file, "part1")
    assert "1" in outcome.students
    assert_only_in_its_place(one_course)
    named = (
        [one.path for one in (*outcome.taken, *outcome.earlier)]
        + list(outcome.refused) + outcome.left
    )  # fmt: skip
    clutter = any(part.startswith("._") for part in path.split("/"))
    folder = path.endswith("/")
    if path and path != honest and not clutter and not folder:
        assert len(named) == 2 + sum(one.count("(again)") for one in named)
    assert all(one.isprintable() for one in outcome.refused)
