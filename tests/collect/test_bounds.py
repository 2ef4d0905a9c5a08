"""What one learner's upload may cost: that learner their work, and the class less than a second."""

from __future__ import annotations

import io
import json
import os
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from nbjudge.collect import archive
from nbjudge.collect.command import Outcome, collect
from nbjudge.collect.errors import CollectError
from nbjudge.rebuild import reading, zips
from nbjudge.rebuild.reading import LARGEST_FILE
from tests.collect.downloads import FIRST, HONEST, beside, entry, nested, raw_name, zipped

Take = Callable[..., Outcome]
MANY = 300_000
SECONDS = 1.0
"""What an upload may add to an intake, of the processor's time."""


def listing(count: int, name: bytes = b"%06d.ipynb") -> bytes:
    """An archive whose directory lists `count` files, and has not one."""
    heads = []
    for number in range(count):
        called = name % number
        fields = (0x02014B50, 20, 20, 0, 0, 0, 0, 0, 0, 0, len(called), 0, 0, 0, 0, 0, 0)
        heads.append(struct.pack("<LHHHHHHLLLHHHHHLL", *fields) + called)
    directory = b"".join(heads)
    least = min(count, 0xFFFF)
    return directory + struct.pack(
        "<LHHHHLLH", 0x06054B50, 0, 0, least, least, len(directory), 0, 0
    )


def seconds(of: Callable[[], object]) -> float:
    began = time.process_time()
    of()
    return time.process_time() - began


@pytest.fixture
def honest(take: Take) -> float:
    """The seconds that an intake of one honest file takes; the first of all takes longer."""
    take([HONEST])
    return seconds(lambda: take([HONEST]))


