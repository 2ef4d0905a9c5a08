"""What comes of a download that is as it should be."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.apps import ZipCollectApp
from nbgrader.coursedir import CourseDirectory
from typer.testing import CliRunner

from nbjudge.authoring.course import load_config
from nbjudge.cli import app
from nbjudge.collect import CanvasCollector, SafeExtractor
from nbjudge.collect.command import Outcome, collect
from nbjudge.collect.errors import CollectError
from tests.collect.downloads import notebook, zipped

FIRST = notebook("first")
Take = Callable[..., Outcome]


def submitted(course: Path, student: str, name: str = "first") -> bytes:
    """What lies in submitted/ for `student`."""
    return (course / "submitted" / student / "part1" / f"{name}.ipynb").read_bytes()


def test_canvas_names_are_understood(take: Take, course: Path) -> None:
    """User ids become the learners' ids; LATE is noticed; the assignment is found by content."""
    outcome = take(
        [
            ("doejane_1234_55501_first.ipynb", FIRST),
            ("leekim_LATE_1235_55502_first.ipynb", FIRST),
            ("o_brien_1236_55503_first.ipynb", FIRST),
            ("김민준_1237_55504_first.ipynb", FIRST),
            ("anon_a1B2c_55505_first.ipynb", FIRST),
        ]
    )
    assert outcome.assignment == "part1" and outcome.refused == {}
    assert outcome.students == ["1234", "1235", "1236", "1237", "anon_a1B2c"]
    assert [one.student_id for one in outcome.taken if one.late] == ["1235"]
    assert submitted(course, "1237") == FIRST


def test_a_file_cannot_be_named_into_somebody_elses_place(take: Take, course: Path) -> None:
    """What Canvas writes comes first; what the learner called the file comes last."""
    mine = notebook("first", "return 1")
    take([("a_1_10_first.ipynb", FIRST), ("b_2_11_a_1_99_first.ipynb", mine)])
    assert submitted(course, "1") == FIRST
    assert submitted(course, "2") == mine


def test_moodle_names_are_understood(take: Take, course: Path) -> None:
    """With folders, as older versions had them, and without folders."""
    outcome = take(
        [
            ("Jane Doe_1001_assignsubmission_file/first.ipynb", FIRST),
            ("Kim Lee_1002_assignsubmission_file_/first.ipynb", FIRST),
            ("Ana María_1003_assignsubmission_file_first.ipynb", FIRST),
            ("Participant_1004_assignsubmission_file/work/first.ipynb", FIRST),
            ("Jane Doe_1001_assignsubmission_onlinetext/onlinetext.html", b"<p>hello</p>"),
        ],
        system="moodle",
    )
    assert outcome.students == ["1001", "1002", "1003", "1004"]
    assert outcome.refused == {}
    assert outcome.left == ["Jane Doe_1001_assignsubmission_onlinetext/onlinetext.html"]


def test_a_folder_is_understood(course: Path, tmp_path: Path) -> None:
    """A folder, a notebook or an archive for each learner."""
    folder = tmp_path / "handed in"
    (folder / "ann" / "deep").mkdir(parents=True)
    (folder / "ann" / "deep" / "first.ipynb").write_bytes(FIRST)
    (folder / "bob.ipynb").write_bytes(FIRST)
    (folder / "cho.zip").write_bytes(zipped([("first.ipynb", FIRST)]))
    (folder / "notes.txt").write_text("of the teacher")
    outcome = collect(course, "folder", folder)
    assert outcome.students == ["ann", "bob", "cho"]
    assert outcome.left == ["notes.txt"]


def test_a_download_zipped_again_with_a_folder_around(take: Take) -> None:
    """And with what macOS adds to archives, which nobody needs to hear of."""
    outcome = take(
        [
            ("part 1 submissions/doejane_1234_55501_first.ipynb", FIRST),
            ("__MACOSX/part 1 submissions/._doejane_1234_55501_first.ipynb", b"\0"),
        ]
    )
    assert outcome.students == ["1234"] and outcome.refused == {} and outcome.left == []


