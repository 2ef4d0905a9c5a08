"""Pictures of single exercises: what an answer did, as tables beside each other.

An exercise names its picture in its catalogue file. Each function takes the first wrong input and
gives a `Block`, or None where there is nothing to see: an answer that raised, or another kind.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import torch

from nn_course.checks.card.content import ONE, PICKED, SUM, Block, Cell, Table
from nn_course.checks.card.tables import MOST_ROWS, Place, table
from nn_course.checks.compare import first_place
from nn_course.checks.numbers import told_apart
from nn_course.checks.observe import Observation
from nn_course.checks.report import Line
from nn_course.checks.said import words_card as words

_NEAR = 1e-3
_MOST_SUMMED = 60


def sums(line: Line) -> Block | None:
    """exp of the result with the sums of its rows and columns: which axis adds up to 1."""
    got, right = (_array(seen, "result: values") for seen in (line.observation, line.right))
    if got is None or right is None or got.shape != right.shape:
        return None
    if got.ndim not in (1, 2) or got.size > _MOST_SUMMED:
        return None
    got, right = np.atleast_2d(got), np.atleast_2d(right)
    with np.errstate(over="ignore"):
        yours, exact = np.exp(got), np.exp(right)
    if np.allclose(yours, exact, atol=_NEAR, equal_nan=True):
        return None
    return Block(
        words.SUMS_TITLE,
        (_summed(words.SUMS_YOURS, yours), _summed(words.SUMS_RIGHT, exact)),
        says=_sums_say(got, yours),
        legend=(words.SUMS_LEGEND, words.SUMS_TEXT_LEGEND),
    )


def _array(seen: Observation, key: str) -> np.ndarray | None:
    found = seen.get(key)
    return found if isinstance(found, np.ndarray) else None


def _sums_say(got: np.ndarray, yours: np.ndarray) -> str:
    def ones(values: np.ndarray) -> bool:
        return bool(np.allclose(values, 1, atol=_NEAR))

    if ones(yours.sum(1)):
        return words.SUMS_ROWS
    if ones(got.sum(1)):
        return words.SUMS_PLAIN
    if ones(yours.sum(0)):
        return words.SUMS_COLUMNS
    if ones(yours.sum()):
        return words.SUMS_EVERYTHING
    return words.SUMS_NOTHING.format(row=_short(yours[0].sum()))


def _summed(caption: str, values: np.ndarray) -> Table:
    """A small table with the sums of its rows at the right and of its columns below."""

    def row(numbers: np.ndarray) -> list[Cell]:
        return [Cell(_short(number)) for number in numbers]

    rows = [
        (str(place), (*row(numbers), _sum(numbers.sum()))) for place, numbers in enumerate(values)
    ]
    if len(values) > 1:
        below = [_sum(number) for number in values.sum(0)]
        rows.append((words.SUM, (*below, Cell(""))))
    columns = (*(str(place) for place in range(values.shape[1])), words.SUM)
    return Table(caption, columns, tuple(rows))


def _sum(number: float) -> Cell:
    return Cell(_short(number), ONE if abs(number - 1) < _NEAR else SUM)


def _short(number: float) -> str:
    return f"{number:.3f}" if np.isfinite(number) and abs(number) < 1000 else f"{number:.3g}"


def picked(line: Line) -> Block | None:
    """The log-probabilities that a loss is made of, as its gradient tells."""
    traces = [_array(seen, "gradient of log_probs") for seen in (line.observation, line.right)]
    if traces[0] is None or traces[1] is None or traces[0].shape != traces[1].shape:
        return None
    yours, right = ((trace != 0) | np.isnan(trace) for trace in traces if trace is not None)
    if not yours.any():  # the graph is cut, so that nothing tells
        return None
    if (yours == right).all():
        return _picked_the_same(line)
    log_probs = line.case.arguments[0].detach().double().numpy()
    around = first_place(yours != right)
    captions = (
        words.PICKED_YOURS.format(count=int(yours.sum())),
        words.PICKED_RIGHT.format(count=int(right.sum())),
    )
    tables = [
        table(caption, log_probs, around, partial(_picked_at, mask))
        for caption, mask in zip(captions, (yours, right), strict=True)
    ]
    return Block(
        words.PICKED_TITLE,
        tuple(one for one in tables if isinstance(one, Table)),
        says=words.PICKED_SAYS,
        legend=(words.PICKED_LEGEND, words.PICKED_TEXT_LEGEND),
    )


def _picked_at(mask: np.ndarray, place: Place) -> str:
    return PICKED if mask[place] else ""


def _picked_the_same(line: Line) -> Block | None:
    got, right = (_array(seen, "result: values") for seen in (line.observation, line.right))
    if got is None or right is None or got.size > 1:
        return None
    exact, yours = told_apart(float(right), float(got.reshape(())))
    if exact == yours:
        return None
    return Block(words.PICKED_TITLE, notes=(words.PICKED_SAME.format(got=yours, expected=exact),))


def agreement(line: Line) -> Block | None:
    """Most likely class and true class of each row, whether they agree, and both fractions."""
    log_probs, target = line.case.arguments
    guesses, labels = torch.argmax(log_probs, -1).tolist(), target.tolist()
    count, right = len(labels), sum(map(int.__eq__, guesses, labels))
    rows = [
        (
            str(place),
            (
                Cell(str(guess)),
                Cell(str(label)),
                Cell(words.AGREE_YES if guess == label else words.AGREE_NO),
            ),
        )
        for place, (guess, label) in enumerate(zip(guesses, labels, strict=True))
    ]
    if count > 2 * MOST_ROWS:
        rows = [*rows[: 2 * MOST_ROWS], ("…", (Cell("…"),) * 3)]
    columns = (words.AGREE_GUESS, words.AGREE_TRUE, words.AGREE_EQUAL)
    picture = Table("", columns, tuple(rows), words.AGREE_ROW)
    return Block(words.AGREE_TITLE, (picture,), says=_agreement_says(line, right, count))


def _agreement_says(line: Line, right: int, count: int) -> str:
    got = _array(line.observation, "result: values")
    if got is None or got.size != 1:
        return words.AGREE_ALONE.format(right=right, count=count, fraction=f"{right / count:.4g}")
    exact, yours = told_apart(right / count, float(got.reshape(())))
    places = {"right": right, "count": count, "fraction": exact, "got": yours}
    times = float(got.reshape(())) * count
    if abs(times - round(times)) < 1e-4 and 0 <= round(times) <= count:
        return words.AGREE_AS_IF.format(yours=round(times), **places)
    return words.AGREE_COUNT.format(**places)


PICTURES: dict[str, Callable[[Line], Block | None]] = {
    "sums": sums,
    "picked": picked,
    "agreement": agreement,
}
