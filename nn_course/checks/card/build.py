"""From the report of a check to its card."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from nbjudge.language import matched
from nn_course import progress
from nn_course.catalogue import PARTS, Exercise, exercise
from nn_course.checks import words_card as english
from nn_course.checks.card.content import Block, Card, Table, Tried
from nn_course.checks.card.pictures import PICTURES
from nn_course.checks.card.tables import Place, compared, table
from nn_course.checks.compare import close
from nn_course.checks.report import Line, Report
from nn_course.checks.said import words as report_words
from nn_course.checks.said import words_card as words
from nn_course.language import phrase

_LONGEST_TITLE = 300


def card_of(report: Report) -> Card:
    """The card of a report on an answer that was tried."""
    known = report.exercise
    count = len(report.lines)
    if report.passed:
        return Card(
            known.name,
            known.signature,
            True,
            report_words.ALL_PASSED.format(count=count),
            tried=tuple(_alike(report)),
            ends=tuple(_ends(known, True)),
        )
    first = report.first_wrong
    assert first is not None
    short = zip(report.lines, report.short(brief=True), strict=True)
    return Card(
        known.name,
        known.signature,
        False,
        words.FAILED.format(failed=report.failed, count=count),
        sentence=report.sentence,
        first=(words.FIRST_WRONG.format(title=report.told(first.case.title)), first.said),
        numbers=report.told(first.case.numbers),
        blocks=tuple(_blocks(known, first)),
        tried=tuple(
            Tried(line.difference is None, said) for line, said in short if line is not first
        ),
        ends=tuple(_ends(known, False)),
    )


def _alike(report: Report) -> Iterator[Tried]:
    """What was tried and found right: in two lines, where the same was looked at each time."""
    seen = {line.said for line in report.lines}
    if len(seen) > 1:
        yield from (Tried(True, said) for said in report.short())
        return
    titles = "; ".join(report.told(line.case.title) for line in report.lines)
    yield Tried(True, words.TRIED_ON.format(titles=titles))
    yield Tried(True, words.LOOKED_AT.format(seen=seen.pop()))


def _ends(known: Exercise, passed: bool) -> Iterator[str]:
    """What to do next, and how far the learner is where that is kept."""
    if not passed:
        yield words.HINT.format(name=known.name)
    work = progress.folder()
    if work is None:
        return
    names = PARTS[known.part]
    done = [name for name in names if progress.of(known.part, name, work).passed]
    yield words.PROGRESS.format(
        part=known.part.removeprefix("part"),
        passed=len(done),
        exercises=len(names),
        got=f"{sum(exercise(known.part, name).points for name in done):g}",
        marks=f"{sum(exercise(known.part, name).points for name in names):g}",
    )


def _blocks(known: Exercise, line: Line) -> Iterator[Block]:
    """The first wrong input: what went in, what came out beside what is right, the picture."""
    assert line.difference is not None
    yield from _inputs(known, line)
    yield from _outputs(known, line)
    draw = PICTURES.get(known.picture)
    if draw is not None:
        block = draw(line)
        if block is not None:
            yield block


def _inputs(known: Exercise, line: Line) -> Iterator[Block]:
    assert line.difference is not None
    index = line.difference.index or ()
    shape = getattr(line.right.get(line.difference.key), "shape", ())
    shown: list[Table | str] = []
    scalars = []
    for name, value in _named(known, line.case.arguments):
        if isinstance(value, torch.Tensor):
            array = value.detach().double().numpy()
        elif isinstance(value, np.ndarray):
            array = np.asarray(value, dtype=np.float64)
        else:
            scalars.append(words.SCALAR.format(name=name, value=value))
            continue
        shown.append(table(name, array, _beside(index, shape, array.shape)))
    notes = [one for one in shown if isinstance(one, str)]
    if scalars:
        notes.append(", ".join(scalars))
    tables = tuple(one for one in shown if isinstance(one, Table))
    if tables or notes:
        yield Block(words.INPUT, tables, tuple(notes))


def _named(known: Exercise, arguments: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    """The arguments that can be shown as numbers, each with its name.

    A look has arguments of its own: of these, single values only if the answer takes them too.
    """
    own = [name.partition("=")[0] for name in known.parameters]
    names = own if known.look is None else list(inspect.signature(known.look).parameters)[1:]
    for name, value in zip(names, arguments, strict=True):
        if isinstance(value, torch.Tensor | np.ndarray):
            yield name, value
            if isinstance(value, torch.Tensor) and value.grad is not None:
                yield words.GRADIENT_LABEL.format(name=name), value.grad
        elif isinstance(value, list | tuple):
            held = [(f"{name}[{place}]", one) for place, one in enumerate(value)]
            if known.look is None or name in own or name in ("train", "valid"):
                for label, one in held:
                    if isinstance(one, torch.Tensor):
                        yield label, one
                        if one.grad is not None:
                            yield words.GRADIENT_LABEL.format(name=label), one.grad
        elif name in own and isinstance(value, bool | int | float | str):
            yield name, value


def _beside(index: Place, shape: Place, own: Place) -> Place:
    """The place of an input that belongs to the place `index` of an output of `shape`.

    Only axes that are as long as the output's are taken for the same; () where none is.
    """
    if not index or len(shape) != len(index) or not own or shape[0] != own[0]:
        return ()
    place = [
        index[axis] if axis < len(shape) and shape[axis] == length else 0
        for axis, length in enumerate(own)
    ]
    return tuple(place)


def _outputs(known: Exercise, line: Line) -> Iterator[Block]:
    """Yours beside right, where both are arrays of which at least one is more than a number."""
    found = line.difference
    assert found is not None
    for key in _keys(found.key):
        got, expected = line.observation.get(key), line.right.get(key)
        if isinstance(got, np.ndarray) and isinstance(expected, np.ndarray):
            break
    else:
        return
    if max(got.size, expected.size) < 2:
        return
    wrong = None
    if got.shape == expected.shape:
        wrong = ~close(known, line.case, expected, got)
    label = key.removesuffix(": values").removeprefix("result: ")
    captions = (words.YOURS, words.RIGHT)
    if label != "result":
        label = _label(known, label)
        captions = (words.YOURS_OF.format(label=label), words.RIGHT_OF.format(label=label))
    tables, legend = compared(captions, got, expected, wrong)
    yield Block(
        words.OUTPUT,
        tuple(one for one in tables if isinstance(one, Table)),
        tuple(one for one in tables if isinstance(one, str)),
        legend=legend,
    )


def _label(known: Exercise, key: str) -> str:
    """The name of an observation above its numbers."""
    for said, template in (
        (words.GRADIENT_OF, english.GRADIENT_OF),
        (words.LABEL_AFTERWARDS, english.LABEL_AFTERWARDS),
    ):
        if (places := matched(template, key)) is not None:
            return str(said.format(**places))
    return str(phrase(known.part, key))


def _keys(key: str) -> tuple[str, ...]:
    """Where the numbers may be of what differs under `key`: its shape, say, or its length."""
    what = key.rpartition(": ")[0] or key
    comma = key.rpartition(", ")[0] or key
    return key, f"{key}: values", f"{what}: values", what, comma
