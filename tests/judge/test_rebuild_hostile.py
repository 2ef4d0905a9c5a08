"""Notebooks made to exhaust whoever reads them: bounded in memory, depth and time."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbjudge.rebuild import Rebuilt, code, reading, submission
from nbjudge.rebuild.scan import Text, value_at
from tests.judge.rebuild_parts import HALVE, ROOT, STUB, back, codes, extras, handed_in, plain

ANSWERS = {"halve": HALVE, "root": ROOT}
MB = 2**20


def with_outputs(outputs: str) -> bytes:
    """The sound submission, in whose first answer these outputs stand, as JSON text."""
    mark = '"outputs": ['
    return json.dumps(handed_in()).replace(mark, mark + outputs, 1).encode()


def shapes(size: int) -> dict[str, str]:
    """Outputs of about *size* bytes each, as JSON text."""
    return {
        "one picture": '{"data": {"image/png": "' + "A" * size + '"}}',
        "empty outputs": ",".join(["{}"] * (size // 3)),
        "short lines": '{"text": [' + ",".join([r'"line\n"'] * (size // 9)) + "]}",
        "escapes": '{"text": "' + r"\"\n" * (size // 4) + '"}',
        "deep": "[" * (size // 2) + "]" * (size // 2),
    }


@pytest.mark.parametrize("shape", shapes(0))
def test_sixty_megabytes_of_outputs_are_passed_over(tmp_path: Path, shape: str) -> None:
    """They cost a few seconds, and no answer."""
    data = with_outputs(shapes(60 * MB)[shape])
    before = time.process_time()
    rebuilt = back(tmp_path, data)
    assert time.process_time() - before < 30
    assert rebuilt.answers == ANSWERS
    assert not rebuilt.notes


@pytest.mark.parametrize("shape", shapes(0))
def test_outputs_cost_no_memory_beyond_the_files_own_size(tmp_path: Path, shape: str) -> None:
    """Whatever they are: nothing is built of what is passed over."""
    data = with_outputs(shapes(12 * MB)[shape])
    tracemalloc.start()
    try:
        back(tmp_path, data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1.2 * len(data) + 8 * MB


def test_the_depth_of_the_stack_plays_no_part(tmp_path: Path) -> None:
    """Outputs nested far deeper than Python recurses, read with little of the stack left."""
    data = with_outputs("[" * 50_000 + "]" * 50_000)

    def deeper(levels: int) -> Rebuilt:
        return deeper(levels - 1) if levels else back(tmp_path, data)

    rebuilt = [deeper(levels) for levels in (0, sys.getrecursionlimit() // 2)]
    assert [one.answers for one in rebuilt] == [ANSWERS, ANSWERS]
    assert not rebuilt[0].notes and not rebuilt[1].notes


@pytest.mark.parametrize(
    "text",
    [
        '{"nbformat": 4, "cells": [' + "{}," * (10 * MB) + "{}]}",
        "{" + '"a":1,' * (5 * MB) + '"cells": []}',
        '{"cells": [' + ("{" + '"a":1,' * 8_000 + '"a":1},') * 600 + "{}]}",
        '{"cells": [' + ('{"source": [' + '"",' * 500_000 + "[]]},") * 20 + "{}]}",
        '{"cells": [{"source": ["' + r"\u0041" * (5 * MB) + '"]}]}',
    ],
    ids=["cells", "members", "members of cells", "lines of cells", "escapes in a source"],
)
def test_more_than_anybody_hands_in_ends_soon(tmp_path: Path, text: str) -> None:
    """Millions of cells, members and lines are not all looked at."""
    before = time.process_time()
    assert back(tmp_path, text).missing == ("halve", "root")
    assert time.process_time() - before < 20


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    """The sentence says the limit and what to do; a sparse file costs the test nothing."""
    with (tmp_path / "small.ipynb").open("wb") as file:
        file.truncate(10 * 2**30)
    rebuilt = back(tmp_path, b"", "other.ipynb")
    assert codes(rebuilt) == ["too_large"]
    assert f"{reading.LARGEST_FILE // MB} MB" in rebuilt.notes[0].sentence


@pytest.mark.parametrize("bracket", ['{"a":', "[", '{"cells":[', '{"cells":[{"source":['])
def test_a_million_open_brackets_are_only_damage(tmp_path: Path, bracket: str) -> None:
    """No recursion, and an end."""
    rebuilt = back(tmp_path, bracket * 1_000_000)
    assert rebuilt.missing == ("halve", "root")
    assert rebuilt.notes


def test_a_long_source_is_left_out_with_a_sentence(tmp_path: Path) -> None:
    """Ten megabytes of code cost their own cell."""
    notebook = handed_in(halve="def halve(x):\n" + "    x += 1\n" * MB)
    rebuilt = back(tmp_path, notebook)
    assert rebuilt.answers == {"halve": f"def halve(x):\n    {STUB}", "root": ROOT}
    assert codes(rebuilt) == ["long_cell", "missing"]


def test_too_many_cells_and_too_much_text_are_cut(tmp_path: Path) -> None:
    """What comes first counts."""
    notebook = handed_in()
    notebook.cells += [plain(f"a{i} = 1") for i in range(submission.MOST_CELLS)]
    rebuilt = back(tmp_path, notebook)
    assert rebuilt.answers == ANSWERS
    assert codes(rebuilt) == ["too_many_cells"]
    notebook.cells[8:] = [plain("x" * submission.LONGEST_CELL) for _ in range(20)]
    rebuilt = back(tmp_path, notebook)
    assert codes(rebuilt) == ["too_much_text"]
    assert len(extras(rebuilt)) == submission.MOST_TEXT // submission.LONGEST_CELL - 1


ODD_SOURCES = [
    "(" * 5_000,
    "-" * 100_000 + "1",
    "a" + ".b" * 60_000,
    "x = " + "1+" * 60_000 + "1",
    "not " * 20_000 + "1",
    "if a: pass\n" + "elif a: pass\n" * 2_000,
    "x = 1\0",
    "\ud800",
    "def halve(x):\n\treturn 1\n        return 2",
    "lambda: (yield)",
    "%%bash\nrm -rf /",
    "!ls\n%time halve(3)\nhalve?",
    "{" * 150,
    "a = '" + "\\" * 99_999,
    "# coding: rot13\nqrs unyis",
    "\x0c\x0bdef halve(x):\u2028 pass",
    "a=1;b=2;halve=3",
    "f'{" * 50,
]


@pytest.mark.parametrize("source", ODD_SOURCES, ids=lambda source: ascii(source[:12]))
def test_odd_python_is_only_text(tmp_path: Path, source: str) -> None:
    """As an answer, as a cell of one's own, or merged with an answer."""
    for function in (code.parse, code.names, code.uses, code.essence):
        function(source)
    assert len(code.split(source, [["halve"], ["root"]])) == 2
    assert isinstance(code.without(source, ["halve"]), str)
    for joined in (source, f"{source}\n{HALVE}\n{ROOT}"):
        rebuilt = back(tmp_path, handed_in(halve=joined))
        assert rebuilt.answers["root"]
    notebook = handed_in()
    notebook.cells.insert(0, plain(source))
    assert back(tmp_path, notebook).answers == ANSWERS


