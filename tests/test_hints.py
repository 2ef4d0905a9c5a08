"""Hints in steps: which comes next, how they are counted, and where there are none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import RichOutput, capture_output

from nn_course import progress
from nn_course.catalogue import PARTS, Exercise, exercise, exercises
from nn_course.errors import UnknownExercise
from nn_course.hints import card, choice, elsewhere
from nn_course.hints import part1 as hint
from nn_course.hints.part import Hints
from nn_course.markup import marked

NLL = exercise("part1", "nll")
PICKING = next(one for one in NLL.help if "whole_columns" in one.after)
MINUS = next(one for one in NLL.help if "no_minus" in one.after)


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A work folder of this test's own, where the learner is."""
    (tmp_path / "nbgrader_config.py").write_text(f"# {progress.MARK}\n")
    monkeypatch.setenv(progress.VARIABLE, str(tmp_path))
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def saw(misconception: str | None, passed: bool = False) -> None:
    """The last check of nll ended so."""
    progress.checked("part1", "nll", passed, misconception)


def titles(times: int) -> list[str]:
    return [choice.following(NLL).title for _ in range(times)]


def test_general_hints_come_one_by_one() -> None:
    """Where nothing was recognised: the three for everybody, and then no more."""
    saw(None)
    messages = [choice.following(NLL) for _ in range(4)]
    assert tuple(one.text for one in messages[:3]) == NLL.hints
    assert [one.title for one in messages[:3]] == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3"]
    assert "run this cell again" in messages[0].after.lower()
    assert "last one" in messages[2].after
    assert "all 3 hints for nll" in messages[3].title


def test_what_the_check_saw_comes_first() -> None:
    """The steps for the misconception, then the general hints, counted through."""
    saw("whole_columns")
    messages = [choice.following(NLL) for _ in range(7)]
    assert tuple(one.text for one in messages[:6]) == PICKING.steps + NLL.hints
    assert [one.title for one in messages[:6]] == [f"Hint {n} of 6" for n in range(1, 7)]
    assert "last check" in messages[0].about and "last check" not in messages[3].about
    assert "all 6 hints" in messages[6].title


def test_each_misconception_of_a_group_brings_the_groups_hints() -> None:
    """Two mistakes that need the same push share hints, and their count."""
    saw("whole_columns")
    assert choice.following(NLL).text == PICKING.steps[0]
    saw("whole_rows")
    assert choice.following(NLL).text == PICKING.steps[1]


def test_another_mistake_brings_its_own_hints_and_counts_on_its_own() -> None:
    """Going back to the old one goes on where it stopped; so do the general ones."""
    saw("whole_columns")
    assert [choice.following(NLL).text for _ in range(4)] == [*PICKING.steps, NLL.hints[0]]
    saw("no_minus")
    messages = [choice.following(NLL) for _ in range(3)]
    assert [one.text for one in messages] == [*MINUS.steps, NLL.hints[1]]
    assert messages[2].title == "Hint 4 of 5", "the first general one was given before"
    saw("whole_columns")
    assert choice.following(NLL).text == NLL.hints[2]


def test_a_misconception_without_hints_of_its_own_has_the_general_ones() -> None:
    """Also one that the catalogue no longer knows, in a progress file from before."""
    saw("renamed_since")
    assert choice.following(NLL).text == NLL.hints[0]


def test_nothing_is_left_once_the_check_has_passed() -> None:
    """It says so, and counts nothing; a check that fails afterwards brings hints again."""
    saw(None, passed=True)
    said = choice.following(NLL)
    assert said.title == "Nothing left to hint at" and "`nll` passed" in said.text
    assert progress.of("part1", "nll").hints == {}
    saw("no_minus")
    assert choice.following(NLL).text == MINUS.steps[0]


def test_after_the_last_hint_it_says_what_else_to_do() -> None:
    """Check again, read again, print, reset; and asking on counts no further."""
    saw("no_minus")
    titles(5)
    before = progress.of("part1", "nll").hints
    (said, again) = (choice.following(NLL), choice.following(NLL))
    assert said == again
    offered = " ".join(said.items)
    assert "hint.nll(again=True)" in offered
    assert "python -m nn_course reset nll" in offered
    assert progress.of("part1", "nll").hints == before


def test_the_reset_of_a_name_that_two_parts_have_names_the_part() -> None:
    """There is a fit in part 1, and one in part 3."""
    fit = exercise("part3", "fit")
    for _ in fit.hints:
        choice.following(fit)
    assert "reset fit --part part3`" in choice.following(fit).items[-1]


def test_before_any_check_it_says_to_run_it() -> None:
    """Once, with the first hint: hints go by what a check finds."""
    first, second = choice.following(NLL), choice.following(NLL)
    assert "Run the check of `nll`" in first.after
    assert "Run the check" not in second.after


def test_again_shows_those_given_and_counts_none() -> None:
    """Those for what the last check saw, then those for earlier mistakes, then general ones."""
    assert choice.given(NLL).title == "No hints so far for nll"
    saw("whole_columns")
    titles(4)
    saw("no_minus")
    titles(1)
    assert choice.given(NLL).items == (MINUS.steps[0], *PICKING.steps, NLL.hints[0])
    assert choice.given(NLL).numbered
    saw(None)
    assert choice.given(NLL).items[-1] == NLL.hints[0]
    assert choice.following(NLL).text == NLL.hints[1]


