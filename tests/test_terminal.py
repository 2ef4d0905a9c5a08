"""What reaches a terminal or a log: text alone, and by one way."""

from __future__ import annotations

import ast
import io
import logging
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console

from nbjudge import logs
from nbjudge.autograde.progress import Bar
from nbjudge.plain import LONGEST_TEXT, one_line, printable
from nbjudge.terminal import Column, Terminal
from tests.fuzzing import fuzzed

PACKAGE = Path(__file__).parents[1] / "nbjudge"
# What prints in the learner's own process, whose streams are pipes, or into a test cell's report.
INSIDE = {
    "exam/credit.py": {"print"},
    "judge/standin.py": {"print"},
    "judge/testcell.py": {"print"},
    "sandbox/keeper.py": {"traceback.print_exc"},
}
ONE_WAY = ("terminal.py", "logs.py")

HOSTILE = (
    "\x1b]52;c;aGVsbG8=\x07",
    "\x1b[2J",
    "\x9b31m",
    "\x1bP+q\x1b\\",
    "a\rb",
    "a\x08\x0b\x0c\x7f\x85",
    "\u202e\u2066\u2069\u200f\u061c",
    "\u2028\u2029",
    "\ud800",
    "[/oops]",
    "[bold]b[/bold]",
    "[link=http://x]y[/link]",
    ":smiley:",
    "\\[red]",
    "\U000e0041\ufeff",
)
texts = st.text(max_size=60) | st.lists(st.sampled_from(HOSTILE), max_size=4).map("".join)


def allowed(text: str) -> bool:
    """Whether a terminal shows every sign of `text` and obeys none."""
    return all(unicodedata.category(sign)[0] != "C" or sign == "\n" for sign in text)


def shown(text: str) -> str:
    """What a terminal of 400 columns gets when `text` is said."""
    file = io.StringIO()
    Terminal(Console(file=file, width=400, force_terminal=True, color_system="truecolor")).say(text)
    return file.getvalue()


@fuzzed(150)
@given(texts)
def test_a_sentence_is_text(text: str) -> None:
    """Nothing of it is obeyed, by a terminal or by rich, and all of it is shown."""
    got = shown(text)
    assert allowed(got.replace("\t", ""))
    assert got.encode("utf-8")
    assert "".join(got.split()) == "".join(printable(text).split())


@fuzzed(100)
@given(texts, texts)
@example("[/oops]", "a\nforged")
def test_a_cell_is_text_in_one_row(one: str, other: str) -> None:
    """A table has as many lines as it has rows, whatever stands in them."""
    file = io.StringIO()
    console = Console(file=file, width=2_000, force_terminal=True, color_system=None)
    Terminal(console).table([Column("a"), Column("b", fold=True)], [(one, other), ("x", "y")])
    lines = file.getvalue().rstrip("\n").split("\n")
    assert len(lines) == 3 and allowed("".join(lines).replace("\x1b[1m", "").replace("\x1b[0m", ""))


@fuzzed(150)
@given(st.text() | texts, st.integers(1, 200))
def test_a_name_is_one_line_of_a_stated_length(text: str, longest: int) -> None:
    """Printable, no longer than it may be; what was printable already stays as it is."""
    made = one_line(text, longest)
    assert made.isprintable() and len(made) <= longest
    if text.isprintable() and len(text) <= longest:
        assert made == text


def test_a_long_text_is_cut_off() -> None:
    """A learner's gigabyte costs a terminal LONGEST_TEXT characters."""
    assert len(printable("x" * (LONGEST_TEXT + 1))) == LONGEST_TEXT
    assert printable("x" * LONGEST_TEXT) == "x" * LONGEST_TEXT


def test_other_scripts_stay_readable() -> None:
    """Only what is invisible or obeyed is escaped."""
    text = "김민준 José Ωμέγα علي 😀 → ✓ – …"
    assert printable(text) == one_line(text) == text


def test_a_remark_on_a_learner_is_one_line() -> None:
    """Nobody's sentence looks like one on somebody else."""
    file = io.StringIO()
    Bar(Console(file=file, width=200)).remark("ann", "late\nbob: 0 of 25 \x1b[2J")
    assert file.getvalue() == "ann: late\\x0abob: 0 of 25 \\x1b[2J\n"


@pytest.fixture
def guarded() -> object:
    """Logs of this process, guarded as nbgrader's are, for one test."""
    before = logging.getLogRecordFactory()
    logs.guard_logs()
    yield None
    logging.setLogRecordFactory(before)


def test_a_log_is_text(guarded: object) -> None:
    """Whoever logs, and tracebacks as well."""
    stream = io.StringIO()
    log = logging.Logger("someone")
    log.addHandler(logging.StreamHandler(stream))
    log.warning("Parsing file: %s", "\x1b]0;x\x07\u202ea.ipynb")
    try:
        raise ValueError("\x1b[2J\x9b")
    except ValueError:
        log.exception("failed")
    assert allowed(stream.getvalue()) and "\\x1b[2J\\x9b" in stream.getvalue()
    assert "Traceback" in stream.getvalue()


def test_the_configuration_guards_nbgraders_logs(guarded: object) -> None:
    """`plugin.install`, which grader_config.py calls, does it for nbgrader and formgrader."""
    from nbjudge.autograde import plugin

    logging.setLogRecordFactory(logging.LogRecord)
    plugin.install()
    record = logging.getLogRecordFactory()("x", 1, "x.py", 1, "%s", ("\x1b",), None)
    assert record.getMessage() == "\\x1b"


def test_a_command_that_breaks_prints_text() -> None:
    """A traceback that nobody thought of; a terminal without a letter shows its escape."""
    code = (
        "from nbjudge import logs, terminal; logs.guard();"
        "terminal.Terminal().say('→ \\ud800 \\x1b');"
        "raise ValueError('\\x1b]52;c;x\\x07 \\u202e')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1 and b"\x1b" not in done.stdout + done.stderr
    assert b"\\x1b]52;c;x\\x07 \\u202e" in done.stderr and done.stdout.startswith(b"\\u2192")


WAYS = {
    *("print", "echo", "secho", "pprint", "print_exc", "print_exception"),
    *("StreamHandler", "basicConfig", "getLogger", "showwarning", "formatwarning"),
    *("Console", "Table", "Progress", "system"),
}


def _ways(file: Path) -> set[str]:
    """How a module writes to a terminal or to a log by itself."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in WAYS:
            found.add(ast.unparse(node.func))
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in (
            *("sys.stdout.write", "sys.stderr.write", "sys.__stdout__", "sys.__stderr__"),
        ):
            found.add(ast.unparse(node))
    return found


def test_there_is_one_way() -> None:
    """No module prints, logs or draws by itself but terminal.py and logs.py; a new one fails."""
    found = {
        name: ways
        for file in sorted(PACKAGE.rglob("*.py"))
        if (name := file.relative_to(PACKAGE).as_posix()) not in ONE_WAY
        and (ways := _ways(file) - INSIDE.get(name, set()))
    }
    assert found == {}
