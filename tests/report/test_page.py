"""The page: whole in itself, anonymous where it quotes, and what changed since the run before."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from nbjudge.report.changes import Change, changes
from nbjudge.report.examples import anonymous
from nbjudge.report.write import changed, report
from tests.report.classroom import Learner, make, many, write_verdicts

MARKS = {"one": 2.0, "two": 0.0, "three": 5.0}


def page(root: Path) -> str:
    """The HTML of the report."""
    return report(root, "part").page.read_text(encoding="utf-8")


def test_the_page_needs_no_network(tmp_path: Path) -> None:
    """No address, no script; a policy forbids both."""
    html = page(make(tmp_path, many(12)))
    assert "default-src 'none'" in html
    assert not re.search(r"https?://|<script|<link|@import|url\((?!#)", html)


def test_sentences_are_shown_as_text(tmp_path: Path) -> None:
    """What stands between backticks is code, between stars stressed, and nothing of it HTML."""
    html = page(make(tmp_path, [Learner("ann", MARKS, {"two": "upside_down"})]))
    assert "You turned <code>x</code> <em>upside</em> down &lt;twice&gt;." in html


def test_examples_tell_nothing_of_their_learner(tmp_path: Path) -> None:
    """Neither id, comments, docstrings nor strings; the answer itself is there."""
    source = '"""By Ann."""\n    # ann@example.org\n    return x[::-1] + len("Ann Smith")  # mine'
    html = page(make(tmp_path, [Learner("ann", MARKS, {"two": "upside_down"}, source=source)]))
    shown = re.search(r"<pre.*?</pre>", html, re.DOTALL)
    assert shown is not None and "return x[::-1]" in shown[0]
    assert not re.search("ann", shown[0], re.IGNORECASE)


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("x = 1  # me", "x = 1"),
        ("def f():\n    '''me'''\n    return 1", "def f():\n    return 1"),
        ("x = 'me' + \"me\"", 'x = "…" + "…"'),
        ("x = 'a'\n'''me\nme'''\ny = 2", 'x = "…"\n"…"\ny = 2'),
        ("def f(:\n  # me\n  x = 'me'", "def f(:\n  x ="),
        ("x = (1,\n# me", "x = (1,"),
        ("", ""),
    ],
)
def test_what_is_left_of_an_answer(source: str, left: str) -> None:
    """Code alone, also where it does not parse."""
    assert anonymous(source) == left


def test_f_strings_tell_nothing_either() -> None:
    """Newer Pythons see their parts as tokens of their own."""
    assert "me" not in anonymous("x = f'me {y} me'")


def test_strings_of_the_lesson_may_stay() -> None:
    """They tell nothing of anybody."""
    assert anonymous("x = 'mean' + 'me'", ["'mean'"]) == "x = 'mean' + \"…\""


def test_the_first_run_has_nothing_to_compare_with(tmp_path: Path) -> None:
    """And says so."""
    assert "first report" in page(make(tmp_path, many(5)))


def test_a_rerun_names_whose_marks_moved(tmp_path: Path) -> None:
    """By learner and test, also when the report is written twice."""
    learners = many(5)
    root = make(tmp_path, learners)
    page(root)
    better = replace(learners[2], marks={**learners[2].marks, "one": 1.5})
    write_verdicts(root, better)
    first, second = report(root, "part").changes, report(root, "part").changes
    moved = Change(better.name, {"test_one": (learners[2].marks["one"], 1.5)})
    assert first == second == [moved]
    assert f'<th scope="row">{better.name}</th>' in page(root)


def test_a_rerun_that_changed_nothing(tmp_path: Path) -> None:
    """The run before is the one before the last change."""
    root = make(tmp_path, many(5))
    assert report(root, "part").changes is None
    assert report(root, "part").changes is None


def test_changes_of_who_comes_and_goes() -> None:
    """A learner or a test on one side alone is a change, too."""
    before = {"a": {"t": 1.0}, "b": {"t": 1.0, "u": 2.0}}
    after = {"b": {"t": 1.0, "v": 1.0}, "c": {"t": 0.0}}
    assert [one.student_id for one in changes(before, after)] == ["a", "b", "c"]
    assert changes(before, after)[1].difference == -1.0


def test_changes_are_counted_by_their_direction() -> None:
    """Up, down, and here as much more as there less."""
    moved = [
        Change("a", {"t": (0.0, 1.0)}),
        Change("b", {"t": (1.0, 0.0), "u": (None, 0.5)}),
        Change("c", {"t": (1.0, 0.0), "u": (0.0, 1.0)}),
        Change("d", {"t": (None, 2.0)}),
    ]
    assert "4 learners differ" in changed(moved)
    assert "2 have more, 1 have fewer, 1 the same in all" in changed(moved)
