"""The language of the course: who sets it, one that it lacks, the texts that are asked for."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import polib
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import nn_course
from nbjudge import language
from nbjudge.authoring.translation import catalogues
from nbjudge.language import Catalogue, matched, speaking
from nn_course.checks import words_errors
from nn_course.checks.rules import RULES
from nn_course.columns import right_aligned, width, wrapped
from nn_course.errors import UnknownLanguage
from nn_course.export import LessonPage
from nn_course.language import VARIABLE, begin
from tests import pseudo
from tools.translations import ROOT, TEXTS, compile_beside, domains

PACKAGE = ROOT / "nn_course"
# The proxies, and the modules whose constants they say: `from nn_course.checks.said import words`.
PROXIES = {
    ("nn_course.checks.said", "words"): "nn_course.checks.words",
    ("nn_course.checks.said", "words_card"): "nn_course.checks.words_card",
    ("nn_course.checks.said", "words_errors"): "nn_course.checks.words_errors",
    ("nn_course.hints.said", "texts"): "nn_course.hints.texts",
    ("nn_course.plots.said", "texts"): "nn_course.plots.texts",
    ("nn_course.start.said", "texts"): "nn_course.start.texts",
}
MODULES = [one for one in sorted(PACKAGE.rglob("*.py")) if PACKAGE / "catalogue" not in one.parents]


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Whatever a test speaks, English is spoken afterwards."""
    with speaking(language.ENGLISH):
        yield


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    """A small catalogue of a language xx, which is spoken."""
    entries = {
        "a number": "Zahl",
        "a tensor": "Tensor",
        "a tensor of shape {shape}": "{shape} Tensor",
        "{label}: the loss": "Verlust, {label}",
        "a {type} of {count}": "{count} in {type}",
        "batch {number}": "Stapel {number}",
    }
    file = tmp_path / pseudo.NAME / "LC_MESSAGES" / "nn_course.mo"
    file.parent.mkdir(parents=True)
    made = polib.POFile()
    made.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    made.extend(polib.POEntry(msgid=one, msgstr=said) for one, said in entries.items())
    file.write_bytes(catalogues.compiled(made))
    pseudo.speak(tmp_path, monkeypatch)
    return Catalogue("nn_course", "nn_course")


def test_a_language_it_does_not_speak_is_named_with_those_it_does() -> None:
    """A sentence, without a traceback of ours in a notebook; what was spoken goes on."""
    with pytest.raises(UnknownLanguage) as error:
        nn_course.speak("tlh")
    known = ", ".join(nn_course.language.languages())
    assert str(error.value) == f"The course does not speak 'tlh': its languages are {known}."
    assert error.value._render_traceback_() == [str(error.value)]
    assert language.current() == language.ENGLISH


def test_it_speaks_what_it_is_told(catalogue: Catalogue) -> None:
    """From the call on, and back again."""
    nn_course.speak("en")
    assert language.current() == "en" and catalogue("a number") == "a number"
    nn_course.speak(pseudo.NAME)
    assert language.current() == pseudo.NAME and catalogue("a number") == "Zahl"


