"""A check's card: what it shows, in HTML and in plain text."""

from __future__ import annotations

import re
from pathlib import Path

from nn_course import progress
from nn_course.catalogue import exercise
from nn_course.checks import examine
from nn_course.checks import part1 as check
from nn_course.checks.answers import answer_of
from nn_course.checks.card import Card, card_of, glance_at
from nn_course.checks.card.html import html
from nn_course.checks.card.text import text
from nn_course.errors import CheckFailed
from tests.cards import Seen, card, plain, right_nll


def test_a_passing_card_is_short() -> None:
    """What was tried and what was looked at, in two lines; no tables, no hint."""
    made = card("nll", right_nll)
    lines = text(made).splitlines()
    assert lines[0] == "nll(log_probs, target): ✓ right. All 5 checks passed."
    assert "64 rows of 10 classes; a single row of 6 classes" in plain(made)
    assert "shape and values, gradient, input left alone" in plain(made)
    assert len(lines) <= 5
    page = Seen(html(made))
    assert page.text.startswith("✓ right nll(log_probs, target) All 5 checks passed.")
    assert not [tag for tag, _ in page.tags if tag == "table"] and "hint" not in page.text


def test_a_failing_card_shows_what_went_in_and_what_came_out() -> None:
    """Input, result and right result as numbers, with the first difference marked in both."""
    made = card("log_softmax", "over_the_rows")
    lines = text(made).splitlines()
    place = lines.index("      x, shape (2, 3):")
    assert lines[place + 1 : place + 4] == [
        "           0   1   2",
        "        0  1   2   3",
        "        1  3   4   5",
    ]
    place = lines.index("      yours, shape (2, 3):")
    assert lines[place + 2] == "        0 [-2.127]  -2.127*  -2.127*"
    place = lines.index("      right, shape (2, 3):")
    assert lines[place + 2] == "        0 [-2.408]  -1.408*  -0.408*"
    assert "      [ ] marks the first difference, * the others." in lines
    page = Seen(html(made))
    assert "first difference: -2.127 differs: -2.127" in page.text
    assert page.text.count("first difference: -2.408") == 1


def test_the_other_inputs_have_a_line_each() -> None:
    """All inputs but the first wrong one follow, right and wrong, in words."""
    made = card("log_softmax", "over_the_rows")
    for shown in (plain(made), Seen(html(made)).text):
        _, _, others = shown.partition("The others")
        assert others.count("✗ wrong: ") == 4 and others.count("✓ right: ") == 1
        assert "✓ right: one vector of 7 scores, no rows" in others


def test_sums_say_which_axis_adds_up() -> None:
    """log_softmax: exp of both with sums of rows and columns, and the axis in words."""
    made = plain(card("log_softmax", "over_the_rows"))
    assert "sum [1.000] [1.000] [1.000]" in made
    assert "0 0.090 0.245 0.665 [1.000]" in made
    assert "Each column of yours adds up to 1, where each row should." in made
    assert "All numbers of yours add up to 1 together" in plain(
        card("log_softmax", "over_everything")
    )
    assert "Your rows add up to 1 already, before exp" in plain(card("log_softmax", "no_log"))
    assert "the first row adds up to 3.000" in plain(card("log_softmax", "mean_for_sum"))


def test_picked_cells_are_framed() -> None:
    """nll: the cells that the result is made of, yours beside right, as the gradient tells."""
    made = plain(card("nll", "whole_columns"))
    assert "yours: 4 picked" in made and "right: 2 picked" in made
    assert "0 [-0.357] -1.609 [-2.303] 1 [-2.303] -1.204 [-0.511]" in made
    assert "0 [-0.357] -1.609 -2.303 1 -2.303 -1.204 [-0.511]" in made
    page = Seen(html(card("nll", "whole_columns"))).text
    assert page.count("picked: -") == 6


def test_picked_rightly_says_so() -> None:
    """nll: where the right cells were picked the mistake is in what came after."""
    made = plain(card("nll", "sum_for_mean"))
    assert "You picked the right numbers." in made
    assert "which numbers" not in plain(card("nll", "python_number")).lower()


def test_agreement_row_by_row() -> None:
    """accuracy: the most likely class, the true one, whether they agree, and both fractions."""
    made = plain(card("accuracy", "error_rate"))
    assert "row most likely true agree" in made
    assert "1 2 2 ✓ yes" in made and "3 2 0 ✗ no" in made
    assert "3 of 4 agree: 0.75. You have 0.25, as if it were 1 of 4." in made
    assert "3 of 4 agree: 0.75. You have 75." in plain(card("accuracy", "percent"))


def test_an_exception_is_shown_with_the_learners_line() -> None:
    """The line, what it means in shapes, the message; the others without the message."""

    def linear(inputs, weights, bias):
        return inputs @ weights.T + bias

    made = card("linear", linear)
    said = plain(made)
    assert "`return inputs @ weights.T + bias`, multiplies (3, 2) by (3, 2)" in said
    assert said.count("RuntimeError") == 1
    page = Seen(html(made))
    assert ("code", {}) in page.tags
    assert "return inputs @ weights.T + bias" in page.text and "site-packages" not in page.text


