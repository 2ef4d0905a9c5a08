"""Downloads that are damaged, as a whole or in part: said by name, and the rest is taken."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from nbjudge.collect.command import Outcome
from nbjudge.collect.errors import CollectError
from tests.collect.downloads import (
    FIRST,
    HONEST,
    beside,
    entry,
    nested,
    zipped,
)

Take = Callable[..., Outcome]


def test_a_file_with_a_wrong_checksum(take: Take) -> None:
    """What was unpacked of it is thrown away."""
    made = zipped([HONEST, (entry("b_2_11_first.ipynb", compress_type=zipfile.ZIP_STORED), FIRST)])
    outcome = take(made.replace(FIRST, FIRST[:-20] + b"x" + FIRST[-19:]))
    assert outcome.students == ["1"] and "CRC" in outcome.refused["b_2_11_first.ipynb"]


def test_a_file_whose_data_is_noise(take: Take) -> None:
    """It says that it is compressed, and is not."""
    stored = entry("b_2_11_first.ipynb", compress_type=zipfile.ZIP_STORED)
    made = bytearray(zipped([HONEST, (stored, os.urandom(1000))]))
    for mark, place in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        at = made.rindex(mark) + place
        made[at : at + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
    outcome = take(bytes(made))
    assert outcome.students == ["1"] and "damaged" in outcome.refused["b_2_11_first.ipynb"]


def test_a_file_compressed_in_an_unknown_way(take: Take) -> None:
    """Named, and not guessed."""
    made = bytearray(beside("b_2_11_first.ipynb"))
    for mark, place in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        at = made.rindex(mark) + place
        made[at : at + 2] = struct.pack("<H", 97)
    outcome = take(bytes(made))
    assert "compressed" in outcome.refused["b_2_11_first.ipynb"]


def test_an_encrypted_file(take: Take) -> None:
    """Nobody is asked for a password."""
    made = bytearray(beside("b_2_11_first.ipynb"))
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = made.rindex(mark) + place
        made[at] |= 1
    assert "encrypted" in take(bytes(made)).refused["b_2_11_first.ipynb"]


def test_a_file_that_lies_elsewhere_than_it_says(take: Take) -> None:
    """The list points outside of the archive."""
    made = bytearray(beside("b_2_11_first.ipynb"))
    at = made.rindex(b"PK\1\2") + 42
    made[at : at + 4] = struct.pack("<L", len(made) - 10)
    outcome = take(bytes(made))
    assert outcome.students == ["1"] and "damaged" in outcome.refused["b_2_11_first.ipynb"]


def test_two_names_for_one_file(take: Take) -> None:
    """The list says another name than stands before the data."""
    made = beside("b_2_11_first.ipynb")
    at = made.rindex(b"b_2_11")
    outcome = take(made[:at] + b"b_3_11" + made[at + 6 :])
    assert outcome.students == ["1"] and len(outcome.refused) == 1


WHOLE = zipped([HONEST, ("b_2_11_first.ipynb", FIRST)])
BROKEN = {
    "empty": b"",
    "text": b"hello",
    "a notebook": FIRST,
    "cut off": WHOLE[: len(WHOLE) // 2],
    "without its end": WHOLE[:-10],
    "only its end": WHOLE[-22:],
    "its list is noise": WHOLE[:-90] + os.urandom(60) + WHOLE[-30:],
    "several disks": WHOLE[:-18] + b"\1\0" + WHOLE[-16:],
    "tar": b"ustar" * 200,
    "gzip": b"\x1f\x8b\x08\0" + b"\0" * 50,
    "rar": b"Rar!\x1a\7\0" + b"\0" * 50,
    "7z": b"7z\xbc\xaf\x27\x1c" + b"\0" * 50,
}


@pytest.mark.parametrize("made", BROKEN.values(), ids=BROKEN.keys())
def test_a_download_that_cannot_be_read(take: Take, course: Path, made: bytes) -> None:
    """One sentence, and nothing of the course has changed."""
    try:
        outcome = take(made, assignment="part1")
    except CollectError as error:
        assert "\n" not in str(error)
        assert not (course / "submitted").exists()
    else:  # parts of the list could be read
        assert outcome.refused or outcome.students == ["1", "2"]


@pytest.mark.parametrize("made", BROKEN.values(), ids=BROKEN.keys())
def test_a_learners_archive_that_cannot_be_read(take: Take, made: bytes) -> None:
    """It costs its learner, by name, and nobody else."""
    outcome = take(beside("b_2_11_work.zip", made))
    assert "1" in outcome.students
    assert "2" in outcome.students or any("b_2_11_work.zip" in path for path in outcome.refused)


@pytest.mark.parametrize("tail", [b"", b"x", b"PK\5\6" + b"\0" * 18, b"\0" * 100_000])
def test_something_before_or_behind_an_archive(take: Take, tail: bytes) -> None:
    """As some downloads have it."""
    try:
        outcome = take(WHOLE + tail)
        assert outcome.students == ["1", "2"]
    except CollectError as error:
        assert tail and "zip" in str(error)
    assert take(b"#!/bin/sh\n" + WHOLE).students == ["1", "2"]


NOTEBOOKS = {
    "empty": b"",
    "not JSON": b"\x89PNG\r\n\x1a\n",
    "a list": b"[]",
    "no cells": b"{}",
    "deep": b"[" * 100_000,
    "UTF-16": FIRST.decode().encode("utf-16"),
    "null cells": b'{"cells": null, "nbformat": 4}',
    "cells of strings": b'{"cells": ["a", "b"], "nbformat": 4}',
    "huge number": b'{"cells": [], "nbformat": 1' + b"0" * 10_000 + b"}",
    "surrogates": FIRST.replace(b"pass", rb"\\ud800"),
}


@pytest.mark.parametrize("content", NOTEBOOKS.values(), ids=NOTEBOOKS.keys())
def test_a_notebook_of_any_content(take: Take, course: Path, content: bytes) -> None:
    """It is taken by its name, as it is: what can be read of it is for grading to say."""
    outcome = take(beside("b_2_11_first.ipynb", content), assignment="part1")
    assert outcome.students == ["1", "2"]
    assert (course / "submitted/2/part1/first.ipynb").read_bytes() == content


def test_no_module_of_a_download_is_imported(take: Take, course: Path) -> None:
    """A file called like a library lies beside nothing that is run."""
    outcome = take(nested(("first.ipynb", FIRST), ("nbformat.py", b"raise SystemExit(3)")))
    assert outcome.students == ["1", "2"]
    done = subprocess.run(
        [sys.executable, "-c", "import nbformat"], cwd=course / "submitted/2/part1", timeout=60
    )
    assert done.returncode == 0
