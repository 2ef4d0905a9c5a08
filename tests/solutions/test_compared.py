"""What nbval compares in the solutions, and that every exemption has its reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbval.plugin import comment_markers, find_comment_markers, find_metadata_tags

from tests.solutions.reproduce import SOLUTIONS

# What nbval leaves out of a comparison by itself.
PICTURES = {"image/png", "image/jpeg"}
REASON = re.compile(r"^\s*#\s*nbval:\s*\S.{9,}", re.MULTILINE)


def code_cells(path: Path) -> Iterator[NotebookNode]:
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            yield cell


def options(cell: NotebookNode) -> dict[str, bool]:
    """What nbval reads from the cell's tags and comments."""
    return dict(find_metadata_tags(cell.metadata)) | dict(find_comment_markers(cell.source))


def is_compared(cell: NotebookNode) -> bool:
    """Whether nbval compares any of the cell's output."""
    chosen = options(cell)
    if chosen.get("skip") or not chosen.get("check", True):
        return False
    return any(set(output.get("data", {"text": ""})) - PICTURES for output in cell.outputs)


def exemptions_without_reason(path: Path) -> list[str]:
    """The cells that nbval treats differently and that do not say `# nbval: <why>`."""
    return [
        f"{path.name}, cell {cell.id}: {', '.join(sorted(options(cell)))} without a comment "
        "'# nbval: <reason>' in the same cell"
        for cell in code_cells(path)
        if options(cell) and not REASON.search(cell.source)
    ]


def test_most_outputs_are_compared(record_property: Callable[[str, object], None]) -> None:
    """At least 80 % of the cells with output have it compared; both counts are printed."""
    cells = [cell for path in SOLUTIONS for cell in code_cells(path) if cell.outputs]
    compared = [cell for cell in cells if is_compared(cell)]
    record_property(
        "note", f"nbval: {len(cells)} cells with output, of {len(compared)} it is compared"
    )
    assert cells
    assert len(compared) >= 0.8 * len(cells)


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_every_exemption_has_a_reason(path: Path) -> None:
    """A cell whose output is not compared, or that may raise, says why beside it."""
    assert exemptions_without_reason(path) == []


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_every_cell_ran_once_in_order(path: Path) -> None:
    """The outputs come from one run from top to bottom."""
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


def notebook_with(tmp_path: Path, source: str, tags: list[str]) -> Path:
    output = nbformat.v4.new_output("stream", name="stdout", text="1\n")
    cell = nbformat.v4.new_code_cell(source, id="one", metadata={"tags": tags}, outputs=[output])
    path = tmp_path / "one.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


@pytest.mark.parametrize("marker", [*comment_markers])
def test_a_marker_without_reason_is_found(tmp_path: Path, marker: str) -> None:
    """Each of nbval's markers, as comment or as tag, asks for a reason and is content with one."""
    tag = marker.lower().replace("_", "-")
    for source, tags in [(f"# {marker}\nprint(1)", []), ("print(1)", [tag])]:
        assert len(exemptions_without_reason(notebook_with(tmp_path, source, tags))) == 1
        reasoned = f"# nbval: it prints the time of day\n{source}"
        assert exemptions_without_reason(notebook_with(tmp_path, reasoned, tags)) == []


@pytest.mark.parametrize(
    ("source", "tags", "expected"),
    [
        ("print(1)", [], True),
        ("# NBVAL_IGNORE_OUTPUT\nprint(1)", [], False),
        ("print(1)", ["nbval-ignore-output"], False),
        ("print(1)", ["nbval-skip"], False),
        ("# NBVAL_CHECK_OUTPUT\nprint(1)", [], True),
    ],
)
def test_what_counts_as_compared(
    tmp_path: Path, source: str, tags: list[str], expected: bool
) -> None:
    """An exempted cell does not count as compared."""
    (cell,) = code_cells(notebook_with(tmp_path, source, tags))
    assert is_compared(cell) is expected


def test_a_picture_alone_is_not_compared() -> None:
    """nbval leaves pictures out, so a cell that shows nothing else is not counted."""
    output = nbformat.v4.new_output("display_data", {"image/png": "…"})
    assert not is_compared(nbformat.v4.new_code_cell("plot()", outputs=[output]))
