"""The file is not where or what it should be."""

from __future__ import annotations

import io
import os
import zipfile

import jupytext

from tests.damage.damage import EXERCISES, NAME, NOTHING, Paper, damage

READABLE = hasattr(os, "geteuid") and os.geteuid() == 0  # by root, whatever its permissions


@damage(lost=EXERCISES, notes={"missing_file": f"No notebook {NAME}.ipynb was handed in."})
def missing(paper: Paper) -> object:
    paper.write("I could not do it.", "note.md")
    return NOTHING


@damage(notes={"missing_file": "handed in", "other_file": f"read from {NAME} (1).ipynb"})
def renamed(paper: Paper) -> object:
    paper.write(paper.json, f"{NAME} (1).ipynb")
    return NOTHING


@damage(notes={"missing_file": "handed in", "other_file": "homework.zip", "zip": "zip archive"})
def zipped(paper: Paper) -> object:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"part1/{NAME}.ipynb", paper.json)
    paper.write(file.getvalue(), "homework.zip")
    return NOTHING


@damage(notes={"missing_file": "handed in", "other_file": f"{NAME}.py", "script": "script"})
def saved_as_a_script(paper: Paper) -> object:
    paper.write(jupytext.writes(paper.notebook, "py:percent"), f"{NAME}.py")
    return NOTHING


@damage(lost=EXERCISES, notes={"not_a_file": "is not a file"})
def a_directory_in_its_place(paper: Paper) -> None:
    paper.file.mkdir()


@damage(lost=EXERCISES, notes={"missing_file": "handed in"})
def a_dangling_link(paper: Paper) -> object:
    paper.file.symlink_to("gone.ipynb")
    return NOTHING


@damage(lost=EXERCISES, notes={"link": "outside the submission's folder"})
def a_link_to_another_learners(paper: Paper) -> object:
    paper.file.symlink_to(f"../../a-right/part1/{NAME}.ipynb")
    return NOTHING


@damage(
    lost=() if READABLE else EXERCISES,
    notes={} if READABLE else {"unreadable": "could not be read"},
)
def no_permission_to_read(paper: Paper) -> None:
    paper.write(paper.json)
    paper.file.chmod(0)


@damage(lost=EXERCISES, notes={"empty": "is empty"})
def an_empty_file(paper: Paper) -> None:
    paper.write("")


@damage(lost=EXERCISES, notes={"empty": "is empty"})
def only_white_space(paper: Paper) -> None:
    paper.write("\n \n")


@damage(lost=EXERCISES, notes={"not_a_notebook": "is not a notebook", "bad_bytes": "no text"})
def a_picture(paper: Paper) -> None:
    paper.write(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)


@damage(lost=EXERCISES, notes={"not_a_notebook": "is not a notebook"})
def a_page_that_asks_to_log_in(paper: Paper) -> None:
    paper.write("<!DOCTYPE html><html><body onload='f({})'>Please log in.</body></html>")


@damage(notes={"byte_order_mark": "byte order mark"})
def a_byte_order_mark(paper: Paper) -> None:
    paper.write(paper.json.encode("utf-8-sig"))


@damage(notes={"encoding": "UTF-16"})
def utf_16(paper: Paper) -> None:
    paper.write(paper.json.encode("utf-16"))


@damage(notes={"bad_bytes": "no text"})
def latin_1(paper: Paper) -> None:
    """An editor saved one letter of a comment in the encoding of 1987."""
    paper.cell("nll").source += "\n# c'est ça"
    text = paper.json.encode()
    assert "ça".encode() in text
    paper.write(text.replace("ça".encode(), "ça".encode("latin-1")))


@damage(
    lost=("nll", "accuracy", "sgd_step", "fit"),
    notes={"damaged": "ends early", "missing": "No cell with an answer to"},
)
def cut_off(paper: Paper) -> None:
    """The upload broke off in the middle of an answer."""
    text = paper.json
    paper.write(text[: text.index('"def nll') + 20])


@damage()
def twice_in_one_file(paper: Paper) -> None:
    """Appended to itself: what is read first is whole."""
    paper.write(paper.json * 2)


@damage()
def filled_up_with_zeros(paper: Paper) -> None:
    """As a disk leaves it after a crash."""
    paper.write(paper.json.encode() + bytes(5000))


@damage()
def sixty_megabytes_of_outputs(paper: Paper) -> None:
    outputs = [{"output_type": "stream", "name": "stdout", "text": "out\n" * 15 * 2**20}]
    paper.cells[paper.at("nll") + 1].outputs = outputs


@damage(lost=EXERCISES, notes={"too_large": "80 MB"})
def larger_than_anything(paper: Paper) -> None:
    paper.write("")
    os.truncate(paper.file, 2 * 2**30)


@damage()
def files_that_shadow_modules(paper: Paper) -> None:
    """A learner's own torch.py would be imported before PyTorch."""
    for name in ("torch", "bs4", "sitecustomize", "usercustomize", "numpy/__init__", "msgpack"):
        paper.write("raise SystemExit('shadowed')", f"{name}.py")
    paper.write("raise SystemExit('shadowed')", "nn_course/__init__.py")
    paper.write("[tool]", "pyproject.toml")


@damage()
def the_course_handed_in_with_it(paper: Paper) -> None:
    """Two hundred files beside the notebook, some of them notebooks."""
    for number in range(200):
        paper.write("{}", f"copies/{number}/{NAME}.ipynb")
    paper.write(paper.json, f"{NAME}-Copy1.ipynb")
