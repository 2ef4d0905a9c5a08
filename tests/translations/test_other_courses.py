"""Any course of nbjudge's can have languages: a catalogue beside a master, derived notebooks."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from nbjudge.authoring.build import build, check
from nbjudge.authoring.translation import catalogues
from nbjudge.authoring.translation.command import translations
from nbjudge.cli import app
from nbjudge.errors import TranslationError


@pytest.fixture()
def french(built: Path) -> Path:
    """The small course with one sentence of its lesson in French."""
    (file,) = translations(built, ["fr"])[0]
    held = catalogues.read(file)
    for entry in held:
        if entry.msgid.startswith("# A small lesson"):
            entry.msgstr = "# Une petite leçon\n\nAvec *un seul* import."
    file.write_text(f"{held}\n", encoding="utf-8")
    return built


def test_a_catalogue_of_every_text_is_begun(built: Path) -> None:
    """`nbjudge translations fr` writes it, says so, and how much there is to do."""
    said = CliRunner().invoke(app, ["translations", "fr", "--root", str(built)])
    file = built / "source" / "lesson" / "locale" / "fr.po"
    assert said.exit_code == 0 and str(file) in said.output
    entries = [one.msgid for one in catalogues.read(file)]
    assert any("Write $x / 2$." in one for one in entries)
    assert "Half of the number x." in entries  # a docstring
    assert "the root of 2.25 is 1.5" in entries  # a hidden test's message
    assert f"{len(entries)} left to translate" in said.output


def test_notebooks_in_it_are_derived(french: Path) -> None:
    """What is translated is in French, the rest in English, ids and code the same."""
    build(french)
    for folder in ("notebooks", "solutions"):
        english = nbformat.read(french / folder / "lesson" / "small.ipynb", as_version=4)
        other = nbformat.read(french / folder / "fr" / "lesson" / "small.ipynb", as_version=4)
        assert other.cells[0].source.startswith("# Une petite leçon")
        assert [cell.id for cell in other.cells] == [cell.id for cell in english.cells]
        assert [cell.source for cell in other.cells[1:]] == [
            cell.source for cell in english.cells[1:]
        ]
        assert other.metadata.nbjudge == {"language": "fr"}
    assert check(french) == []


def test_a_stale_notebook_of_a_language_is_found_and_removed_ones_are_named(french: Path) -> None:
    """As for English: what the catalogue no longer gives is out of step."""
    build(french)
    (french / "source" / "lesson" / "locale" / "fr.po").unlink()
    found = {str(one) for one in check(french)}
    assert "notebooks/fr/lesson/small.ipynb: has no master that generates it: delete it" in found
    assert "solutions/fr/lesson/small.ipynb: has no master that generates it: delete it" in found


@pytest.mark.parametrize("language", ["french", "FR", "../x", ""])
def test_what_is_no_code_is_refused(built: Path, language: str) -> None:
    """With a sentence, before anything is written."""
    with pytest.raises(TranslationError, match="is no code of a language"):
        translations(built, [language])
    assert not list(built.glob("source/*/locale"))
