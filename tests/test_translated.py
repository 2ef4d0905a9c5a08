"""In a made-up language nothing is left in English: all that is shown goes through gettext."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from nbjudge import language
from nn_course import environment, progress
from nn_course.catalogue import PARTS, Exercise, exercises
from nn_course.checks import elsewhere, examine
from nn_course.checks import part1 as check
from nn_course.checks.answers import answer_of
from nn_course.checks.card import card_of
from nn_course.checks.card.glance import _line
from nn_course.checks.card.html import html
from nn_course.checks.card.text import text
from nn_course.checks.isolation import exam
from nn_course.checks.report import Report
from nn_course.errors import CheckFailed, UnknownExercise, Verdict
from nn_course.hints import choice
from nn_course.hints.card import card, plain
from nn_course.kernel import advice
from nn_course.kernel import lessons as known_lessons
from nn_course.language import languages, spoken
from nn_course.lessons import LESSONS
from nn_course.plots import showing, style
from nn_course.start.page import page
from nn_course.start.work import make
from tests import pseudo
from tests.cards import Seen
from tests.gate.variants import alternative_sources
from tests.pseudo import bracketed, english
from tests.test_plots import CALLS, texts
from tools.translations import TEXTS

mpl.use("Agg")
EVERY = [one for part in PARTS for one in exercises(part)]
# What Python and torch call things, in every language.
PYTHON = (
    *("None", "True", "False", "nan", "inf", "list", "tuple", "zip", "generator", "partial", "int"),
    *("IndexError", "DataLoader", "TensorDataset", "SGD", "Adam", "cpu", "meta", "autograd", "lr"),
)
# What the calls of pictures in these tests hand over.
GIVEN = (
    "SGD",
    "Adam",
    "step",
    "scores",
    "score",
    "wide",
    "narrow",
    "epoch",
    "image",
    "layer",
    "ln",
)


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pseudo.written(tmp_path_factory.mktemp("locale"))


@pytest.fixture(autouse=True)
def spoken_here(catalogues: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test speaks the made-up language."""
    pseudo.speak(catalogues, monkeypatch)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    yield
    plt.close("all")


def names_of(known: Exercise, report: Report | None = None) -> list[str]:
    """What a card may hold that is no English: names, code, messages of Python's and torch's."""
    names = [known.name, known.signature, *re.findall(r"\w+", " ".join(known.parameters)), *PYTHON]
    if known.look is not None:
        names += inspect.signature(known.look).parameters
    for line in report.lines if report else ():
        for raised in (line.observation.get(key) for key in ("raised", "raised with gradients")):
            if raised is not None:
                names += [str(raised), str(raised)[:159], str(raised)[:99], raised.text]
                names += re.findall(r"'(\w+)'|(\w+)\(\)", raised.message)[0:1] and [
                    word
                    for pair in re.findall(r"'(\w+)'|(\w+)\(\)", raised.message)
                    for word in pair
                ]
    return names


def left_in(known: Exercise, answer: Callable[..., object]) -> list[str]:
    """The English in both forms of the card of *answer*, and in the report of a feedback page."""
    report = examine(known, answer)
    forms = [str(report)]
    if not report.unwritten:
        made = card_of(report)
        page = re.sub("</?code>", "`", html(made))
        forms += [text(made), Seen(page).text, *re.findall(r'aria-label="([^"]*)"', page)]
    return [one for form in forms for one in english(form, *names_of(known, report))]


def test_the_made_up_language_is_one_of_the_course() -> None:
    """What was written is found as a package's own catalogues are."""
    assert languages() == ("en", pseudo.NAME)


def test_english_is_found() -> None:
    """The search finds a word outside of brackets, between them and in their stead."""
    assert english("⟦All of it⟧: 3, `x is code`, n_in x.sum(-1) part1/nll") == []
    assert english("⟦you have ⟧a tensor⟦, right is ⟧3")
    assert english("line 2") and not english("line 2", "line")


@pytest.mark.parametrize("module", TEXTS)
def test_every_constant_has_its_translation(module: str) -> None:
    """Through a proxy each constant comes bracketed, those in tuples and mappings too."""

    def same(said: object, written: object) -> bool:
        if isinstance(written, str):
            return said == bracketed(written)
        if isinstance(written, tuple):
            return all(map(same, said, written))  # type: ignore[call-overload]
        assert isinstance(written, dict) and isinstance(said, dict)
        return all(same(said[key], one) for key, one in written.items())

    held = {name: one for name, one in vars(import_module(module)).items() if name.isupper()}
    held = {name: one for name, one in held.items() if not name.startswith("_")}
    assert len(held) > 5
    assert [
        name
        for name, one in held.items()
        if not same(getattr(spoken(import_module(module)), name), one)
    ] == []


@pytest.mark.parametrize("known", EVERY, ids=lambda one: f"{one.part}-{one.name}")
def test_cards_speak_the_language(known: Exercise) -> None:
    """Wrong in each known way, right, unwritten, raising, returning nothing: all is translated."""

    def blank(*_: object) -> None:
        raise NotImplementedError

    def raising(*given: object) -> object:
        return given[0].nothing  # type: ignore[attr-defined]

    assert left_in(known, blank) == []
    if known.dear:
        return
    answers = [answer_of(known.part, known.name, one.source) for one in known.misconceptions]
    right = next(iter(alternative_sources(known.part, known.name).values()))
    answers.append(answer_of(known.part, known.name, right))
    if known.base is None:
        answers += [raising, lambda *_: None]
    assert [one for answer in answers for one in left_in(known, answer)] == []


