"""What of a code cell is translated: what a learner reads, and nothing that the code needs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbjudge.authoring import masters
from nbjudge.authoring.translation.code import exchanged, pieces

ROOT = Path(__file__).resolve().parents[2]
MASTERS = list(masters.masters(ROOT / "source"))


def found(source: str) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in pieces(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('print("loss:", loss)', [("string", "loss:")]),
        ('print("loss")', [("string", "loss")]),
        ('plots.curves({"training": a}, title="two epochs")',
         [("string", "training"), ("string", "two epochs")]),
        ('print(history["training"])', []),
        ('plt.imshow(x, cmap="gray_r")', []),
        ('model.to("cuda")', []),
        ('print(f"{n} rows of {x.shape[1]:,} numbers")',
         [("f-string", "{n} rows of {x.shape[1]:,} numbers")]),
        ('print(f"{a:.2f}")', []),
        ('assert ok, f"The {name} is wrong."', [("f-string", "The {name} is wrong.")]),
        ("x = 1  # the first one", [("comment", "the first one")]),
        ("# Two lines\n# of prose.\nx = 1", [("comment", "Two lines\nof prose.")]),
        ("# hint.nll()  # Stuck? Run this.", [("comment", "Stuck? Run this.")]),
        ("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", []),
        ("### BEGIN HIDDEN TESTS\n# why\nassert x, 'It is wrong.'\n### END HIDDEN TESTS",
         [("string", "It is wrong.")]),
        ('def f(x):\n    """One number.\n\n    x: a tensor\n    """',
         [("docstring", "One number.\n\nx: a tensor")]),
        ('nn_course.speak("en")', [("language", "en")]),
        ("%pip install torch", []),
    ],
)  # fmt: skip
def test_what_is_read_is_found(source: str, expected: list[tuple[str, str]]) -> None:
    """Labels, sentences, comments, docstrings; no keys, names of colours, markers."""
    assert found(source) == expected


@pytest.mark.parametrize("path", MASTERS, ids=lambda path: path.stem)
def test_writing_every_piece_anew_changes_no_code(path: Path) -> None:
    """Each piece of every lesson, written as it was, gives the same program."""
    for cell in masters.derive(path).cells:
        if cell.cell_type != "code":
            continue
        source, made, last = cell.source, [], 0
        for piece in pieces(source):
            made += [source[last : piece.start], piece.write(piece.text)]
            last = piece.end
        again = "".join([*made, source[last:]])
        assert ast.dump(ast.parse(again)) == ast.dump(ast.parse(source)), cell.id


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), min_size=1).filter(
    lambda text: text.strip() and len(text.splitlines()) == 1
)


@given(WORDS)
def test_any_text_can_be_put_into_a_string(text: str) -> None:
    """Quotes, backslashes, braces, Hangul: the string's value is the text, the rest as it was."""
    made = exchanged(
        'print("loss:", x)  # é', lambda one: text if one.text == "loss:" else one.text
    )
    call = ast.parse(made).body[0].value  # type: ignore[attr-defined]
    assert call.args[0].value == text and made.endswith(", x)  # é")


@given(WORDS.map(lambda text: text.replace("{", "{{").replace("}", "}}")))
def test_any_text_can_be_put_around_a_placeholder(text: str) -> None:
    """An f-string keeps its expressions, wherever the translation has them."""
    made = exchanged("print(f\"{n:,} of {x['a']} rows\")", lambda one: text + "{x['a']}/{n:,}")
    n, x = 1234, {"a": 5}
    assert eval(made.removeprefix("print("[:-1]), {"n": n, "x": x}) == (
        text.replace("{{", "{").replace("}}", "}") + "5/1,234"
    )


def test_a_folded_string_is_folded_again() -> None:
    """A sentence in several literals below each other stays readable in its new language."""
    source = 'assert ok, (\n    "one two "\n    "three four"\n)'
    long = "가나다라마바사 " * 30 + "끝"
    made = exchanged(source, lambda one: long)
    assert max(map(len, made.splitlines())) <= 100
    assert ast.literal_eval("(" + made.partition("(")[2]) == long


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('for part in ("weights", "bias"):\n    assert ok, f"The {part} changed."',
         ["weights", "bias", "The {part} changed."]),
        ('for n, name in [(1, "rows"), (2, "columns")]:\n    print(f"{n} {name} are here")',
         ["rows", "columns", "{n} {name} are here"]),
        ('for a, name in zip(given, ("x", "loss"), strict=True):\n    print(f"the {name} of it")',
         ["loss", "the {name} of it"]),
        ('for key in ("train", "valid"):\n    print(f"the {key} loss", seen[key])',
         ["the {key} loss"]),
        ('for name in ("SGD", "Adam"):\n    rule(name)\n    print(f"now with {name}")',
         ["now with {name}"]),
    ],
)  # fmt: skip
def test_words_that_a_loop_says_are_found(source: str, expected: list[str]) -> None:
    """Single words that go into sentences and nowhere else; keys and names stay."""
    assert [one.text for one in pieces(source)] == expected
