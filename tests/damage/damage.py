"""What a damaged submission is: a right one that something happened to, and what is left of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

NAME = "from_scratch"
EXERCISES = (
    *("preprocess", "linear", "chain_rule", "init_parameters", "log_softmax"),
    *("stable_log_softmax", "nll", "accuracy", "sgd_step", "fit"),
)


@dataclass
class Paper:
    """A submission on its way: the learner's *folder* and the *notebook* with right answers.

    The notebook is written as it stands, unless the damage has put something there itself.
    """

    folder: Path
    notebook: NotebookNode

    @property
    def file(self) -> Path:
        return self.folder / f"{NAME}.ipynb"

    @property
    def cells(self) -> list[NotebookNode]:
        cells: list[NotebookNode] = self.notebook.cells
        return cells

    @property
    def json(self) -> str:
        """The notebook as Jupyter writes it: a source is a list of lines."""
        tree = json.loads(json.dumps(self.notebook))
        for cell in tree["cells"]:
            cell["source"] = str(cell["source"]).splitlines(keepends=True)
        return json.dumps(tree, indent=1, ensure_ascii=False)

    def at(self, name: str) -> int:
        """The index of the cell with the grade_id *name*."""
        ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in self.cells]
        return ids.index(name)

    def cell(self, name: str) -> NotebookNode:
        """The cell with the grade_id *name*."""
        return self.cells[self.at(name)]

    def tests(self) -> list[NotebookNode]:
        """The test cells."""
        return [one for one in self.cells if one.metadata.get("nbgrader", {}).get("grade")]

    def write(self, content: str | bytes, name: str = f"{NAME}.ipynb") -> None:
        """Put a file called *name* into the folder."""
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        (self.folder / name).write_bytes(data)


@dataclass(frozen=True)
class Damage:
    """One kind of damage, done by `do`.

    `lost` are the exercises that earn nothing, `partly` the marks by test cell where those are
    neither none nor all, `notes` what the verdict has to say: by code a part of its sentence;
    nothing else may be found but what `beside` names. `faults` are kinds of faults by cell.
    """

    name: str
    do: Callable[[Paper], object]
    lost: frozenset[str]
    notes: Mapping[str, str]
    beside: frozenset[str]
    faults: Mapping[str, str]
    partly: Mapping[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name

    def hand_in(self, folder: Path, right: NotebookNode) -> None:
        """Damage *right* and lay what comes of it into *folder*."""
        folder.mkdir(parents=True)
        paper = Paper(folder, right)
        if self.do(paper) is not NOTHING and not paper.file.exists():
            paper.write(paper.json)


NOTHING = object()
"""What a damage returns after which there is no file of the notebook's name."""

DAMAGES: list[Damage] = []


def damage(
    lost: Iterable[str] = (),
    notes: Mapping[str, str] | None = None,
    beside: Iterable[str] = (),
    faults: Mapping[str, str] | None = None,
    **partly: float,
) -> Callable[[Callable[[Paper], Any]], Callable[[Paper], Any]]:
    """Declare the function below to be a `Damage` of its name."""

    def declare(do: Callable[[Paper], Any]) -> Callable[[Paper], Any]:
        name = do.__name__.replace("_", "-")
        found = Damage(
            name, do, frozenset(lost), notes or {}, frozenset(beside), faults or {}, partly
        )
        DAMAGES.append(found)
        return do

    return declare
