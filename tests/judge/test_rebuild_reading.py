"""Files as learners hand them in: every kind of damage is read as far as it goes, and named."""

from __future__ import annotations

import json
import os
from pathlib import Path

import nbformat
import pytest

from nbjudge.rebuild import rebuild
from tests.judge.rebuild_parts import HALVE, MASTER, ROOT, STUB, back, codes, handed_in

ANSWERS = {"halve": HALVE, "root": ROOT}


def as_dict() -> dict:
    return json.loads(nbformat.writes(handed_in()))


def text() -> str:
    return nbformat.writes(handed_in())


def test_a_sound_submission_is_rebuilt_without_a_word(tmp_path: Path) -> None:
    """Both answers stand in their blanks and there is nothing to say."""
    rebuilt = back(tmp_path, handed_in())
    assert rebuilt.answers == ANSWERS
    assert not rebuilt.notes
    assert not rebuilt.missing
    assert rebuilt.file == "small.ipynb"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\0\1\2\xff" * 100, "bad_bytes"),
        (b"Dear teacher, the dog ate it.", "not_a_notebook"),
        (b"[1, 2]", "not_a_notebook"),
        (b'"text"', "not_a_notebook"),
        (b"{", "damaged"),
        (b"{}", "not_a_notebook"),
        (b'{"nbformat": 4, "cells": 7}', "not_a_notebook"),
        (b'{"nbformat": 4, "cells": null}', "not_a_notebook"),
        (b'{"worksheets": [{"cells": 1}, 2]}', "not_a_notebook"),
        (b"PK\3\4 no archive", "zip_without"),
    ],
)
def test_a_file_without_any_cell_leaves_the_stubs_and_says_why(
    tmp_path: Path, content: bytes, code: str
) -> None:
    """Everything is missing, the cells to run are the master's, and one sentence is enough."""
    rebuilt = back(tmp_path, content)
    assert code in codes(rebuilt)
    assert rebuilt.missing == ("halve", "root")
    assert "missing" not in codes(rebuilt)
    assert [cell.kind for cell in rebuilt.cells].count("test") == 2
    assert all(STUB in source for source in rebuilt.answers.values())


def test_no_file_at_all_is_said(tmp_path: Path) -> None:
    """So is a folder that does not exist."""
    assert codes(rebuild(MASTER, tmp_path / "small.ipynb")) == ["missing_file"]
    assert codes(rebuild(MASTER, tmp_path / "no" / "small.ipynb")) == ["missing_file"]


def test_a_directory_or_a_pipe_in_the_files_place_is_not_read(tmp_path: Path) -> None:
    """Nor waited for: opening a pipe without a writer would never return."""
    (tmp_path / "small.ipynb").mkdir()
    assert codes(rebuild(MASTER, tmp_path / "small.ipynb")) == ["not_a_file"]
    (tmp_path / "small.ipynb").rmdir()
    os.mkfifo(tmp_path / "small.ipynb")
    assert codes(rebuild(MASTER, tmp_path / "small.ipynb")) == ["not_a_file"]


@pytest.mark.parametrize("name", ["small.ipynb", "copy.ipynb"])
def test_a_link_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    """Another learner's answers, or the solutions, cannot be handed in by a link to them."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "other.ipynb").write_text(text())
    (tmp_path / "mine" / name).symlink_to(tmp_path / "other.ipynb")
    rebuilt = rebuild(MASTER, tmp_path / "mine" / "small.ipynb")
    assert rebuilt.missing == ("halve", "root")
    assert codes(rebuilt) == [{"small.ipynb": "link"}.get(name, "missing_file")]


def test_links_in_a_circle_are_unreadable(tmp_path: Path) -> None:
    """A file that is a link to itself is a sentence as well."""
    (tmp_path / "small.ipynb").symlink_to("small.ipynb")
    (code,) = codes(rebuild(MASTER, tmp_path / "small.ipynb"))
    assert code in ("unreadable", "link")


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    """It is the learner's own file under another name."""
    (tmp_path / "mine.ipynb").write_text(text())
    (tmp_path / "small.ipynb").symlink_to("mine.ipynb")
    assert rebuild(MASTER, tmp_path / "small.ipynb").answers == ANSWERS


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="permissions are Unix's")
def test_a_file_without_permission_to_read_is_said(tmp_path: Path) -> None:
    """The sentence gives the system's reason."""
    (tmp_path / "small.ipynb").write_text(text())
    (tmp_path / "small.ipynb").chmod(0)
    user = os.geteuid()
    try:
        if user == 0:
            os.seteuid(65534)
        rebuilt = rebuild(MASTER, tmp_path / "small.ipynb")
    finally:
        os.seteuid(user)
    assert codes(rebuilt) == ["unreadable"]
    assert "Permission denied" in rebuilt.notes[0].sentence


@pytest.mark.parametrize(
    ("encoding", "code"),
    [
        ("utf-8-sig", "byte_order_mark"),
        ("utf-16", "encoding"),
        ("utf-16-le", "encoding"),
        ("utf-16-be", "encoding"),
        ("utf-32", "encoding"),
    ],
)
def test_any_unicode_encoding_is_read(tmp_path: Path, encoding: str, code: str) -> None:
    """Korean and emoji in the sources come through."""
    halve = HALVE + "  # 반 🙂"
    data = json.dumps(handed_in(halve=halve), ensure_ascii=False).encode(encoding)
    rebuilt = back(tmp_path, data)
    assert rebuilt.answers == {"halve": halve, "root": ROOT}
    assert codes(rebuilt) == [code]