@pytest.mark.parametrize("known", EVERY, ids=lambda one: f"{one.part}-{one.name}")
def test_titles_and_sentences_are_in_the_catalogue(known: Exercise) -> None:
    """Also those that only a wrong answer to a training of minutes would show."""
    told = [
        *known.hints,
        known.seen,
        known.instead,
        *(one.sentence for one in known.misconceptions),
    ]
    told += [step for one in known.help for step in one.steps]
    told += [told for case in known.inputs(0) for told in (case.title, case.numbers)]
    said = [language.Catalogue("nn_course", known.part).phrase(one) for one in told]
    assert [one for told in said for one in english(told, *names_of(known))] == []


def test_hints_speak_the_language(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The next one, the last one, after a check that passed, all so far; as card and as text."""
    (tmp_path / "nbgrader_config.py").write_text(f"# {progress.MARK}\n")
    monkeypatch.setenv(progress.VARIABLE, str(tmp_path))
    known = next(one for one in EVERY if one.name == "nll")
    messages = [choice.given(known)]
    progress.checked("part1", "nll", False, "no_minus")
    messages += [choice.following(known) for _ in range(8)]
    messages.append(choice.given(known))
    progress.checked("part1", "nll", True, None)
    messages.append(choice.following(known))
    shown = [form for one in messages for form in (plain(one), Seen(card(one)).text)]
    assert len(set(shown)) > 10
    assert [one for form in shown for one in english(form, "nll")] == []
    assert f'lang="{pseudo.NAME}"' in card(messages[0])


def test_what_stands_around_checks_and_hints_is_translated(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Errors in place of cards, names that do not exist, help, and what grading says instead."""
    known = next(one for one in EVERY if one.name == "log_softmax")
    said = [
        str(CheckFailed.not_a_function("nll", given))
        for given in (None, 3, [])  # and what a check says at its end:
    ] + [str(CheckFailed.unwritten("nll")), str(CheckFailed.count("nll", 2, 5))]
    with pytest.raises(UnknownExercise) as unknown:
        check.nlll  # noqa: B018
    with pytest.raises(Verdict) as banned:
        case = known.inputs(0)[0]
        exam(known, known.reference)(*case.arguments)
    elsewhere.Elsewhere("part1").nll()
    said += [str(unknown.value), str(banned.value), capsys.readouterr().out, repr(check)]
    said += [repr(elsewhere.Elsewhere("part1")), str(check.nll.__doc__), _line(True, "⟦so⟧")]
    names = ("nlll", *PARTS["part1"], *PYTHON, "_log_softmax", "log_softmax")
    assert [one for form in said for one in english(form, *names)] == []
    assert "⟦" in said[0]


def test_the_start_page_speaks_the_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the first check and after it; the page says which language it is."""
    work = make(tmp_path / "work").folder
    fresh = page(work, "/")
    monkeypatch.setenv(progress.VARIABLE, str(work))
    progress.checked("part1", "preprocess", True, None)
    (work / LESSONS[2].file).unlink()
    names = [task.name for one in LESSONS for task in one.tasks]
    for shown in (fresh, page(work, "/")):
        assert f'<html lang="{pseudo.NAME}">' in shown
        body = re.sub(r"<(style|script)>.*?</\1>", "", shown, flags=re.DOTALL).replace("<wbr>", "")
        assert english(Seen(f"<p>{body}").text, *names, str(work / progress.FILE)) == []


@pytest.mark.parametrize("name", CALLS)
def test_pictures_speak_the_language(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn in them and what is said of them."""
    heard: list[showing.Said] = []
    monkeypatch.setattr(style, "present", lambda figure, words: heard.append(words))
    CALLS[name][0]()
    drawn = [one.get_text() for one in texts()]
    assert [one for form in (heard[0].alt, *drawn) for one in english(form, *GIVEN)] == []
    assert "⟦" in heard[0].plain


def test_axes_that_are_not_named_are_named_in_the_language() -> None:
    """Where a lesson gives a curve no names for its axes, they are translated ones."""
    from nn_course import plots

    plots.curve([3, 2, 1])
    axes = plt.gcf().axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("⟦epoch⟧", "⟦loss⟧")


def test_the_kernel_speaks_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that ran too early, a blank, the wrong Python, a package that is missing or hidden."""
    lesson = known_lessons.lessons()[0]
    said = [
        advice._undefined("nll", lesson, len(lesson.cells), {}),
        advice._undefined("torch", lesson, None, {"np": 1}),
        advice._undefined("nll", lesson, None, {"torch": 1}),
        advice._unwritten("nll", lesson),
    ]
    monkeypatch.setattr(environment, "_PACKAGES", {"no_such": ("no_such", (1, 0))})
    said.append(environment._packages())
    monkeypatch.setattr(environment, "_PACKAGES", {"torch": ("torch", (99, 0))})
    said.append(environment._packages())
    monkeypatch.setattr("sys.version_info", (3, 8, 1))
    said.append(environment._python())
    monkeypatch.undo()
    names = ("nll", "torch", "no_such", "cpu")
    assert None not in said
    prose = (re.sub(r"(?m)^    (⟧?).*?(⟦?)$", r"\1\2", str(one)) for one in said)
    assert [one for form in prose for one in english(form, *names)] == []
