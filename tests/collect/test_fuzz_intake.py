"""Intake after intake, with anything in them that a learner may hand in."""

from __future__ import annotations

import io
import shutil
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from nbgrader.api import Gradebook

from nbjudge.collect.command import collect
from tests.collect.downloads import FIRST, course, entry, notebook
from tests.fuzzing import how
from tests.test_tables import formula

HONEST = {"1": notebook("first", "return 1"), "22": notebook("first", "return 22")}
EVE = "333"

_sign = st.characters(exclude_categories=())
_name = st.lists(
    st.text(_sign, max_size=6)
    | st.sampled_from(
        [
            *("_1_", "_22_99_", "_assignsubmission_file_", "first", "LATE_", "..", "/", "\\"),
            *("\0", "~", "é", "e\u0301", "ſ", "\u202e", "\x1b[", "=1+1", " (1)", "-99"),
            *("x" * 250, "C:", "__MACOSX/"),
        ]
    ),
    max_size=5,
).map("".join)
_suffix = st.sampled_from([".ipynb", ".IPYNB", ".ipynb.txt", ".zip", ".Zip", ".py", "", "/", "."])
_names = st.builds(lambda name, suffix: name + suffix, _name, _suffix)
_notebooks = st.sampled_from([FIRST, notebook("first", "return 'eve'"), notebook("second")])
_bytes = st.binary(max_size=60) | _notebooks | st.just(b'{"cells": [') | st.just(b"PK\3\4")


@st.composite
def _zips(draw: st.DrawFn, content: st.SearchStrategy[bytes]) -> bytes:
    """An archive of anything, some of it overwritten."""
    held = io.BytesIO()
    kinds = st.sampled_from([0o100000, 0o120000, 0o040000, 0o010000, 0])
    packing = st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
    with warnings.catch_warnings(), zipfile.ZipFile(held, "w") as made:
        warnings.simplefilter("ignore")
        for name in draw(st.lists(_names, max_size=4)):
            info = entry(_writable(name)[:500], draw(kinds), compress_type=draw(packing))
            made.writestr(info, draw(content))
    data = bytearray(held.getvalue())
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(data) - 1))
        data[place] = draw(st.integers(0, 255))
    return bytes(data)


_called = st.lists(
    st.sampled_from(["kim", "_", "1", "22", "99", "x", "late", "anon", "é"]), max_size=7
).map("".join)
_uploads = st.deferred(lambda: _bytes | _zips(_bytes | _zips(_bytes)))


def _writable(name: str) -> str:
    return name.encode("utf-8", "replace").decode() or "x"


class Intakes(RuleBasedStateMachine):
    """A course into which downloads are taken; Eve may name and fill her files as she likes."""

    seed: Path | None = None

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.root = course(self.folder / "course")
        if Intakes.seed is None:
            Intakes.seed = Path(tempfile.mkdtemp()) / "gradebook.db"
            Gradebook(f"sqlite:///{Intakes.seed}", "tiny").close()
        shutil.copyfile(Intakes.seed, self.root / "gradebook.db")
        self.taken = False

    def take(self, system: str, files: list[tuple[str, bytes]]) -> None:
        """Take `files` in, as an archive of the system's."""
        file = self.folder / "download.zip"
        with warnings.catch_warnings(), zipfile.ZipFile(file, "w") as made:
            warnings.simplefilter("ignore")
            for name, content in files:
                made.writestr(_writable(name), content)
        self.settle(collect(self.root, system, file, "part1"))

    def settle(self, outcome: Any) -> None:
        self.taken = True
        assert set(HONEST) <= set(outcome.students) <= {*HONEST, EVE}
        assert all(line.isprintable() for line in outcome.lines())
        with outcome.record.open(encoding="utf-8", newline="") as opened:
            for line in opened.read().split("\r\n"):
                assert line.isprintable() and not formula(line.partition(",")[0].strip('"'))

    @rule(uploads=st.lists(st.tuples(_names, _uploads), max_size=3), called=_called)
    def canvas(self, uploads: list[tuple[str, bytes]], called: str) -> None:
        files = [(f"kim_{one}_{one}0_first.ipynb", data) for one, data in HONEST.items()]
        # what Canvas leaves of her name and of a file's
        eve = [
            (
                f"{called}_{EVE}_{n}_" + "".join("_" if s in '\0/\\:*?"<>|' else s for s in name),
                data,
            )
            for n, (name, data) in enumerate(uploads)
        ]
        self.take("canvas", files + eve)

    @rule(uploads=st.lists(st.tuples(_names, _uploads), max_size=3), between=st.sampled_from("_/"))
    def moodle(self, uploads: list[tuple[str, bytes]], between: str) -> None:
        start = "Kim Lee_{}_assignsubmission_file_{}"
        files = [(start.format(one, "/first.ipynb"), data) for one, data in HONEST.items()]
        eve = [(start.format(EVE, between + name), data) for name, data in uploads]
        self.take("moodle", eve + files)

    @rule(uploads=st.lists(st.tuples(_names, _uploads), max_size=3))
    def in_folders(self, uploads: list[tuple[str, bytes]]) -> None:
        place = Path(tempfile.mkdtemp(dir=self.folder))
        for one, data in HONEST.items():
            (place / f"{one}.ipynb").write_bytes(data)
        (place / EVE).mkdir()
        for name, data in uploads:
            last = _writable(name).replace("\0", "").rstrip("/").rpartition("/")[2].encode()[:250]
            file = place / EVE / last.decode("utf-8", "ignore")
            if file.name not in ("", EVE) and not file.exists():
                file.write_bytes(data)
        self.settle(collect(self.root, "folder", place, "part1"))
        shutil.rmtree(place)

    @invariant()
    def others_have_what_they_handed_in(self) -> None:
        if not getattr(self, "taken", False):
            return
        for one, data in HONEST.items():
            assert (self.root / "submitted" / one / "part1" / "first.ipynb").read_bytes() == data
        allowed = {"nbgrader_config.py", "gradebook.db", "release", "submitted", "downloaded"}
        assert {one.name for one in self.root.iterdir()} <= allowed
        assert {one.name for one in (self.root / "submitted").iterdir()} <= {*HONEST, EVE}
        eve = self.root / "submitted" / EVE
        files = {one.relative_to(eve).as_posix() for one in eve.rglob("*") if not one.is_dir()}
        assert files <= {"part1/first.ipynb", "part1/timestamp.txt"}

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.mark.fuzz
class TestIntakes(Intakes.TestCase):  # type: ignore[name-defined, misc]
    """No upload ends an intake, takes another's place or leaves its own."""

    settings = how(15, stateful_step_count=6)
