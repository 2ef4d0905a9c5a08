"""Masters become notebooks that nbgrader and JupyterLab can work with."""

from __future__ import annotations

import os
from pathlib import Path

import jupytext
import nbformat
import pytest

from nbjudge.authoring import masters
from nbjudge.authoring.tidy import slug
from nbjudge.errors import CourseError, MasterError

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def master(small_course: Path) -> Path:
    return small_course / "source" / "lesson" / "small.py"


def test_ids_are_grade_ids_and_slugs(master: Path) -> None:
    """nbgrader's cells have their grade_id as cell id, the others a readable one of their own."""
    assert [cell.id for cell in masters.derive(master).cells] == [
        "a-small-lesson",
        "import-math",
        "halve-2",
        "halve",
        "test_halve",
        "halve-10",
        "root",
        "test_root",
        "test_root_large",
        "print-done",
    ]


def test_deriving_twice_gives_the_same_bytes(master: Path) -> None:
    """Nothing random and no time gets into a derived notebook."""
    first = masters.write(master).read_bytes()
    master.with_suffix(".ipynb").unlink()
    assert masters.write(master).read_bytes() == first


def test_the_masters_times_stay(master: Path) -> None:
    """Deriving leaves the script's mtime alone (make would loop) and gives it to the notebook."""
    os.utime(master, (1_000_000_000, 1_000_000_000))
    notebook = masters.write(master)
    assert master.stat().st_mtime == notebook.stat().st_mtime == 1_000_000_000


@pytest.mark.parametrize("path", [None, *sorted(ROOT.glob("source/*/*.py"))], ids=str)
def test_an_unchanged_save_gives_the_script_back(path: Path | None, master: Path) -> None:
    """What jupytext writes when JupyterLab saves the derived notebook is the master, unchanged."""
    path = path or master
    saved = jupytext.writes(masters.derive(path), fmt="py:percent")
    assert saved == path.read_text(encoding="utf-8")


def test_jupyterlab_saves_into_the_script(master: Path) -> None:
    """An edit saved by Jupyter's contents manager, jupytext's, is in the script and derives."""
    from jupyter_server.services.contents.largefilemanager import LargeFileManager
    from jupytext.sync_contentsmanager import build_sync_jupytext_contents_manager_class

    masters.write(master)
    manager = build_sync_jupytext_contents_manager_class(LargeFileManager)(
        root_dir=str(master.parent)
    )
    model = manager.get("small.ipynb")
    assert [cell["id"] for cell in model["content"]["cells"]][3] == "halve"
    model["content"]["cells"][1]["source"] = "import math  # edited in JupyterLab"
    manager.save(model, "small.ipynb")
    text = master.read_text(encoding="utf-8")
    assert "import math  # edited in JupyterLab" in text
    assert text.count("# ---\n") == 2, "the header stands there once"
    assert masters.derive(master).cells[1].source == "import math  # edited in JupyterLab"


def test_the_pairing_is_the_scripts(master: Path) -> None:
    """The notebook's metadata pairs it with its script and says nothing else of jupytext."""
    metadata = masters.derive(master).metadata
    assert metadata["jupytext"]["formats"] == "ipynb,py:percent"
    assert "text_representation" not in metadata["jupytext"]


def test_a_notebook_edited_without_jupytext_is_not_lost(master: Path) -> None:
    """A later edit that is not in the script stops the build, with both ways out."""
    path = masters.write(master)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = "import cmath"
    nbformat.write(notebook, path)
    os.utime(path, (master.stat().st_mtime + 60,) * 2)
    with pytest.raises(MasterError, match=r"jupytext --to py:percent .*small\.ipynb.*delete"):
        masters.write(master)
    assert "cmath" in path.read_text(encoding="utf-8")


def test_a_stale_notebook_is_replaced(master: Path) -> None:
    """A notebook older than its script is derived again, whatever it holds."""
    path = masters.write(master)
    master.write_text(master.read_text().replace("print", "display"), encoding="utf-8")
    os.utime(master, (path.stat().st_mtime + 60,) * 2)
    masters.write(master)
    assert "display" in path.read_text(encoding="utf-8")


def test_a_master_without_a_header(master: Path) -> None:
    """Without jupytext's header a save would not come back: the message holds the header."""
    master.write_text("# %%\nprint(1)\n", encoding="utf-8")
    with pytest.raises(MasterError, match=r"no jupytext header.*formats: ipynb,py:percent"):
        try:
            masters.derive(master)
        except MasterError as error:
            raise MasterError(str(error).replace("\n", " ")) from None


def test_a_comment_before_the_first_cell(master: Path) -> None:
    """A comment under the header would become a cell; the message names the line."""
    text = master.read_text(encoding="utf-8")
    master.write_text(text.replace("\n# %% [", "\n# a licence\n# %% [", 1), encoding="utf-8")
    with pytest.raises(MasterError, match="'# a licence' stands between"):
        masters.derive(master)


def test_a_grade_id_used_twice(master: Path, small_text: str) -> None:
    """Two cells with one grade_id are an error that names it."""
    master.write_text(small_text.replace('"test_root_large"', '"test_root"'), encoding="utf-8")
    with pytest.raises(MasterError, match="two cells have the grade_id 'test_root'"):
        masters.derive(master)


def test_a_grade_id_that_is_no_cell_id(master: Path, small_text: str) -> None:
    """A grade_id has to be a valid cell id."""
    master.write_text(small_text.replace('"root"', f'"{"r" * 65}"'), encoding="utf-8")
    with pytest.raises(MasterError, match="cannot be a cell id"):
        masters.derive(master)


def test_no_master_at_all(tmp_path: Path) -> None:
    """An empty source/ is an error, not an empty success."""
    with pytest.raises(CourseError, match="holds no master"):
        masters.write_all(tmp_path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Load the digits\n\nmore", "load-the-digits"),
        ("\n\n$$x$$", "x"),
        ("Über `nn.Linear`", "uber-nn-linear"),
        ("숫자", "cell"),
        ("", "cell"),
        ("x" * 90, "x" * 40),
    ],
)
def test_slug(text: str, expected: str) -> None:
    """A slug is made of the first line that has words, in plain letters, and is never empty."""
    assert slug(text) == expected