def test_a_directory_of_300_000_files(take: Take, honest: float) -> None:
    """Refused by its size, before it is read: no time, and no memory."""
    made = beside("b_2_11_work.zip", listing(MANY))
    tracemalloc.start()
    found: list[Outcome] = []
    took = seconds(lambda: found.append(take(made)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took < honest + SECONDS
    assert peak < len(made) + 30 * 2**20
    assert found[0].students == ["1"]
    assert "1,000 files" in found[0].refused["b_2_11_work.zip"]


def test_a_count_that_lies(take: Take) -> None:
    """The size of the directory is what counts: zipfile reads it whole, whatever the count says."""
    made = bytearray(listing(MANY))
    struct.pack_into("<HH", made, len(made) - 14, 1, 1)
    outcome = take(beside("b_2_11_work.zip", bytes(made)))
    assert "1,000 files" in outcome.refused["b_2_11_work.zip"]


def test_the_same_archive_in_place_of_a_notebook(tmp_path: Path) -> None:
    """Grading reads it by the same bounds."""
    file = tmp_path / "first.ipynb"
    file.write_bytes(b"PK\3\4" + listing(MANY))
    assert seconds(lambda: reading.read(file)) < SECONDS
    data, notes = reading.read(file)
    assert data == b"" and [note.code for note in notes] == ["zip_without"]


def test_as_many_files_as_may_be(take: Take) -> None:
    """MOST_FILES are listed, whose directory is as large as it may be; one more is too many."""
    room = zips.LARGEST_DIRECTORY // zips.MOST_FILES - 46
    for count, fine in ((zips.MOST_FILES, True), (zips.MOST_FILES + 1, False)):
        files = [(f"{n:0{room}}", b"") for n in range(count - 1)]
        outcome = take(nested(("first.ipynb", FIRST), *files))
        assert (outcome.students == ["1", "2"]) is fine


def test_a_class_of_more_files_than_may_be(tmp_path: Path, course: Path) -> None:
    """Refused before its directory is read, with what to do."""
    file = tmp_path / "download.zip"
    file.write_bytes(listing(65_000, b"a_%d_1_" + b"x" * 2_000))
    with pytest.raises(CollectError, match="in groups"):
        collect(course, "canvas", file)


@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("inside", [False, True], ids=["outside", "in an archive"])
def test_a_bomb_of_each_kind(take: Take, honest: float, kind: int, inside: bool) -> None:
    """However it is packed, no more is unpacked than half a second's worth."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", kind) as made:
        with made.open("b_2_11_first.ipynb", "w") as file:
            for _ in range(LARGEST_FILE // 2**20 + 1):
                file.write(bytes(2**20))
        made.writestr(HONEST[0], FIRST)
    data = held.getvalue()
    outcome: list[Outcome] = []
    if inside:
        data = beside("b_2_11_work.zip", data)
    took = seconds(lambda: outcome.append(take(data)))
    assert took < honest + 2 * SECONDS
    assert any("unpacks to more than" in why for why in outcome[0].refused.values())
    assert outcome[0].students == ["1"]  # the bomb has used up what the archive may hold


def test_bombs_without_end(take: Take, honest: float) -> None:
    """All of one learner's files together unpack to LARGEST_LEARNER, and others have their own."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("b_2_1_a.ipynb", bytes(LARGEST_FILE))
    bomb = held.getvalue()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as made:
        for number in range(12):
            made.writestr(f"b_2_{number}_w.zip", bomb)
        made.writestr("c_3_20_first.ipynb", FIRST)
    data = held.getvalue()
    outcome: list[Outcome] = []
    took = seconds(lambda: outcome.append(take(data, assignment="part1")))
    assert took < honest + 3 * SECONDS
    assert "3" in outcome[0].students
    assert sum("160 MB" in why for why in outcome[0].refused.values()) >= 9


def test_notebooks_without_end(take: Take, honest: float) -> None:
    """MOST_NOTEBOOKS of a learner are looked at, and the others named."""
    files = [(f"{n}.ipynb", FIRST) for n in range(zips.MOST_FILES)]
    outcome: list[Outcome] = []
    took = seconds(lambda: outcome.append(take(nested(*files))))
    assert took < honest + SECONDS
    assert outcome[0].students == ["1", "2"]
    assert len(outcome[0].earlier) == archive.MOST_NOTEBOOKS - 1
    assert len(outcome[0].refused) == zips.MOST_FILES - archive.MOST_NOTEBOOKS


def test_notebooks_that_take_long_to_parse(take: Take, honest: float) -> None:
    """To see which notebook a file is, none is parsed: as much text as is read takes no second."""
    cells = [{"cell_type": "code", "source": "a=1\n" * 49_000} for _ in range(10)]
    data = json.dumps({"cells": [*json.loads(FIRST)["cells"], *cells]}).encode()
    files = [(f"{number}.ipynb", data) for number in range(5)]
    outcome: list[Outcome] = []
    took = seconds(lambda: outcome.append(take(nested(*files))))
    assert took < honest + 2 * SECONDS
    assert outcome[0].students == ["1", "2"]


def test_archives_without_end(course: Path, tmp_path: Path) -> None:
    """MOST_ARCHIVES of a learner are opened, however many folders they lie in."""
    folder = tmp_path / "folder"
    held = zipped([("x.txt", b"")])
    for number in range(archive.MOST_ARCHIVES + 5):
        place = folder / "eve" / str(number)
        place.mkdir(parents=True)
        (place / "work.zip").write_bytes(held)
    (folder / "ann.ipynb").write_bytes(FIRST)
    outcome = collect(course, "folder", folder)
    assert outcome.students == ["ann"] and len(outcome.refused) == 5


@pytest.mark.parametrize(
    "name",
    ["", "\0", "\0first.ipynb", "/", "//", " ", ".", "..", "\n", "\x7f\x80"],
)
@pytest.mark.parametrize("inside", [False, True], ids=["outside", "in an archive"])
def test_a_member_without_a_name(take: Take, name: str, inside: bool) -> None:
    """Costs nobody else anything."""
    length = max(len(name.encode()), 1)
    placeholder = "Q" * length
    files = [HONEST, (placeholder, FIRST)]
    made = zipped(files)
    made = raw_name(made, placeholder.encode(), name.encode()) if name else emptied(made)
    outcome = take(beside("b_2_11_w.zip", made) if inside else made)
    assert "1" in outcome.students


def emptied(made: bytes) -> bytes:
    """The archive `made` with an empty name in its directory for the file called Q."""
    at = made.rindex(b"PK\1\2")
    head = bytearray(made[at : at + 46])
    struct.pack_into("<H", head, 28, 0)
    end = bytearray(made[made.rindex(b"PK\5\6") :])
    (size,) = struct.unpack_from("<L", end, 12)
    struct.pack_into("<L", end, 12, size - 1)
    return made[:at] + bytes(head) + made[at + 47 : made.rindex(b"PK\5\6")] + bytes(end)


@pytest.mark.parametrize("length", [250, 254, 255])
def test_a_name_of_255_bytes(take: Take, course: Path, length: int) -> None:
    """As long as a name may be: taken, since files are written under numbers."""
    name = "b_2_11_" + "x" * (length - 7)
    long = name[: -len(".ipynb.txt")] + ".ipynb.txt"
    outcome = take([HONEST, (long, FIRST), ("b_3_12_w.zip", zipped([(long, FIRST)]))])
    assert outcome.students == ["1", "2", "3"] and outcome.refused == {}


def test_a_name_in_no_encoding_that_says_it_is_utf8(take: Take) -> None:
    """Refused alone: the names of the others can be read."""
    made = raw_name(beside("é_2_11_first.ipynb"), "é_2".encode(), b"\xff\xfe_2")
    outcome = take(made)
    assert "1" in outcome.students


def test_the_same_name_thousands_of_times(take: Take, honest: float) -> None:
    """Each is named, and the time grows with their number alone."""
    files = [(entry("b_2_11_first.ipynb"), b"") for _ in range(5_000)]
    with pytest.warns(UserWarning, match="Duplicate"):
        made = zipped([HONEST, *files])
    outcome: list[Outcome] = []
    assert seconds(lambda: outcome.append(take(made))) < honest + 2 * SECONDS
    assert len(outcome[0].refused) == 4_999


def test_an_archive_that_holds_itself(take: Take) -> None:
    """Archives in archives are opened once."""
    made = zipped([("first.ipynb", FIRST)])
    for _ in range(5):
        made = zipped([("work.zip", made)])
    outcome = take(beside("b_2_11_work.zip", made))
    assert outcome.students == ["1"]
    assert "archive in an archive" in outcome.refused["b_2_11_work.zip/work.zip"]


@pytest.mark.parametrize("size", [0, 1, 22, 100, 65_557, 300_000])
def test_bytes_that_are_no_archive(take: Take, size: int) -> None:
    """Named; so is one with the end of an archive in it."""
    for end in (b"", b"PK\5\6" + bytes(18), b"PK\6\7" + b"\xff" * 16 + b"PK\5\6" + b"\xff" * 18):
        outcome = take(beside("b_2_11_work.zip", os.urandom(size) + end))
        assert outcome.students == ["1"]
