"""The notebook is sound, and an answer or a cell of the learner's own misbehaves."""

from __future__ import annotations

from nbformat.v4 import new_code_cell

from tests.damage.damage import EXERCISES, Paper, damage

NLL = "def nll(log_probs, target):\n"


@damage(lost=("nll",))
def a_syntax_error(paper: Paper) -> None:
    paper.cell("nll").source = "def nll(log_probs, target:\n    return log_probs"


@damage(lost=("nll",))
def an_error_at_the_top_of_an_answer(paper: Paper) -> None:
    paper.cell("nll").source = "undefined_name\n" + paper.cell("nll").source


@damage(lost=("nll",))
def another_name(paper: Paper) -> None:
    """Renamed by mistake: the test calls what is not there."""
    paper.cell("nll").source = paper.cell("nll").source.replace("def nll", "def nil")


@damage()
def solution_markers_around_answers(paper: Paper) -> None:
    for name in EXERCISES:
        source = paper.cell(name).source
        paper.cell(name).source = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"


@damage()
def magics_in_front_of_answers(paper: Paper) -> None:
    paper.cell("nll").source = "%%time\n" + paper.cell("nll").source
    paper.cell("linear").source = "%matplotlib inline\n" + paper.cell("linear").source
    paper.cell("fit").source += "\n!echo done\n%timeit -n1 -r1 1 + 1"


@damage(lost=("nll",), faults={"nll": "crash"})
def the_process_ends(paper: Paper) -> None:
    paper.cell("nll").source += "\nimport os\nos._exit(0)"


@damage(lost=("nll",), faults={"nll": "crash"})
def the_process_ends_when_called(paper: Paper) -> None:
    paper.cell("nll").source = NLL + "    import os\n    os._exit(0)"


@damage(lost=("nll",), faults={"nll": "crash"})
def a_segmentation_fault(paper: Paper) -> None:
    paper.cell("nll").source = NLL + "    import faulthandler\n    faulthandler._sigsegv()"


@damage(lost=("nll",))
def it_exits(paper: Paper) -> None:
    """SystemExit is an error as any other."""
    paper.cell("nll").source = NLL + "    raise SystemExit(0)"


@damage(lost=("nll",), faults={"nll": "time"})
def a_loop_without_end(paper: Paper) -> None:
    paper.cell("nll").source += "\nwhile True:\n    pass"


@damage(lost=("nll",), faults={"nll": "time"})
def a_loop_without_end_when_called(paper: Paper) -> None:
    paper.cell("nll").source = NLL + "    while True:\n        pass"


@damage(lost=("nll",))
def recursion_without_end(paper: Paper) -> None:
    paper.cell("nll").source = NLL + "    return nll(log_probs, target)"


@damage(lost=("nll",))
def all_of_the_memory(paper: Paper) -> None:
    """MemoryError, or an end by force: either costs this answer alone."""
    body = "    kept = []\n    while True:\n        kept.append(bytearray(2**26))"
    paper.cell("nll").source = NLL + body


@damage(lost=("nll",), faults={"nll": "output"})
def printing_without_end(paper: Paper) -> None:
    paper.cell("nll").source = NLL + "    while True:\n        print('x' * 1000)"


@damage(lost=("nll",))
def it_asks_for_input(paper: Paper) -> None:
    """There is nobody to answer, and nobody waits."""
    paper.cell("nll").source = NLL + "    return float(input('nll? '))"


@damage()
def a_cell_of_ones_own_fails(paper: Paper) -> None:
    """Scratch work between the answers, some of it broken, some of it stopped."""
    at = paper.at("nll")
    for source in ("1 / 0", "def broken(:", "import os; os._exit(3)", "exit()", "nll(1, 2)"):
        paper.cells.insert(at, new_code_cell(source))


@damage()
def a_cell_of_ones_own_never_ends(paper: Paper) -> None:
    paper.cells.insert(paper.at("nll"), new_code_cell("import time\ntime.sleep(10**6)"))


@damage(lost=("nll", "fit"))
def names_of_pythons_overwritten(paper: Paper) -> None:
    """The two answers that call len fail as they fail for the learner; nothing else does."""
    paper.cells.insert(paper.at("linear"), new_code_cell("list = 5\nprint = None\nlen = 3"))