def test_magics_do_not_hide_a_definition() -> None:
    """IPython's lines are no Python, and the cell around them is."""
    assert code.names(f"%%time\n{HALVE}\n!ls") == ("halve",)


def test_a_value_ends_where_json_says() -> None:
    """Escaped quotes and brackets in strings do not count."""
    for value in (r'"a\"]}"', r'["\\", "]"]', '{"a": [1, {"b": "}"}]}', "-1.5e3", "NaN"):
        assert found_in(f" {value} , 7") == value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('ab"\\[]{},:\n\u20ac'),
    lambda inner: st.lists(inner) | st.dictionaries(st.text('"\\[]{}'), inner),
    max_leaves=20,
)


@given(JSON, st.booleans(), st.integers(0, 3000))
def test_any_value_is_found_whole(value: object, plain: bool, length: int) -> None:
    """Also where it reaches from one piece that is looked at into the next."""
    text = json.dumps([value, "x" * length + '"', value], ensure_ascii=plain)
    assert found_in(f" {text}{text}") == text
    whole = value_at(Text(text.encode()), 0, len(text.encode()))
    assert whole is not None and whole.closed()
    parts = [one.data[one.start : one.end] for one in whole.items()]
    assert [json.loads(part) for part in parts] == json.loads(text)


def found_in(text: str) -> str:
    """The first value of *text*."""
    data = text.encode()
    found = value_at(Text(data), 0, len(data))
    assert found is not None and found.whole
    return data[found.start : found.end].decode()


def test_nothing_is_executed(tmp_path: Path) -> None:
    """Rebuilding in a fresh process, sources that would leave a trace leave none."""
    trace = tmp_path / "trace"
    notebook = handed_in(halve=f"open({str(trace)!r}, 'w')\n{HALVE}", root=f"!touch {trace}")
    (tmp_path / "small.ipynb").write_text(json.dumps(notebook))
    script = (
        "from pathlib import Path; from tests.judge.rebuild_parts import MASTER\n"
        "from nbjudge.rebuild import notebook, rebuild; import sys\n"
        "notebook(rebuild(MASTER, Path(sys.argv[1])), MASTER)\n"
        "assert 'torch' not in sys.modules and 'nn_course' not in sys.modules"
    )
    root = Path(__file__).resolve().parents[2]
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "small.ipynb")], check=True, cwd=root
    )
    assert not trace.exists()
