"""What rebuilding a submission can find, each kind with the sentence a person reads about it."""

from __future__ import annotations

from dataclasses import dataclass

from nbjudge.language import said as _


@dataclass(frozen=True)
class Note:
    """One thing found in a submission: a stable *code*, the blank it is about.

    *words* fill the places of its sentence.
    """

    code: str
    grade_id: str | None = None
    words: tuple[tuple[str, object], ...] = ()

    @property
    def sentence(self) -> str:
        """What a person reads, in the language spoken now."""
        return _(SENTENCES[self.code]).format(**{"name": self.grade_id, **dict(self.words)})


SENTENCES = {
    # the file
    "missing_file": "No notebook {what} was handed in.",
    "not_a_file": "{what} is not a file, so there was nothing to read.",
    "link": "{what} is a link to a place outside the submission's folder, so it was not read.",
    "unreadable": "{what} could not be read ({why}).",
    "empty": "{what} is empty.",
    "too_large": "{what} is larger than {limit} MB, so it was not read; clear the outputs and "
    "hand it in again.",
    "other_file": "The answers were read from {what}, not from {wanted}.",
    "byte_order_mark": "The file begins with a byte order mark; it was left out.",
    "encoding": "The file was not written as UTF-8; it was read as {encoding}.",
    "bad_bytes": "Some bytes of the file are no text; they were read as question marks.",
    "zip": "The notebook was taken out of a zip archive.",
    "zip_without": "{what} is a zip archive that holds no notebook.",
    "script": "The notebook was handed in as a Python script; its cells were taken from that.",
    # the notebook
    "not_a_notebook": "The file is not a notebook, so no cell could be read from it.",
    "damaged": "The notebook's file ends early or is damaged; the cells before that were read.",
    "damaged_cell": "Cell {number} of the file has no text that could be read.",
    "old_format": "The notebook is in the old format {version}.",
    "unknown_format": "The notebook says that its format is {version}, which is none that we "
    "know; it was read as format 4.",
    "conflict": "The notebook holds a merge conflict; the lines of both sides were read.",
    "language": "The notebook was saved for {language}; it was graded with the course's kernel.",
    "too_many_cells": "The notebook has more than {limit} cells; those beyond were not read.",
    "too_much_text": "The cells hold more than {limit} characters; what is beyond was not read.",
    "long_cell": "Cell {number} of the file holds more than {limit} characters, so it was not "
    "read.",
    # the answers
    "missing": "No cell with an answer to {name} was found.",
    "not_written": "The answer to {name} has not been written.",
    "lost_id": "The cell of {name} had lost its id; it was recognised by what it defines.",
    "elsewhere": "The answer to {name} was found in another cell, by what it defines.",
    "by_place": "The cell of {name} was recognised by its place alone.",
    "several": "There are {count} different answers to {name}; the last one counts.",
    "merged": "The answers to {names} stand in one cell; each was given its own statements.",
    "cell_type": "The cell of {name} had become a {kind} cell; its text was taken as code.",
    # other cells
    "edited_locked": "The cell {name} was changed; the original was used in its place.",
    "edited": "The lesson's cell {name} was changed; the original runs first, then the changed "
    "one.",
}


def note(code: str, grade_id: str | None = None, **words: object) -> Note:
    """The note of kind *code*; *words* fill its sentence, and *grade_id* its ``name``."""
    return Note(code, grade_id, tuple(words.items()))
