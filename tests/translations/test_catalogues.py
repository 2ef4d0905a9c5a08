"""Translations are in step with the English, and whatever is not is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polib
import pytest

from nbjudge.authoring import masters
from nbjudge.authoring.translation import catalogues
from nbjudge.authoring.translation.glossary import Term
from nbjudge.authoring.translation.lessons import messages
from nbjudge.authoring.translation.messages import Message
from nbjudge.authoring.translation.problems import problems
from nbjudge.errors import TranslationError
from tools import translations

ENGLISH = "Take the *mean* of `x.sum()`: $a + b$, see [here](https://example.org), {count} times."
KOREAN = "`x.sum()`의 *평균*을 구하십시오. $a + b$, [여기](https://example.org), {count}번입니다."
TERMS = (Term("mean", ("평균",), ("중간값",)),)


def test_this_course_is_translated_and_in_step() -> None:
    """Every text in every language: translated, unchanged since, nothing lost, compiled."""
    assert translations.LANGUAGES == ["ko"]
    found = translations.out_of_step()
    assert not found, "\n".join([*map(str, found), "Run `make translations`, then translate."])


def catalogue(folder: Path, text: str = KOREAN, english: str = ENGLISH) -> Path:
    """A catalogue of one text, translated by *text*."""
    file = folder / "ko.po"
    catalogues.update(file, [Message(english, ("lesson.py", "the-cell"))], "ko")
    change(file, lambda entry: setattr(entry, "msgstr", text))
    return file


def change(file: Path, how: Callable[[polib.POEntry], object]) -> None:
    """Do *how* to the one entry of *file*."""
    held = catalogues.read(file)
    how(held[0])
    file.write_text(str(held) + "\n", encoding="utf-8")


def complaints(file: Path, english: str = ENGLISH) -> list[str]:
    found = problems(file, "ko.po", [Message(english, ("lesson.py", "the-cell"))], TERMS)
    return [str(one) for one in found]


def test_a_good_translation_is_left_alone(tmp_path: Path) -> None:
    """Code, formula, link and placeholder in another order, the term by its word: no complaint."""
    assert complaints(catalogue(tmp_path)) == []


@pytest.mark.parametrize(
    ("lost", "put", "said"),
    [
        ("`x.sum()`", "`x.sum(0)`", "the code `x.sum()` of the English text is missing"),
        ("$a + b$", "", "the formula $a + b$ of the English text is missing"),
        ("example.org", "example.com", "the link ](https://example.com) is not in the English"),
        ("{count}", "{number}", "the placeholder {number} is not in the English text"),
        ("평균", "가운데", "the term 'mean' should be 평균"),
        ("평균", "평균이나 중간값", "the word 중간값 is not used here"),
        (KOREAN, "", "is not translated"),
        (KOREAN, ENGLISH, "is the same in both languages"),
    ],
)
def test_what_a_translation_loses_is_named(tmp_path: Path, lost: str, put: str, said: str) -> None:
    """Each kind of mistake is a sentence that names file and cell."""
    found = complaints(catalogue(tmp_path, KOREAN.replace(lost, put)))
    assert any(said in one for one in found), found
    assert all(one.startswith("ko.po: lesson.py, cell the-cell: ") for one in found)


def test_a_heading_keeps_its_level(tmp_path: Path) -> None:
    """## does not become ###."""
    found = complaints(catalogue(tmp_path, "### 제목", "## Title"), "## Title")
    assert any("the heading ### " in one for one in found)


def test_the_same_on_purpose_is_flagged(tmp_path: Path) -> None:
    """An entry with the flag keep may be the same in both languages."""
    file = catalogue(tmp_path, "softmax", "softmax")
    assert complaints(file, "softmax")
    change(file, lambda entry: entry.flags.append("keep"))
    assert complaints(file, "softmax") == []


