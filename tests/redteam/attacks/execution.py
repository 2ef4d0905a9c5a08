"""Attacks on how a notebook is executed: its shell, its kernel, its cells and their metadata."""

from __future__ import annotations

import copy

import nbformat
from nbformat import NotebookNode

from nbjudge.authoring.answers import blanks
from tests.redteam.attack import Attack, own_cell, tests


def skip_all(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata["tags"] = ["skip-execution"]


def expect_errors(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata["tags"] = ["raises-exception", "display", "remove-cell"]


def duplicate_blank(notebook: NotebookNode) -> None:
    cell = blanks(notebook)["log_softmax"]
    notebook.cells.insert(notebook.cells.index(cell), copy.deepcopy(cell))


def duplicate_tests(notebook: NotebookNode) -> None:
    for cell in tests(notebook):
        again = copy.deepcopy(cell)
        again.source = "pass"
        notebook.cells.insert(notebook.cells.index(cell) + 1, again)


def empty_tests(notebook: NotebookNode) -> None:
    for cell in tests(notebook):
        cell.source = "pass"


def unlock_tests(notebook: NotebookNode) -> None:
    for cell in tests(notebook):
        cell.metadata.nbgrader.update(locked=False, solution=True)
        cell.source = "1 + 1"


def tests_as_text(notebook: NotebookNode) -> None:
    for cell in tests(notebook):
        cell.cell_type = "markdown"
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def more_points(notebook: NotebookNode) -> None:
    for cell in tests(notebook):
        cell.metadata.nbgrader.points = 100


def graded_extra(notebook: NotebookNode) -> None:
    extra = own_cell("pass", "gift")
    extra.metadata["nbgrader"] = {
        "grade": True, "solution": False, "locked": True, "points": 100,
        "grade_id": "test_gift", "schema_version": 3, "cell_type": "code",
    }  # fmt: skip
    notebook.cells.append(extra)


def graded_blanks(notebook: NotebookNode) -> None:
    for cell in blanks(notebook).values():
        cell.metadata.nbgrader.update(grade=True, points=50)


def swapped_ids(notebook: NotebookNode) -> None:
    for blank, test in zip(blanks(notebook).values(), tests(notebook), strict=False):
        one, other = blank.metadata.nbgrader, test.metadata.nbgrader
        one.grade_id, other.grade_id = other.grade_id, one.grade_id
        blank.id, test.id = test.id, blank.id


def forged_verdicts(notebook: NotebookNode) -> None:
    notebook.metadata["nbjudge"] = {"schema": 1, "points": 24.0, "max": 24.0}
    for cell in tests(notebook):
        points = float(cell.metadata.nbgrader.points)
        record = {"test": cell.metadata.nbgrader.grade_id, "points": points, "max": points}
        cell.metadata["nbjudge"] = {**record, "verdict": record, "seed": 0, "seconds": 0.1}
        result = nbformat.v4.new_output("execute_result", {"text/plain": str(points)})
        cell.outputs = [result]


def other_kernel(notebook: NotebookNode) -> None:
    spec = {"name": "generous", "display_name": "Generous", "language": "bash"}
    notebook.metadata["kernelspec"] = spec
    notebook.metadata["language_info"] = {"name": "bash"}


KERNEL = (
    """{"argv": ["/bin/sh", "-c", "sleep 1000"], "display_name": "Generous", "language": "x"}"""
)

BLIND = """
    def blind(lines):
        return ["pass\\n"] if any("check." in line for line in lines) else lines
    """
SHOWS_NOTHING = """
    shell = get_ipython()
    shell._showtraceback = lambda *args, **kwargs: None
    shell.showtraceback = shell.showsyntaxerror = lambda *args, **kwargs: None
    """

ATTACKS = [
    Attack("skip-execution", "Tags every cell so that none is executed.", change=skip_all),
    Attack("expected-errors", "Tags every cell as one that may fail.", change=expect_errors),
    Attack(
        "input-transformer",
        "Rewrites the tests with an input transformer of IPython's before they run.",
        first=BLIND + "\n    get_ipython().input_transformers_cleanup.append(blind)",
    ),
    Attack(
        "ast-transformer",
        "Takes the assertions out of every cell that runs from here on.",
        first="""
            import ast
            class WithoutAssertions(ast.NodeTransformer):
                def visit_Assert(self, node):
                    return ast.Pass()
            get_ipython().ast_transformers.append(WithoutAssertions())
            """,
    ),
    Attack(
        "do-execute",
        "Puts a do_execute of its own into the kernel, which runs `pass` for a test.",
        first="""
            kernel = type(get_ipython().kernel)
            execute = kernel.do_execute
            async def do_execute(self, code, *args, **kwargs):
                code = "pass" if "check." in code else code
                return await execute(self, code, *args, **kwargs)
            kernel.do_execute = do_execute
            """,
    ),
    Attack(
        "run-cell",
        "Puts a run_cell of its own into the shell, which runs `pass` for a test.",
        first="""
            shell = type(get_ipython())
            at_once, in_time = shell.run_cell, shell.run_cell_async
            def run_cell(self, raw, *args, **kwargs):
                return at_once(self, "pass" if "check." in raw else raw, *args, **kwargs)
            async def run_cell_async(self, raw, *args, **kwargs):
                raw = "pass" if "check." in raw else raw
                kwargs["transformed_cell"] = raw
                return await in_time(self, raw, *args, **kwargs)
            shell.run_cell, shell.run_cell_async = run_cell, run_cell_async
            """,
    ),
    Attack(
        "no-traceback",
        "Lets the shell show no error, so that a failed test looks like one that passed.",
        first=SHOWS_NOTHING,
    ),
    Attack(
        "custom-exception",
        "Registers a handler of all exceptions that swallows them.",
        first="get_ipython().set_custom_exc((BaseException,), lambda *args, **kwargs: None)",
    ),
    Attack(
        "hooks",
        "Puts a check that says yes into the notebook before every cell, by a pre_run_cell hook.",
        first="""
            class Yes:
                def __getattr__(self, name):
                    return lambda *args: None
            def agree(*_):
                globals().update(check=Yes())
            for event in ("pre_execute", "pre_run_cell", "post_execute", "post_run_cell"):
                get_ipython().events.register(event, agree)
            """,
    ),
    Attack(
        "extension",
        "Writes an extension of IPython's beside the notebook and loads it with %load_ext.",
        first="""
            open("generous.py", "w").write('''
            def load_ipython_extension(shell):
                def blind(lines):
                    return ["pass\\\\n"] if any("check." in line for line in lines) else lines
                shell.input_transformers_cleanup.append(blind)
            '''.replace("\\n            ", "\\n"))
            import sys
            sys.path.insert(0, ".")
            get_ipython().run_line_magic("load_ext", "generous")
            """,
    ),
    Attack(
        "shell-magics",
        "Edits every notebook and gradebook that it can reach with shell commands.",
        first="""
            !find / -xdev -name '*.ipynb' -writable -exec sed -i 's/assert /1 or /' {} + 2>/dev/null
            !find / -xdev -name 'gradebook.db' -writable -exec truncate -s 0 {} + 2>/dev/null
            """,
        last="%%bash\nfind / -xdev -name '*.json' -writable -delete 2>/dev/null\n",
    ),
    Attack(
        "waits-for-input",
        "Asks for a line of input, and calls the debugger, which nobody answers.",
        first="%pdb on\nbreakpoint()\n",
        answers={"log_softmax": "name = input('your name? ')\n"},
    ),
    Attack(
        "empty-namespace",
        "Deletes every name there is, the notebook's imports included.",
        first="%reset -f\n",
        last="globals().clear()\n",
    ),
    Attack(
        "early-exit",
        "Ends the process before the first test, with the status of success.",
        first="import os\nos._exit(0)\n",
    ),
    Attack("duplicated-cell", "Hands a blank in twice, under one id.", change=duplicate_blank),
    Attack("duplicated-tests", "Adds to each test an empty one.", change=duplicate_tests),
    Attack("empty-tests", "Replaces the locked tests by `pass`.", change=empty_tests),
    Attack("unlocked-tests", "Makes answers of the tests, by metadata.", change=unlock_tests),
    Attack("tests-as-text", "Turns the tests into text, which nobody runs.", change=tests_as_text),
    Attack("more-points", "Sets the points of every test to 100.", change=more_points),
    Attack("graded-extra-cell", "Adds a graded cell of 100 points.", change=graded_extra),
    Attack("graded-blanks", "Makes its answers graded cells.", change=graded_blanks),
    Attack("swapped-ids", "Exchanges the ids of answers and tests.", change=swapped_ids),
    Attack("forged-verdicts", "Hands in outputs and full verdicts.", change=forged_verdicts),
    Attack(
        "other-kernel",
        "Asks for a kernel of its own, whose description lies beside the notebook.",
        change=other_kernel,
        files={"kernels/generous/kernel.json": KERNEL, "kernel.json": KERNEL},
    ),
    Attack(
        "trailing-cells",
        "Redefines checks and tests after the last of them.",
        last="""
            hidden = lambda *args: None
            class check:
                exam = staticmethod(lambda name, function: None)
            for name in ("linear", "log_softmax", "nll"):
                globals()[name] = lambda *args: None
            """,
    ),
]
