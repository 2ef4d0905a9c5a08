"""The search for leaks finds what it is for, however it is laid out, quoted or packed."""

from __future__ import annotations

import html
import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.leak_search import leaks

HIDDEN = 'for secret in secret_inputs:\n    assert halve(secret) == secret / 2, "wrong"\n'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", HIDDEN),
        ("a.txt", HIDDEN.replace('"', "'").replace("    ", "\t")),
        ("a.py", "for secret in (secret_inputs):\n  assert (halve(secret)\n == secret/2), 'wrong'"),
        ("a.py", f"WRONG = {HIDDEN!r}\n"),
        ("a.ipynb", json.dumps({"cells": [{"source": HIDDEN.splitlines(keepends=True)}]})),
        ("a.ipynb", json.dumps({"cells": [{"outputs": [{"text": HIDDEN}]}]})),
        ("a.html", f"<pre>{html.escape(HIDDEN).replace('for', '<b>for</b>')}</pre>"),
        ("a.txt", "### BEGIN HIDDEN TESTS"),
        ("a.txt", "# END SOLUTION"),
        ("locale/a.po", ""),
        ("x/small.py", ""),
    ],
)  # fmt: skip
def test_the_search_finds(tmp_path: Path, small_text: str, name: str, data: str) -> None:
    """Two statements of a hidden test are found however they are laid out, quoted or wrapped."""
    master = tmp_path / "small.py"
    master.write_text(
        small_text.replace('f"half of {secret} is {secret / 2}, not {halve(secret)}"', '"wrong"')
    )
    assert leaks({name: data.encode()}, [master])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, data)
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("inner.whl", packed.getvalue())
    assert leaks({"bundle.zip": outer.getvalue()}, [master])


def test_the_search_passes_what_is_shown(tmp_path: Path, small_text: str) -> None:
    """What the lesson shows, and one statement alone, is no find."""
    master = tmp_path / "small.py"
    master.write_text(small_text)
    fine = 'print("tried: halve(4)")\nhalve(10)\nsecret_inputs = [7, -3, 0.5]\n'
    assert leaks({"a.txt": fine.encode(), "a.py": fine.encode()}, [master]) == []