def test_learners_text_is_escaped() -> None:
    """What a learner's objects and exceptions say is shown, never obeyed."""

    class Evil:
        def __repr__(self) -> str:
            return "<script>alert(1)</script>"

    def boom(log_probs, target):
        raise ValueError("<img src=x onerror=alert(1)> & `<b>`")

    for answer in (boom, lambda log_probs, target: Evil()):
        page = html(card("nll", answer))
        tags = {tag for tag, _ in Seen(page).tags}
        assert not tags & {"script", "img", "b"}
        assert "<script" not in page and "<img" not in page
    assert "<img src=x onerror=alert(1)> & <b>" in " ".join(
        Seen(html(card("nll", boom))).text.split()
    )


def test_the_same_every_time() -> None:
    """Two checks of one answer give the same card, letter by letter: no ids, no addresses."""

    def nll(log_probs, target):
        return object()

    for answer in (nll, "whole_columns"):
        first, again = card("nll", answer), card("nll", answer)
        assert html(first) == html(again) and text(first) == text(again)
        assert "0x" not in html(first)


def test_html_disturbs_nothing_around_it() -> None:
    """No headings, no ids, tables with headers, one label that says what it is."""
    made = Seen(html(card("log_softmax", "over_the_rows")))
    names = [tag for tag, _ in made.tags]
    assert not [name for name in names if re.fullmatch(r"h[1-6]", name)]
    assert not [attributes for _, attributes in made.tags if "id" in attributes]
    assert made.tags[0] == (
        "div",
        {"class": "nnc", "role": "group", "aria-label": "check of log_softmax: wrong"},
    )
    scopes = [attributes.get("scope") for tag, attributes in made.tags if tag == "th"]
    assert set(scopes) == {"row", "col"}
    assert names.count("caption") == names.count("table") == 5


def test_every_class_has_the_prefix() -> None:
    """Nothing of a card's style can meet an element outside of a card."""
    style = (Path(__file__).parents[1] / "nn_course/checks/card/card.css").read_text()
    for rule in re.findall(r"([^{}]+)\{", style):
        for selector in rule.split(","):
            assert selector.split()[0] == ".nnc", selector
    made = Seen(html(card("nll", "whole_columns")))
    for _, attributes in made.tags:
        for name in (attributes.get("class") or "").split():
            assert name.startswith("nnc"), name


def test_nan_and_infinity_are_shown() -> None:
    """Numbers that are none appear as such, in both."""

    def log_softmax(x):
        result = x.clone() * float("nan")
        result[..., 0] = float("inf")
        return result

    made = card("log_softmax", log_softmax)
    assert "[inf]" in text(made) and "nan*" in text(made)
    assert "first difference: inf" in Seen(html(made)).text
    assert "differs: nan" in Seen(html(made)).text


def test_large_arrays_are_seen_through_a_window() -> None:
    """Of a large result the surroundings of the first difference are shown, of its input too."""

    def linear(inputs, weights, bias):
        result = inputs @ weights + bias
        if len(inputs) == 64:
            result = result.clone()
            result[40, 4] += 1
        return result

    made = card("linear", linear)
    said = text(made)
    assert "The first wrong one: 64 rows of 12 numbers" in said
    lines = said.splitlines()
    (yours,) = (place for place, line in enumerate(lines) if "yours, part of shape (64, 5)" in line)
    assert [line.split()[0] for line in lines[yours + 2 : yours + 10]] == (
        ["…", "37", "38", "39", "40", "41", "42", "…"]
    )
    assert "inputs, part of shape (64, 12)" in said
    (inputs,) = (place for place, line in enumerate(lines) if "inputs, part of" in line)
    assert lines[inputs + 6].split()[0] == "40"
    assert len(html(made)) < 30_000


def test_shapes_that_differ_stand_beside_each_other() -> None:
    """Where the shape is wrong both arrays are shown, with nothing marked."""
    made = plain(card("preprocess", "one_image_a_column"))
    assert "yours, part of shape (784, 3)" in made and "right, part of shape (3, 784)" in made
    assert "[0" not in made.partition("What came out")[2].partition("The others")[0].replace(
        "result[0]", ""
    )


def test_a_look_is_shown_like_the_rest() -> None:
    """Arrays that a look saw as tables, all else in words."""
    known = exercise("part4", "confusion")
    for wrong in known.misconceptions:
        report = examine(known, answer_of("part4", "confusion", wrong.source))
        first = report.first_wrong
        assert first is not None and first.difference is not None
        if first.difference.key == "result: counts":
            said = plain(card_of(report))
            break
    assert "counts, yours, shape (3, 3)" in said and "counts, right, shape (3, 3)" in said
    said = plain(card("Logistic", "plain_list", "part2"))
    assert "numbers found by .parameters(): you have 0, right is 9" in said