def test_bytes_that_are_no_text_spoil_only_themselves(tmp_path: Path) -> None:
    """A comment saved as latin-1 costs no answer."""
    data = json.dumps(handed_in(halve=HALVE + "  # é"), ensure_ascii=False).encode("latin-1")
    rebuilt = back(tmp_path, data)
    assert rebuilt.answers == {"halve": HALVE + "  # \ufffd", "root": ROOT}
    assert codes(rebuilt) == ["bad_bytes"]


def test_windows_and_old_mac_line_ends_are_lines(tmp_path: Path) -> None:
    """In the file and in the sources."""
    notebook = handed_in(halve=HALVE.replace("\n", "\r\n"), root=ROOT.replace("\n", "\r"))
    rebuilt = back(tmp_path, json.dumps(notebook, indent=1).replace("\n", "\r\n").encode())
    assert rebuilt.answers == ANSWERS


@pytest.mark.parametrize("version", [2, 3])
def test_old_formats_are_read(tmp_path: Path, version: int) -> None:
    """nbformat's own downgrade to 3, which loses ids, and the same file called format 2."""
    old = nbformat.convert(handed_in(), 3)
    old["nbformat"] = version
    rebuilt = back(tmp_path, json.dumps(old))
    assert rebuilt.answers == ANSWERS
    assert codes(rebuilt) == ["old_format"]


@pytest.mark.parametrize("version", [5, "4", 4.5, None, [4]])
def test_a_format_of_the_future_is_read_as_the_present_one(tmp_path: Path, version: object) -> None:
    """And the unknown number is said, whatever it is."""
    rebuilt = back(tmp_path, {**as_dict(), "nbformat": version, "nbformat_minor": 99})
    assert rebuilt.answers == ANSWERS
    assert codes(rebuilt) == ["unknown_format"]


def test_another_kernels_notebook_is_graded_and_the_language_said(tmp_path: Path) -> None:
    """The submission's kernelspec decides nothing."""
    notebook = as_dict()
    notebook["metadata"] = {"kernelspec": {"language": "R", "name": "ir"}}
    rebuilt = back(tmp_path, notebook)
    assert rebuilt.answers == ANSWERS
    assert codes(rebuilt) == ["language"]


@pytest.mark.parametrize("keep", [0.35, 0.6, 0.75, 0.9])
def test_of_a_truncated_file_the_complete_cells_count(tmp_path: Path, keep: float) -> None:
    """An answer is there whole or not at all."""
    whole = json.dumps(handed_in())
    rebuilt = back(tmp_path, whole[: int(len(whole) * keep)])
    assert "damaged" in codes(rebuilt)
    for name, source in rebuilt.answers.items():
        assert (source == ANSWERS[name]) == (name not in rebuilt.missing)


def test_truncation_behind_the_last_answer_costs_nothing(tmp_path: Path) -> None:
    """Cells before the cut are graded as ever."""
    whole = json.dumps(handed_in())
    rebuilt = back(tmp_path, whole[: whole.index('"test_root"')])
    assert rebuilt.answers == ANSWERS
    assert codes(rebuilt) == ["damaged"]


def test_odd_sources_are_read_or_named(tmp_path: Path) -> None:
    """Lines in lists in lists, null, a missing source, a number: no cell costs another."""
    notebook = as_dict()
    notebook["cells"][2]["source"] = [["def halve(x):\n"], ["    return x / 2"]]
    notebook["cells"].insert(0, {"cell_type": "code"})
    notebook["cells"].insert(0, {"cell_type": "code", "source": None, "metadata": None})
    notebook["cells"].insert(0, {"cell_type": ["code"], "source": 3.5})
    notebook["cells"].insert(0, "a cell")
    rebuilt = back(tmp_path, notebook)
    assert rebuilt.answers == ANSWERS
    assert codes(rebuilt) == ["damaged_cell"] * 3


def test_cells_in_an_object_are_read_by_order(tmp_path: Path) -> None:
    """As a tool that numbers its lists would write them."""
    notebook = as_dict()
    notebook["cells"] = {str(i): cell for i, cell in enumerate(notebook["cells"])}
    assert back(tmp_path, notebook).answers == ANSWERS


def test_repeated_keys_count_as_json_has_it(tmp_path: Path) -> None:
    """The last one."""
    one = json.dumps(handed_in())
    twice = '{"cells": [], ' + one[1:]
    assert back(tmp_path, twice).answers == ANSWERS


def test_nan_infinity_and_stray_escapes_are_no_obstacle(tmp_path: Path) -> None:
    r"""NaN in the metadata, \q and half a surrogate in a source."""
    whole = json.dumps(handed_in(halve=HALVE + "  # ODD"))
    whole = whole.replace('"metadata": {', '"x": [NaN, -Infinity], "metadata": {', 1)
    rebuilt = back(tmp_path, whole.replace("ODD", r"\ud800"))
    assert rebuilt.answers["halve"] == HALVE + "  # \ufffd"
    rebuilt = back(tmp_path, whole.replace("ODD", r"\q").replace('"halve"', '"gone"'))
    assert rebuilt.answers["root"] == ROOT


def test_a_merge_conflict_keeps_the_lines_of_both_sides(tmp_path: Path) -> None:
    """git's marks are no JSON; what stands between them is."""
    whole = json.dumps(handed_in(), indent=1)
    mark = '   "source": "def root'
    conflict = whole.replace(mark, f"<<<<<<< HEAD\n=======\n>>>>>>> theirs\n{mark}")
    rebuilt = back(tmp_path, conflict)
    assert rebuilt.answers == ANSWERS
    assert codes(rebuilt) == ["conflict"]
