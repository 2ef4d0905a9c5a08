"""The hints in the catalogue: made for every misconception, and no answers."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from nbjudge.authoring import masters
from nbjudge.authoring.answers import solutions
from nn_course.catalogue import PARTS, Exercise, Help, exercises
from nn_course.checks import examine
from nn_course.checks.answers import answer_of

SOURCE = Path(__file__).resolve().parent.parent / "source"
EXERCISES = [known for part in PARTS for known in exercises(part)]
each_exercise = pytest.mark.parametrize("known", EXERCISES, ids=lambda e: f"{e.part}-{e.name}")
each_help = pytest.mark.parametrize(
    ("known", "one"),
    [(known, one) for known in EXERCISES for one in known.help],
    ids=lambda value: (
        f"{value.part}-{value.name}" if isinstance(value, Exercise) else value.after[0]
    ),
)


@each_exercise
def test_every_misconception_has_hints_of_its_own(known: Exercise) -> None:
    """It belongs to one `Help` of its exercise: none is missing, none named twice or unknown."""
    named = [name for one in known.help for name in one.after]
    assert sorted(named) == sorted(wrong.name for wrong in known.misconceptions)
    assert "general" not in named, "that is the name under which general hints are counted"


@each_help
def test_hints_go_from_a_nudge_to_nearly_the_code(known: Exercise, one: Help) -> None:
    """Two or three steps of whole sentences; the first asks or gives something to look at."""
    assert len(one.steps) in (2, 3)
    for step in one.steps:
        assert len(step) > 25 and re.search(r"[.?]\)?$", step), step
        assert step.count("`") % 2 == 0 and "``" not in step, step
    first = one.steps[0]
    assert "?" in first or re.search(r"\b(print|look|find|count|should)\b", first, re.I), first


@each_help
def test_hints_do_not_repeat_the_sentence(known: Exercise, one: Help) -> None:
    """What the learner has just read below the check, six words of it in a row."""
    for name, step in itertools.product(one.after, one.steps):
        common = _runs(known.misconception(name).sentence, 6) & _runs(step, 6)
        assert not common, f"{name}: {common}"


def test_no_hint_is_given_twice() -> None:
    """In one exercise no text comes back under another step."""
    for known in EXERCISES:
        steps = [step for one in known.help for step in one.steps] + list(known.hints)
        nudges = [one.steps[0] for one in known.help]
        assert len(set(nudges)) == len(nudges), known.name
        assert not {*known.hints} & {step for one in known.help for step in one.steps}, known.name
        assert all(step == step.strip() and "  " not in step for step in steps), known.name


@pytest.mark.parametrize("part", PARTS)
def test_hints_stand_in_the_catalogue_alone(part: str) -> None:
    """No master holds the text of a hint, folded away or not."""
    (master,) = (SOURCE / part).glob("*.py")
    lesson = " ".join(" ".join(cell.source for cell in masters.derive(master).cells).split())
    assert "<details>" not in lesson
    for known in exercises(part):
        for text in (*known.hints, *(step for one in known.help for step in one.steps)):
            assert text not in lesson


@each_exercise
def test_no_hint_is_the_answer(known: Exercise) -> None:
    """The code of one hint does not hold every statement of the answer, nor pass the check."""
    answer = _statements(_answers(known.part)[known.name])
    for text in {*known.hints, *(step for one in known.help for step in one.steps)}:
        code = _squeezed(" ".join(re.findall(r"`([^`]*)`", text)))
        assert not all(statement in code for statement in answer), text
        for source in _attempts(known, text):
            assert not examine(known, answer_of(known.part, known.name, source)).passed, source


def _attempts(known: Exercise, text: str) -> Iterator[str]:
    """Answers to a function's blank of nothing but the code in `text`, as far as they compile."""
    spans = [span for span in re.findall(r"`([^`]*)`", text) if "…" not in span]
    if known.base is not None or known.dear or not spans:
        return
    bodies = [[f"return {span}"] for span in spans] + [spans, [*spans[:-1], f"return {spans[-1]}"]]
    for body in bodies:
        source = "\n".join([known.heading, *(f"    {line}" for line in body)]) + "\n"
        try:
            compile(source, "<hint>", "exec")
        except SyntaxError:
            continue
        yield source


@cache
def _answers(part: str) -> dict[str, str]:
    (master,) = (SOURCE / part).glob("*.py")
    return solutions(masters.derive(master))


def _statements(source: str) -> list[str]:
    """The statements of an answer, squeezed; of a compound one nothing but what is in it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if isinstance(node, ast.stmt) and not hasattr(node, "body") and not text:
            found.append(_squeezed(ast.unparse(node)).removeprefix("return"))
    assert found
    return found


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _runs(text: str, length: int) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[at : at + length]) for at in range(len(words) - length + 1)}