def test_the_environment_says_what_is_spoken_first(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a language there is, and only before anybody else has said what to speak."""
    for name, spoken in ((pseudo.NAME, pseudo.NAME), ("tlh", "en"), ("", "en"), ("en", "en")):
        language.use("en")
        monkeypatch.setenv(VARIABLE, name)
        begin()
        assert language.current() == spoken
    language.use("other")
    monkeypatch.setenv(VARIABLE, pseudo.NAME)
    begin()
    assert language.current() == "other"


def test_the_import_stays_quick_and_quiet() -> None:
    """Neither matplotlib nor torch nor a font; English is spoken, and that needs none either."""
    code = (
        "import sys, nn_course; nn_course.speak('en'); "
        "print([one for one in ('torch', 'matplotlib', 'polib') if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("a number", "Zahl"),
        ("a tensor of shape (2, 3)", "(2, 3) Tensor"),
        ("batch 2: the loss", "Verlust, Stapel 2"),
        ("a tensor of shape (2,), a number", "(2,) Tensor, Zahl"),
        ("a number, None", "Zahl, None"),
        ("a list of 2 (a tensor of shape (3,))", "2 in list ((3,) Tensor)"),
        ("a number, something else", "a number, something else"),
        ("nothing of this", "nothing of this"),
    ],
)
def test_phrases_put_together_in_english_are_taken_apart(
    catalogue: Catalogue, english: str, said: str
) -> None:
    """Templates with their values, lists, brackets; what is not known stays as it is, whole."""
    assert catalogue.phrase(english) == said


def test_a_template_finds_what_filled_it() -> None:
    """And says when a text did not come of it."""
    assert matched("{a} of {b}", "2 of 3") == {"a": "2", "b": "3"}
    assert matched("{a} of {b}", "2 and 3") is None


@pytest.mark.parametrize("name", ["en", "ko"])
def test_the_page_of_a_lesson_says_which_language_it_is_in(name: str) -> None:
    """It is that of the first cell; English, where nothing is spoken."""
    speaks = new_code_cell(f'import nn_course\n\nnn_course.speak("{name}")')
    page, _ = LessonPage().from_notebook_node(new_notebook(cells=[speaks]))
    assert f'<html lang="{name}">' in page
    page, _ = LessonPage().from_notebook_node(new_notebook(cells=[new_code_cell("1")]))
    assert '<html lang="en">' in page


def test_hangul_takes_two_columns() -> None:
    """Lines are broken, and tables aligned, by what is seen."""
    assert width("손실 loss") == 9
    assert right_aligned("값", 4) + "|" == "  값|"
    assert wrapped("가나다 라마바 사아자", 13, "- ", "  ") == ["- 가나다", "  라마바", "  사아자"]
    assert wrapped("abc def ghi", 8) == ["abc def", "ghi"]


def used() -> Iterator[tuple[str, str, str]]:
    """Every constant that a module of nn_course asks of a proxy: file, module of texts, name."""
    for file in MODULES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        known = {
            alias.asname or alias.name: PROXIES[node.module, alias.name]
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
            if (node.module, alias.name) in PROXIES
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
                continue
            if node.value.id in known:
                yield file.name, known[node.value.id], node.attr
    template = (PACKAGE / "start" / "templates" / "start.html.j2").read_text(encoding="utf-8")
    for name in re.findall(r"\btexts\.(\w+)", template):
        yield "start.html.j2", "nn_course.start.texts", name


def test_every_text_that_is_asked_for_is_there() -> None:
    """A proxy would say so only when it is asked."""
    asked = set(used())
    assert len(asked) > 200
    assert [one for one in asked if not hasattr(import_module(one[1]), one[2])] == []


def test_texts_are_shown_through_their_proxies() -> None:
    """No module takes an English constant itself, but where it compares or declares."""
    may = {"said.py", "say.py", "observe.py", "rules.py", "build.py", "cli.py", "advice.py"}
    may |= {"environment.py", "hook.py"}  # proxies of their own; lines are broken by sentences
    takes = set()
    for file in MODULES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                named = {f"{node.module}.{alias.name}" for alias in node.names}
                if named & set(TEXTS):
                    takes.add(file.name)
    assert takes <= may


def test_no_error_is_raised_in_plain_english() -> None:
    """What an exception of the course says goes through gettext."""
    kinds = {"cls", "because", "PictureError", "DistortError", "StartError", "CheckFailed"}
    plain = [
        f"{file.name}:{node.lineno}"
        for file in MODULES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and node.args
        if getattr(node.func, "id", getattr(node.func, "attr", "")) in kinds
        if isinstance(node.args[0], ast.JoinedStr | ast.Constant)
    ]
    assert plain == []


def test_sentences_for_exceptions_need_no_context() -> None:
    """They are translated by their text alone, whatever the constant is called."""
    sentences = {sentence for _, sentence in RULES}
    assert sentences <= {one for one in vars(words_errors).values() if isinstance(one, str)}
    assert [one for one in sentences if language.context_of("X", one) is not None] == []


def test_what_is_compiled_is_in_step_with_its_catalogue() -> None:
    """`make translations` was run after the last change: each .mo is what its .po gives."""
    stale = [
        str(file.relative_to(ROOT))
        for domain in domains()
        if domain.of_package
        for name in domain.languages()
        if not (file := domain.file(name)).with_suffix(".mo").is_file()
        or file.with_suffix(".mo").read_bytes() != catalogues.compiled(catalogues.read(file))
    ]
    assert stale == []


def test_compiling_gives_the_same_bytes(tmp_path: Path) -> None:
    """Written once, left alone while nothing changes, written again when something does."""
    file = tmp_path / "x.po"
    file.write_text('msgid ""\nmsgstr "Language: xx\\n"\n\nmsgid "one"\nmsgstr "eins"\n')
    assert compile_beside(file)
    first = file.with_suffix(".mo").read_bytes()
    assert not compile_beside(file)
    file.write_text(file.read_text().replace("eins", "uno"))
    assert compile_beside(file) and file.with_suffix(".mo").read_bytes() != first
