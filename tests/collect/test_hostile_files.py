"""What is no file, or too large, in a download: refused by name, and the rest is taken."""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from nbjudge.collect import archive
from nbjudge.collect.command import Outcome, collect
from nbjudge.collect.errors import CollectError
from tests.collect.downloads import (
    FIRST,
    HONEST,
    assert_only_in_its_place,
    beside,
    entry,
    nested,
    zipped,
)

Take = Callable[..., Outcome]

KINDS = {
    "link": stat.S_IFLNK,
    "device": stat.S_IFCHR,
    "disk": stat.S_IFBLK,
    "pipe": stat.S_IFIFO,
    "socket": stat.S_IFSOCK,
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
@pytest.mark.parametrize("inside", [False, True], ids=["outside", "in an archive"])
def test_what_is_no_file(take: Take, course: Path, kind: int, inside: bool) -> None:
    """A link above all: it would be read later, wherever it leads."""
    if inside:
        outcome = take(nested((entry("first.ipynb", kind), b"/etc/passwd")))
    else:
        outcome = take(beside(entry("b_2_11_first.ipynb", kind), b"/etc/passwd"))
    assert outcome.students == ["1"] and len(outcome.refused) == 1
    assert_only_in_its_place(course)


def test_a_folder_of_links(course: Path, tmp_path: Path) -> None:
    """Links in a folder on disk, to a file and to a folder, and a pipe nobody writes to."""
    folder, secret = tmp_path / "handed in", tmp_path / "secret"
    (folder / "ann").mkdir(parents=True)
    secret.mkdir()
    (secret / "first.ipynb").write_bytes(FIRST)
    (folder / "ann" / "first.ipynb").symlink_to(secret / "first.ipynb")
    (folder / "bob").symlink_to(secret)
    (folder / "cho.ipynb").symlink_to(secret / "first.ipynb")
    (folder / "dee").mkdir()
    os.mkfifo(folder / "dee" / "first.ipynb")
    (folder / "eva.ipynb").write_bytes(FIRST)
    outcome = collect(course, "folder", folder)
    assert outcome.students == ["eva"]
    assert sorted(outcome.refused) == ["ann/first.ipynb", "bob", "cho.ipynb", "dee/first.ipynb"]


def test_a_notebook_that_is_a_folder(take: Take) -> None:
    """A folder has no content; what is in it may be a notebook."""
    outcome = take(zipped([HONEST, ("b_2_11_first.ipynb/", b"")]))
    assert outcome.students == ["1"]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test can reach in no time."""
    monkeypatch.setattr("nbjudge.collect.extractor.LARGEST_FILE", 2**20)
    monkeypatch.setattr(archive, "LARGEST_NESTED", 2 * 2**20)
    monkeypatch.setattr(archive, "MOST_NESTED", 50)
    monkeypatch.setattr(archive, "MOST_LISTED", 100)


def test_a_bomb(take: Take, course: Path, small: None) -> None:
    """Some kilobytes that unpack to gigabytes: no more than the limit is ever written."""
    outcome = take(beside("b_2_11_first.ipynb", b"\0" * (3 * 2**20)))
    assert outcome.students == ["1"] and "more than" in outcome.refused["b_2_11_first.ipynb"]
    assert sum(one.stat().st_size for one in course.rglob("*.ipynb")) < 2**20


def test_a_bomb_that_lies_about_its_size(take: Take, small: None) -> None:
    """The size that an archive states is not believed."""
    made = bytearray(beside("b_2_11_first.ipynb", b"\0" * (3 * 2**20)))
    size = struct.pack("<L", 3 * 2**20)
    assert bytes(made).count(size) == 2
    outcome = take(bytes(made).replace(size, struct.pack("<L", 10)))
    assert outcome.students == ["1"] and len(outcome.refused) == 1


def test_a_bomb_in_an_archive(take: Take, small: None) -> None:
    """The archive within is small, and what it holds is not."""
    outcome = take(nested(("first.ipynb", b"\0" * (3 * 2**20))))
    assert outcome.students == ["1"] and len(outcome.refused) == 1


def test_a_bomb_of_many_pieces(take: Take, small: None) -> None:
    """Each small enough, all together not."""
    outcome = take(nested(*((f"{n}.ipynb", b"\0" * 2**20) for n in range(5))), assignment="part1")
    assert outcome.students == ["1"]
    assert sum("has reached" in reason for reason in outcome.refused.values()) == 3


def test_an_archive_that_is_a_bomb_itself(take: Take, small: None) -> None:
    """Not even unpacked to be looked into."""
    big = zipped([("first.ipynb", os.urandom(2 * 2**20))])
    outcome = take(beside("b_2_11_work.zip", big))
    assert "more than" in outcome.refused["b_2_11_work.zip"]


def test_an_archive_in_an_archive_in_an_archive(take: Take) -> None:
    """One archive is what a learner hands in; its archives are not opened."""
    inner = zipped([("first.ipynb", FIRST)])
    outcome = take(nested(("inner.zip", inner)))
    assert list(outcome.refused) == ["b_2_11_work.zip/inner.zip"]


def test_overlapping_entries(take: Take, small: None) -> None:
    """Many names for the same bytes: each counts for itself."""
    made = bytearray(zipped([("first.ipynb", b"\0" * 2**20)]))
    directory = made[made.rindex(b"PK\1\2") : made.rindex(b"PK\5\6")]
    copies = b"".join(
        bytes(directory).replace(b"first.ipynb", b"%05d.ipynb" % n) for n in range(20)
    )
    start = made.rindex(b"PK\1\2")
    end = struct.pack("<LHHHHLLH", 0x06054B50, 0, 0, 20, 20, len(copies), start, 0)
    outcome = take(beside("b_2_11_work.zip", bytes(made[:start]) + copies + end))
    assert outcome.students == ["1"] and outcome.refused


def test_ten_thousand_files_of_a_learner(take: Take, small: None) -> None:
    """Refused as a whole, before a single one is unpacked."""
    outcome = take(nested(*((f"{n}.txt", b"") for n in range(60))))
    assert list(outcome.refused) == ["b_2_11_work.zip"]
    assert "50 files" in outcome.refused["b_2_11_work.zip"]


def test_too_many_files_in_a_download(take: Take, small: None) -> None:
    """The whole class is refused, with what to do."""
    with pytest.raises(CollectError, match="in groups"):
        take(zipped([(f"a_{n}_{n}_first.ipynb", b"") for n in range(101)]))


def test_ten_thousand_files_in_a_download(take: Take, course: Path) -> None:
    """A large class is no attack: they are looked at, and what is theirs is taken."""
    outcome = take(zipped([HONEST, *((f"x_{n}_{n}_notes.txt", b"") for n in range(2, 10_000))]))
    assert outcome.students == ["1"] and len(outcome.left) == 9_998