def test_counts_survive_a_restarted_kernel(work: Path) -> None:
    """Another process in the same work folder goes on, and its count is found here."""
    saw("no_minus")
    choice.following(NLL)
    program = "from nn_course.hints import part1 as hint; hint.nll(); hint.nll()"
    told = subprocess.run(
        [sys.executable, "-c", program], text=True, capture_output=True, check=True, cwd=work
    ).stdout
    assert told.splitlines()[0].startswith("Hint 2 of 5") and "Hint 3 of 5" in told
    assert choice.following(NLL).title == "Hint 4 of 5"
    held = json.loads((work / progress.FILE).read_text())["exercises"]["part1/nll"]["hints"]
    assert held == {"no_minus": 2, "general": 2}


def test_without_a_work_folder_they_count_as_long_as_the_kernel_runs(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lone notebook file has hints, too, and leaves nothing on the disk."""
    monkeypatch.delenv(progress.VARIABLE)
    monkeypatch.setattr(progress, "_in_memory", {})
    (work / "nbgrader_config.py").unlink()
    assert titles(2) == ["Hint 1 of 3", "Hint 2 of 3"]
    assert list(work.iterdir()) == []


@pytest.mark.parametrize("how", ["autograde", "validate"])
def test_while_nbgrader_runs_the_notebook_nothing_is_said(
    work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    """A hint that a learner left in the notebook neither shows nor counts."""
    monkeypatch.setenv("NBGRADER_EXECUTION", how)
    hint.nll()
    hint.nll(again=True)
    assert capsys.readouterr().out == ""
    assert not (work / progress.FILE).exists()


def test_where_there_is_no_catalogue_hints_do_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """In the process that runs a submission, whatever a learner left there passes."""
    there = elsewhere.Elsewhere("part1")
    there.nll()
    there.nll(print, again=True)
    there.no_such_exercise()
    assert capsys.readouterr().out == ""
    assert "graded" in repr(there)
    assert tuple(PARTS) == elsewhere.PARTS


def test_hidden_catalogue() -> None:
    """The import of a lesson's hints works where the catalogue is hidden, as in the sandbox."""
    program = (
        "import sys; from importlib.machinery import ModuleSpec\n"
        "class Hidden:\n"
        "    def find_spec(self, name, *_):\n"
        "        return ModuleSpec(name, None) if name == 'nn_course.catalogue' else None\n"
        "sys.meta_path.insert(0, Hidden())\n"
        "from nn_course.hints import part1 as hint; hint.nll(); print(type(hint).__name__)\n"
        "print('torch' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], text=True, capture_output=True, check=True
    ).stdout
    assert told.split() == ["Elsewhere", "False"]


def test_an_unknown_name_is_told_which_was_meant() -> None:
    """As with the checks."""
    with pytest.raises(UnknownExercise, match="did you mean log_softmax"):
        hint.logsoftmax()
    with pytest.raises(UnknownExercise, match="no exercise called explain"):
        Hints("part4").explain()


def test_forgotten_parentheses_and_the_bare_name_say_how_it_is_written() -> None:
    """What a notebook shows for `hint.nll` and for `hint`."""
    assert repr(hint.nll) == "Add parentheses for the next hint: hint.nll()"
    assert "hint.preprocess()" in repr(hint) and "log_softmax, " in repr(hint)
    assert progress.of("part1", "nll").hints == {}


def test_what_is_handed_over_to_a_check_does_no_harm_here(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`hint.nll(nll)` is a hint as well."""
    hint.nll(print)
    assert capsys.readouterr().out.startswith("Hint 1 of 3 for nll\n  The inputs are logarithms")


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    """IPython, in this process, with the lesson's import run."""
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    shell.run_cell("from nn_course.hints import part1 as hint")
    yield shell
    InteractiveShell.clear_instance()


def shown(shell: InteractiveShell, cell: str) -> RichOutput:
    with capture_output() as captured:
        assert shell.run_cell(cell).success
    (output,) = captured.outputs
    return output


def test_the_line_of_the_lesson_shows_a_card(shell: InteractiveShell) -> None:
    """With only its first # deleted, the space behind it left; as HTML and as text."""
    line = "# hint.nll()  # Stuck? Delete the first # and run this cell."
    output = shown(shell, line[1:])
    assert output.data["text/plain"].startswith("Hint 1 of 3 for nll\n")
    page = output.data["text/html"]
    assert "<strong>Hint 1 of 3</strong>" in page and "<code>log</code>" in page
    assert "Hint 2 of 3" in shown(shell, line[1:]).data["text/html"]


def test_tab_completes_the_names_of_the_exercises(shell: InteractiveShell) -> None:
    """As ipykernel asks for them when somebody presses Tab in JupyterLab."""
    with provisionalcompleter():
        found = {one.text for one in shell.Completer.completions("hint.", 5)}
    assert {name.removeprefix(".") for name in found} == set(PARTS["part1"])


def test_marked_text() -> None:
    """Code and stress become elements; what is there of HTML stays text, in code as well."""
    assert marked("a `x < 1` and *no* `a * b * c`, 2 * 3 * 4") == (
        "a <code>x &lt; 1</code> and <em>no</em> <code>a * b * c</code>, 2 * 3 * 4"
    )
    message = choice.Message("T", items=("one", "two"), numbered=True)
    assert "<ol>" in card.card(message) and "  1. one\n  2. two" in card.plain(message)
    assert not any(tag in card.card(message) for tag in ("<h1", "<h2", "<h3", " id="))


@pytest.mark.parametrize(
    "known", [e for part in PARTS for e in exercises(part)], ids=lambda e: f"{e.part}-{e.name}"
)
def test_every_exercise_has_hints_to_the_end(known: Exercise) -> None:
    """Of each series every step comes up, and ends."""
    for one in (None, *known.help):
        progress.checked(known.part, known.name, False, one and one.after[-1])
        steps = one.steps if one else known.hints
        assert [choice.following(known).text for _ in steps] == list(steps)
    assert os.path.exists(progress.FILE)