def test_the_latest_attempt_counts_and_the_earlier_are_kept(take: Take, course: Path) -> None:
    """By Canvas's number of the attempt, then by the number of the upload."""
    old, new, newest = (notebook("first", f"return {n}") for n in (1, 2, 3))
    outcome = take(
        [
            ("doejane_1_900_first-2.ipynb", newest),
            ("doejane_1_901_first.ipynb", old),
            ("doejane_1_899_first-1.ipynb", new),
            ("leekim_2_902_first.ipynb", old),
            ("leekim_2_1000_first.ipynb", new),
        ]
    )
    assert submitted(course, "1") == newest
    assert submitted(course, "2") == new
    kept = {file.name: file.read_bytes() for file in course.glob("downloaded/part1/earlier/*/*/*")}
    assert kept == {
        "doejane_1_901_first.ipynb": old,
        "doejane_1_899_first-1.ipynb": new,
        "leekim_2_902_first.ipynb": old,
    }
    assert len(outcome.earlier) == 3


def test_what_was_handed_in_before_is_kept(take: Take, course: Path) -> None:
    """A second download replaces what changed, and touches nothing else."""
    old, new = notebook("first", "return 1"), notebook("first", "return 2")
    take([("a_1_10_first.ipynb", old), ("b_2_11_first.ipynb", old)])
    before = (course / "submitted/2/part1/first.ipynb").stat().st_mtime_ns
    outcome = take([("a_1_12_first.ipynb", new), ("b_2_11_first.ipynb", old)])
    assert outcome.replaced == ["1"] and outcome.unchanged == ["2"]
    assert submitted(course, "1") == new
    assert (course / "submitted/2/part1/first.ipynb").stat().st_mtime_ns == before
    (kept,) = course.glob("downloaded/part1/earlier/*/1/submitted/first.ipynb")
    assert kept.read_bytes() == old


@pytest.mark.parametrize(
    "called", ["homework.ipynb", "first (1).ipynb", "FIRST.IPYNB.txt", "second.ipynb"]
)
def test_renamed_notebooks_are_known_by_their_content(
    take: Take, course: Path, called: str
) -> None:
    """Whatever they are called, by their cells' ids."""
    take([(f"a_1_10_{called}", FIRST)], assignment="part1")
    assert submitted(course, "1") == FIRST


def test_a_notebook_without_ids_is_known_by_what_it_defines(take: Take, course: Path) -> None:
    """An editor may have lost the metadata."""
    bare = notebook("first", ids=False).replace(b'"id": "', b'"id": "lost-')
    take([("a_1_10_mine.ipynb", bare)])
    assert submitted(course, "1") == bare


def test_a_damaged_file_is_known_by_its_name(take: Take, course: Path) -> None:
    """What can be read of it is for grading to find out."""
    outcome = take(
        [("a_1_10_first.ipynb", b'{"cells": [{"cell'), ("b_2_11_x.ipynb", b"gone")],
        assignment="part1",
    )
    assert submitted(course, "1") == b'{"cells": [{"cell'
    assert submitted(course, "2") == b"gone"
    assert [one.note for one in outcome.taken if one.student_id == "2"] != [""]


def test_another_assignments_notebook_is_refused_by_name(take: Take) -> None:
    """Its learner has handed in the wrong file, and should hear of it."""
    outcome = take(
        [("a_1_10_first.ipynb", FIRST), ("a_1_11_second.ipynb", notebook("second"))],
        assignment="part1",
    )
    assert outcome.students == ["1"]
    assert list(outcome.refused) == ["a_1_11_second.ipynb"]


