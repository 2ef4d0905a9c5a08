"""Notebooks made to exhaust whoever reads them: bounded in memory, depth and time."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest

from nbjudge.rebuild import code, reading, submission
from nbjudge.rebuild.scan import value_at
from tests.judge.rebuild_parts import HALVE, ROOT, STUB, back, codes, extras, handed_in, plain

ANSWERS = {"halve": HALVE, "root": ROOT}
MB = 2**20


def with_outputs(outputs: str) -> bytes:
    """The sound submission, in whose first answer these outputs stand, as JSON text."""
    mark = '"outputs": ['
    return json.dumps(handed_in()).replace(mark, mark + outputs, 1).encode()


@pytest.mark.parametrize(
    "outputs",
    [
        '{"data": {"image/png": "' + "A" * (60 * MB) + '"}}',
        ",".join(["{}"] * (20 * MB)),
        '{"text": [' + ",".join([r'"line\n"'] * (6 * MB)) + "]}",
        "[" * 50_000 + "]" * 50_000,
    ],
    ids=["one picture", "20 million outputs", "6 million lines", "50,000 deep"],
)
def test_sixty_megabytes_of_outputs_are_passed_over(tmp_path: Path, outputs: str) -> None:
    """They cost about the file's own size in memory, a few seconds, and no answer."""
    data = with_outputs(outputs)
    (tmp_path / "small.ipynb").write_bytes(data)
    size = len(data)
    del data
    before = time.monotonic()
    tracemalloc.start()
    try:
        rebuilt = back(tmp_path, (tmp_path / "small.ipynb").read_bytes())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert rebuilt.answers == ANSWERS
    assert not rebuilt.notes
    assert peak < 2.5 * size + 20 * MB  # this test's own copy included
    assert time.monotonic() - before < 30


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
        found = value_at(f" {value} , 7".encode(), 0, 100)
        assert found is not None
        assert found.data[found.start : found.end].decode() == value


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
