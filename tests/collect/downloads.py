"""A course of two notebooks, and downloads of it, built in code."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from nbjudge.roster import identifier

BLANKS = {"first": ("one", "two", "three"), "second": ("four", "five")}


def notebook(name: str, answers: str = "pass", *, ids: bool = True) -> bytes:
    """The notebook `name` with `answers` as the body of each blank."""
    cells = []
    for blank in BLANKS[name]:
        cell = new_code_cell(f"def {blank}():\n    {answers}", id=blank)
        if ids:
            cell.metadata["nbgrader"] = {
                "grade_id": blank, "solution": True, "grade": False, "locked": False,
                "schema_version": 3,
            }  # fmt: skip
        cells.append(cell)
    return nbformat.writes(new_notebook(cells=cells)).encode()


def course(root: Path) -> Path:
    """A course directory whose release has `first` in part1 and `second` in part2."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "tiny"\n'
    )
    for part, name in (("part1", "first"), ("part2", "second")):
        file = root / "release" / part / f"{name}.ipynb"
        file.parent.mkdir(parents=True)
        file.write_bytes(notebook(name))
    return root


def zipped(files: Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    """A zip archive of `files`."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return held.getvalue()


FIRST = notebook("first")
HONEST = ("honest_1_10_first.ipynb", FIRST)


def entry(name: str, kind: int = stat.S_IFREG, **more: int) -> zipfile.ZipInfo:
    """What an archive says of a file: its name, and of which kind it is."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (kind | 0o644) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    for field, value in more.items():
        setattr(info, field, value)
    return info


def raw_name(made: bytes, name: bytes, other: bytes) -> bytes:
    """The archive `made` with every `name` written as `other`, of the same length."""
    assert len(name) == len(other) and made.count(name) >= 2
    return made.replace(name, other)


def beside(name: str | zipfile.ZipInfo, content: bytes = FIRST) -> bytes:
    """An archive of an honest file and another."""
    return zipped([HONEST, (name, content)])


def nested(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """An honest file, and somebody else's archive of `files`."""
    return beside("b_2_11_work.zip", zipped(files))


def assert_only_in_its_place(course: Path) -> None:
    """Nothing but submissions of learners in submitted/, and nothing beside the course."""
    allowed = {"nbgrader_config.py", "gradebook.db", "release", "submitted", "downloaded"}
    assert {one.name for one in course.iterdir()} <= allowed
    for file in (course / "submitted").rglob("*"):
        parts = file.relative_to(course / "submitted").parts
        assert identifier(parts[0]) == parts[0]
        assert parts[1:] in ((), ("part1",), ("part1", "first.ipynb"), ("part1", "timestamp.txt"))
        assert not file.is_symlink()
    assert {one.name for one in course.parent.iterdir()} <= {
        "course", "download.zip", "folder", "handed in", "secret", "grades.csv",
    }  # fmt: skip