def test_several_files_of_a_learner_in_an_archive(take: Take, course: Path) -> None:
    """The notebook is found among them; what is none is left out and named."""
    inner = zipped([("work/first.ipynb", FIRST), ("work/notes.md", b"# notes"), ("x.png", b"x")])
    outcome = take([("a_1_10_all.zip", inner)])
    assert submitted(course, "1") == FIRST
    assert outcome.left == ["a_1_10_all.zip/work/notes.md", "a_1_10_all.zip/x.png"]


def test_each_file_stands_in_the_record(take: Take, course: Path) -> None:
    """A CSV beside the download says of each what became of it, and why."""
    outcome = take(
        [
            ("a_1_10_first.ipynb", FIRST),
            ("a_1_9_first.ipynb", FIRST),
            ("a_1_11_notes.txt", b"x"),
            ("../b_2_12_first.ipynb", FIRST),
        ]
    )
    with outcome.record.open(encoding="utf-8", newline="") as file:
        rows = {row["file"]: row for row in csv.DictReader(file)}
    became = {name: row["what became of it"] for name, row in rows.items()}
    assert became == {
        "a_1_10_first.ipynb": "taken",
        "a_1_9_first.ipynb": "earlier",
        "a_1_11_notes.txt": "left out",
        "../b_2_12_first.ipynb": "refused",
    }
    assert rows["../b_2_12_first.ipynb"]["why"]


@pytest.mark.parametrize(
    ("files", "options", "said"),
    [
        ([("a_1_10_first.ipynb", FIRST)], {"assignment": "part9"}, "part1, part2"),
        ([("a_1_10_x.ipynb", b"?"), ("b_2_11_y.ipynb", b"?")], {}, "--assignment"),
        (
            [("a_1_10_first.ipynb", FIRST), ("a_1_11_second.ipynb", notebook("second"))],
            {},
            "part1, part2",
        ),
        ([("first.ipynb", FIRST)], {}, "named as Canvas"),
        (b"no archive", {}, "cannot be read as a zip"),
    ],
)
def test_nothing_is_taken_where_it_is_not_clear_what(
    take: Take, course: Path, files: object, options: dict[str, str], said: str
) -> None:
    """A sentence says what to do, and submitted/ is as it was."""
    with pytest.raises(CollectError, match=said):
        take(files, **options)
    assert not (course / "submitted").exists()
    assert not list(course.glob("downloaded/.incoming"))


def test_the_command_says_what_happened(course: Path, tmp_path: Path) -> None:
    """In sentences; a download that cannot be read ends with status 1."""
    file = tmp_path / "download.zip"
    file.write_bytes(zipped([("a_1_10_first.ipynb", FIRST), ("a_1_11_notes.txt", b"x")]))
    run = CliRunner().invoke(app, ["collect", "canvas", str(file), "--root", str(course)])
    assert run.exit_code == 0, run.output
    assert "1 learners' submissions to part1 are in submitted/." in run.output
    assert "1 files are no notebooks" in run.output
    run = CliRunner().invoke(app, ["collect", "moodle", str(course), "--root", str(course)])
    assert run.exit_code == 1 and "it is a folder" in run.output


def test_nbgraders_own_command_uses_the_plugins(course: Path, tmp_path: Path) -> None:
    """`nbgrader zip_collect` with the extractor and a collector named."""
    archives = course / "downloaded/part1/archive"
    archives.mkdir(parents=True)
    (archives / "one.zip").write_bytes(
        zipped([("a_1_10_first.ipynb", FIRST), ("../../../b_2_11_first.ipynb", FIRST)])
    )
    config = load_config(course)
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.assignment_id = "part1"
    command = ZipCollectApp(config=config)
    command.coursedir = CourseDirectory(config=config)
    command.extractor_plugin, command.collector_plugin = SafeExtractor, CanvasCollector
    command.init_plugins()
    command.extract_archive_files()
    command.process_extracted_files()
    assert submitted(course, "1") == FIRST
    assert not (course / "submitted/2").exists()
