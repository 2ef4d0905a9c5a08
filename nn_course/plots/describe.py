"""What each picture shows, said of the values that it draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from nn_course.plots.said import texts
from nn_course.plots.showing import Said
from nn_course.plots.style import number, numbers

COMMA, SEMICOLON = ", ", "; "
MOST_LISTED = 40
MOST_MISTAKES = 5


def gallery(count: int, columns: int, titles: Sequence[str] | None) -> Said:
    """`count` digits in rows of `columns`, with `titles` above them."""
    rows = -(-count // columns)
    said = texts.GALLERY_ONE_ROW if rows == 1 else texts.GALLERY
    sentences = [said.format(count=count, rows=rows, columns=columns)]
    if titles is not None:
        listed = listing([" ".join(title.split()) for title in titles])
        sentences.append(texts.GALLERY_LABELS.format(titles=listed))
    return _said(sentences)


def digit_pixels(
    crop: np.ndarray, top: int, left: int, side: int, ends: tuple[float, float]
) -> Said:
    """A digit and the values of a part of it; `ends`: the values of paper and of ink."""
    low, high = numbers(np.array(ends))
    row = crop[np.argmax([len(np.unique(row)) for row in crop])]
    return _said(
        [
            texts.PIXELS.format(side=side, crop=len(crop), top=top, left=left, low=low, high=high),
            texts.PIXELS_ROW.format(numbers=listing(numbers(row))),
        ]
    )


def weight_images(pictures: np.ndarray, most: float) -> Said:
    """(C, 28, 28) weights, their colours reaching from -most to most."""
    count, side = len(pictures), pictures.shape[1]
    third = side // 2 - 2
    middles = pictures[:, third:-third, third:-third].mean(axis=(1, 2))
    low, high = numbers(np.array([-most, most]))
    speaks_for, against = (
        listing([str(place) for place in np.flatnonzero(found)]) or texts.NOBODY
        for found in (middles > most / 20, middles < -most / 20)
    )
    return _said(
        [texts.WEIGHT_IMAGES.format(side=side, count=count)],
        [
            texts.WEIGHT_IMAGES_MOST.format(low=low, high=high),
            texts.WEIGHT_IMAGES_MIDDLE.format(for_=speaks_for, against=against),
        ],
    )


def mistakes(summary: str, titles: Sequence[str], sure: bool) -> Said:
    """What stands above each digit that was read wrong; `summary` heads the picture."""
    if not titles:
        return _said([summary])
    listed = listing([" ".join(title.split()) for title in titles], SEMICOLON)
    return _said(
        [texts.MISTAKES_SUREST if sure else texts.MISTAKES],
        [texts.MISTAKES_LIST.format(summary=summary, mistakes=listed)],
    )


def labels(rows: Mapping[str, Sequence[int]]) -> Said:
    """Rows of labels, each with its name."""
    named = [
        texts.NUMBERS_OF.format(name=name, numbers=listing([str(digit) for digit in row]))
        for name, row in rows.items()
    ]
    return _said([texts.LABELS, *named])


def matmul_broadcast(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, result: np.ndarray, story: str
) -> Said:
    """`x @ w + b = result`, all numbers; `story`: how the first of them comes about."""
    shapes = {"inputs": x, "weights": w, "bias": b, "result": result}
    tables = [
        texts.ROWS_OF.format(name=name, rows=rows_of(values))
        for name, values in ((texts.INPUTS, x), (texts.WEIGHTS, w), (texts.RESULT, result))
    ]
    tables.insert(2, texts.NUMBERS_OF.format(name=texts.BIAS, numbers=listing(numbers(b))))
    sentences = [texts.MATMUL.format(**{name: shape(one) for name, one in shapes.items()})]
    if len(result) > 1:
        sentences.append(texts.MATMUL_BIAS.format(rows=len(result)))
    return _said([*sentences, *tables, f"{story}."])


def keepdim(
    x: np.ndarray, sums: np.ndarray, without: str, result: np.ndarray | None, kept: np.ndarray
) -> Said:
    """Both ways to subtract `sums`: the verdict `without` and its result, if any, and `kept`."""
    formulas = {"without": texts.WITHOUT, "with_it": texts.WITH}
    listed = listing(numbers(sums))
    first = texts.KEEPDIM_SUMS.format(formula=texts.WITHOUT, sums=listed, shape=shape(sums))
    second = texts.KEEPDIM_SUMS.format(formula=texts.WITH, sums=listed, shape=shape(sums[:, None]))
    sentences = [texts.KEEPDIM.format(shape=shape(x), **formulas)]
    sentences += [texts.ROWS_OF.format(name="x", rows=rows_of(x)), first]
    if result is not None:
        sentences.append(texts.KEEPDIM_RESULT.format(rows=rows_of(result)))
    sentences += [without, second, texts.KEEPDIM_RESULT.format(rows=rows_of(kept)), texts.OWN_SUM]
    return _said(sentences)


def picked(matrix: np.ndarray, shown: np.ndarray, pairs: Sequence[tuple[int, int]]) -> Said:
    """The table, whose numbers are `shown` as text, and the pairs (row, column) picked from it."""
    rows, columns = matrix.shape
    return _said(
        [
            texts.PICKED.format(rows=rows, columns=columns),
            *(
                texts.PICKED_ROW.format(row=place, numbers=listing(list(row)))
                for place, row in enumerate(shown)
            ),
            texts.PICKED_LIST.format(
                pairs=listing(
                    [
                        texts.PICKED_PAIR.format(row=row, column=column, number=shown[row, column])
                        for row, column in pairs
                    ],
                    SEMICOLON,
                )
            ),
        ]
    )


def feature_maps(layers: Sequence[tuple[str, tuple[int, ...], bool]]) -> Said:
    """The name, shape (C, H, W) and whether it has both signs, of each layer."""
    sentences = [texts.FEATURE_MAPS]
    for name, (count, height, width), signed in layers:
        said = texts.FEATURE_MAPS_SIGNED if signed else texts.FEATURE_MAPS_INK
        sentences.append(said.format(name=name, count=count, height=height, width=width))
    return _said(sentences)


def kernels(windows: np.ndarray, most: float) -> Said:
    """(C, H, W) weights, their colours reaching from -most to most."""
    count, height, width = windows.shape
    low, high = numbers(np.array([-most, most]))
    return _said(
        [texts.KERNELS.format(height=height, width=width, count=count)],
        [texts.WEIGHT_IMAGES_MOST.format(low=low, high=high)],
    )


def confusion_matrix(table: np.ndarray, names: Sequence[str]) -> Said:
    """Counts (C, C) of classes with `names`: how many are right, and the commonest mistakes."""
    right = [
        texts.CONFUSION_OF.format(
            right=_count(table[place, place]), total=_count(table[place].sum()), name=name
        )
        for place, name in enumerate(names)
    ]
    wrong = np.where(np.eye(len(table), dtype=bool), 0, table)
    order = np.argsort(-wrong, axis=None, kind="stable")[:MOST_MISTAKES]
    common = [
        texts.CONFUSION_PAIR.format(name=names[row], said=names[column], count=_count(count))
        for row, column in (divmod(int(place), len(table)) for place in order)
        if (count := wrong[row, column])
    ]
    result = [texts.CONFUSION_RIGHT.format(counts=listing(right, SEMICOLON))]
    if common:
        result.append(texts.CONFUSION_MOST.format(mistakes=listing(common, SEMICOLON)))
    return _said([texts.CONFUSION.format(size=len(table))], result)


def listing(entries: Sequence[str], between: str = COMMA) -> str:
    """The entries in a row, the first 40 of them where there are more."""
    listed = between.join(entries[:MOST_LISTED])
    more = len(entries) - MOST_LISTED
    return str(texts.MORE.format(listed=listed, more=more)) if more > 0 else listed


def rows_of(values: np.ndarray) -> str:
    """The numbers of a table, as they stand in the picture, row after row."""
    shown = np.array(numbers(values)).reshape(values.shape)
    return listing([listing(list(row)) for row in shown], SEMICOLON)


def shape(values: np.ndarray) -> str:
    """A shape as Python writes it."""
    return str(tuple(int(size) for size in values.shape))


def _count(value: float) -> str:
    return number(value, 0 if value == round(float(value)) else 2)


def _said(plain: Iterable[str], result: Iterable[str] = ()) -> Said:
    """Sentences as one text, lines joined."""
    return Said(*(" ".join(" ".join(sentences).split()) for sentences in (plain, result)))