def test_a_changed_sentence_is_fuzzy_until_somebody_looked(tmp_path: Path) -> None:
    """Its translation is kept with the former English, and is no translation meanwhile."""
    file, later = catalogue(tmp_path), ENGLISH.replace("Take", "Compute")
    (said,) = complaints(file, later)
    assert "lesson.py, cell the-cell: 'Compute the *mean*" in said
    assert said.endswith("has changed, and its translation has not")
    assert catalogues.update(file, [Message(later, ("lesson.py", "the-cell"))], "ko")
    (entry,) = catalogues.read(file)
    assert (entry.msgstr, entry.previous_msgid, entry.flags) == (KOREAN, ENGLISH, ["fuzzy"])
    assert any("has changed, and its translation" in one for one in complaints(file, later))
    assert catalogues.read(file).translated_entries() == []
    change(file, lambda one: one.flags.remove("fuzzy"))
    assert complaints(file, later) == []


def test_a_text_that_is_gone_is_named_and_goes(tmp_path: Path) -> None:
    """An entry for what is said nowhere is a problem, which an update mends."""
    file = catalogue(tmp_path)
    found = [str(one) for one in problems(file, "ko.po", [])]
    assert found == [
        "ko.po: lesson.py, cell the-cell: translates "
        "'Take the *mean* of `x.sum()`: $a + b$, see [here](https://e…', "
        "which is said nowhere any more"
    ]
    catalogues.update(file, [], "ko")
    assert problems(file, "ko.po", []) == []


def test_updating_twice_changes_nothing(tmp_path: Path) -> None:
    """An update of what is in step leaves the file as it is."""
    file = catalogue(tmp_path)
    catalogues.update(file, [Message(ENGLISH, ("lesson.py", "the-cell"))], "ko")
    before = file.read_bytes()
    assert not catalogues.update(file, [Message(ENGLISH, ("lesson.py", "the-cell"))], "ko")
    assert file.read_bytes() == before


def test_one_changed_sentence_of_a_lesson_names_its_cell(tmp_path: Path) -> None:
    """In a copy of part 1 a sentence is changed: the report names file and cell."""
    master = next((translations.ROOT / "source" / "part1").glob("*.py"))
    text = master.read_text(encoding="utf-8")
    sentence = "Ten classes, each near 10 %."
    assert sentence in text
    copy = tmp_path / "from_scratch.py"
    copy.write_text(text.replace(sentence, "There are ten classes, each near 10 %."))
    said = messages(masters.derive(copy), "from_scratch.py", "")
    file = master.parent / "locale" / "ko.po"
    found = [str(one) for one in problems(file, "ko.po", said)]
    assert any(
        one.startswith("ko.po: from_scratch.py, cell there-are-ten-classes-each-near-10-so: ")
        and one.endswith("has changed, and its translation has not")
        for one in found
    ), found


def test_what_is_no_catalogue_is_an_error_of_one_sentence(tmp_path: Path) -> None:
    """A damaged file is named, with the line."""
    file = tmp_path / "ko.po"
    file.write_text('msgid "a"\nmsgstr "b"\nthis is no entry\n')
    with pytest.raises(TranslationError, match=r"ko\.po cannot be read as a catalogue"):
        catalogues.read(file)


def test_another_language_begins_with_one_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`python -m tools.translations fr` writes every catalogue of it, empty, in step."""
    monkeypatch.setattr(translations.Domain, "file", lambda self, language: tmp_path / (
        self.pattern.format(language=language)
    ))  # fmt: skip
    made = {file.relative_to(tmp_path).as_posix() for file in translations.update(["fr"])}
    assert "source/part1/locale/fr.po" in made
    assert "nn_course/locale/fr/LC_MESSAGES/part4.po" in made
    assert "nbjudge/locale/fr/LC_MESSAGES/nbjudge.mo" in made
    for domain in translations.domains():
        file = domain.file("fr")
        found = problems(file, file.name, domain.messages)
        assert all(one.what.endswith("is not translated") for one in found)
