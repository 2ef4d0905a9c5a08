"""A learner's cell does in the sandbox what it does in a kernel: results, text and exceptions.

All cells below run one after the other in one real kernel, and as a learner's own cells in one
submission; what stands below each of them has to be the same.
"""

from __future__ import annotations

import re

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from tests.judge.lessons import Lesson, plain
from tests.kernels import Client

CELLS = {
    "print": "print('one', 2, sep='-')\nprint('three', end='')",
    "a value": "1 + 1",
    "a silenced value": "1 + 1;",
    "print and value": "print('before')\n[1, 2, 3]",
    "the last value": "_",
    "values by number": "41 + 1\n",
    "Out": "sorted(type(one).__name__ for one in Out.values())[:1]",
    "two streams": "import sys\nprint('out')\nprint('error', file=sys.stderr)\nprint('out again')",
    "write": "sys.stdout.write('written\\n')\nsys.stdout.flush()",
    "encoding": "sys.stdout.encoding, sys.stdout.isatty()",
    "a carriage return": "for i in range(3):\n    print(f'\\rstep {i}', end='', flush=True)",
    "no text": "sys.stdout.write(1)",
    "an error": "print('so far')\n1 / 0\nprint('never')",
    "an error in a function": "def f(x):\n    return g(x)\ndef g(x):\n    return x['a']\nf({})",
    "an error of one's own": "class Mine(ValueError):\n    pass\nraise Mine('two\\nlines')",
    "a syntax error": "def broken(:\n    pass",
    "wrong indentation": "if True:\nprint('x')",
    "a name that is not defined": "undefined_name",
    "an exception group": "raise ExceptionGroup('some', [ValueError('a'), KeyError('b')])",
    "KeyboardInterrupt": "raise KeyboardInterrupt",
    "CancelledError": "import asyncio\nraise asyncio.CancelledError('over')",
    "GeneratorExit": "raise GeneratorExit",
    "after them": "print('still here')",
    "%%time": "%%time\nprint('before')\nx = sum(range(10))\nprint('after')",
    "what %%time defined": "x",
    "%time": "print('a')\n%time y = 3\nprint(y)",
    "%%timeit": "print('a')\nrun = %timeit -n1 -r1 -q -o pass\nprint(run.loops)",
    "%%capture": "%%capture kept\nprint('hidden')\n'a value'",
    "what %%capture kept": "print('shown')\nkept.stdout",
    "%%capture without a name": "%%capture\nprint('nobody sees this')",
    "%matplotlib": "print('a')\n%matplotlib inline\nprint('b')",
    "a plot": "import matplotlib.pyplot as plt\nprint('a')\nplt.plot([1, 2])\nplt.show()\n"
    "print('b')",
    "%%writefile": "%%writefile helper.py\ndef triple(x):\n    return 3 * x",
    "import of what was written": "print('a')\nfrom helper import triple\ntriple(5)",
    "%run": "%%writefile said.py\nprint('said')\nanswer = 42\n",
    "%run of it": "print('a')\n%run said.py\nprint(answer)",
    "%load_ext": "print('a')\n%load_ext autoreload\n%autoreload 2\nprint('b')",
    "%pip": "print('a')\n%pip --version\nprint('b')",
    "%pwd and a name": "here = %pwd\nprint(type(here).__name__)",
    "%who": "%who_ls str",
    "%env": "print('a')\n%env NAME_OF_MINE=one\nprint('b')",
    "%precision": "%precision 2\n1 / 3",
    "%precision again": "%precision\n1 / 3",
    "an unknown magic": "print('a')\n%no_such_magic\nprint('b')",
    "an unknown cell magic": "%%no_such_magic\nprint('b')",
    "!": "print('a')\n!echo from the shell\nprint('b')",
    "! with a variable": "word = 'hello'\n!echo {word} $word",
    "! into a name": "lines = !printf 'a\\nb\\n'\nprint(list(lines))",
    "! that fails": "print('a')\n!false\nprint(_exit_code)",
    "! that does not exist": "!no-such-program-anywhere 2>/dev/null\nprint('b')",
    "%%bash": "%%bash\necho one\necho two >&2",
    "%%bash that fails": "%%bash\necho one\nexit 3",
    "%%sh into a name": "%%sh --out held\necho one",
    "what %%sh held": "held",
    "os.system": "import os\nprint('a', flush=True)\nos.system('echo from a program');",
    "subprocess": "import subprocess\ndone = subprocess.run(['echo', 'hello'])",
    "help": "print('a')\nprint?\nprint('b')",
    "help of one's own": "def mine():\n    'What it does.'\nprint('a')\nmine?",
    "await": "print('a')\nawait asyncio.sleep(0)\nprint('b')\n'c'",
    "await that raises": "async def fails():\n    raise ValueError('in vain')\nawait fails()",
    "tasks": "one, two = await asyncio.gather(asyncio.sleep(0, 1), asyncio.sleep(0, 2))\none + two",
    "async for": "async def numbers():\n    for i in range(3):\n        yield i\n"
    "[i async for i in numbers()]",
    "a class": "class Point:\n    def __init__(self, x):\n        self.x = x\n"
    "    def __repr__(self):\n        return f'Point({self.x})'\nPoint(3)",
    "a dataclass": "from dataclasses import dataclass\n@dataclass\nclass D:\n    a: int\nD(1)",
    "display": "from IPython.display import display, HTML\ndisplay(1, 'two')\nprint('three')",
    "display of HTML": "display(HTML('<b>bold</b>'))\nHTML('<i>value</i>')",
    "display and print in turn": "for i in range(2):\n    print(i)\n    display([i])",
    "an updated display": "handle = display('first', display_id=True)\nhandle.update('second')\n"
    "print('end')",
    "clear_output": "from IPython.display import clear_output\nprint('old')\nclear_output()\n"
    "print('new')",
    "clear_output that waits": "print('old')\nclear_output(wait=True)\nprint('new')",
    "files": "with open('notes.txt', 'w') as file:\n    print('a line', file=file)\n"
    "open('notes.txt').read()",
    "a lambda": "(lambda x: x + 1)(1)",
    "several statements": "a = 1; b = 2; a + b",
    "a comment at the end": "3\n# done",
    "an f-string": "f'{a!r:>4}|{b:.2f}'",
    "walrus": "(n := 10)",
    "match": "match [1, 2]:\n    case [x, y]:\n        print(x + y)",
    "a long value": "list(range(60))",
    "a long text": "'x' * 300",
    "a nested value": "{'a': [1, (2, 3)], 'b': {4, 5}}",
    "None": "None",
    "a generator": "sum(i for i in range(5))",
    "a half character": "print('\\ud800')",
    "warnings": "import warnings\nwarnings.simplefilter('ignore')\nwarnings.warn('unseen')\n7",
    "assert": "assert 1 == 2, 'they differ'",
    "an exit that is caught": "try:\n    raise SystemExit(2)\nexcept SystemExit as stop:\n"
    "    print(stop.code)",
    "__name__": "__name__",
    "globals": "'a' in globals(), 'get_ipython' in globals()",
    "get_ipython": "get_ipython().run_line_magic('time', '1') if False else 'x'",
    "input history": "len(In) > 5",
}  # fmt: skip
# What cannot be the same: each with the reason.
OWN = {
    "%%time": "it prints how long it took",
    "%time": "it prints how long it took",
    "a half character": "a kernel's message cannot hold it, and says so instead",
    "an exception group": "a kernel prints it, and calls the cell done",
    "an unknown magic": "a kernel prints it; here it is an exception, which the learner reads",
    "an unknown cell magic": "the same",
}
LESSON = Lesson("start = 1")
LESSON.exercise("double", "assert double(2) == 4")


@pytest.fixture(scope="module")
def in_a_kernel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, str]]]:
    """What stands below each cell in a real kernel."""
    notebook = new_notebook(cells=[new_code_cell(plain(source)) for source in CELLS.values()])
    client = Client(
        notebook,
        allow_errors=True,
        resources={"metadata": {"path": str(tmp_path_factory.mktemp("kernel"))}},
    )
    # pytest's own variable would keep the kernel from showing what programs write.
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    client.execute()
    monkeypatch.undo()
    return {name: readable(cell.outputs) for name, cell in zip(CELLS, notebook.cells, strict=True)}


@pytest.fixture(scope="module")
def in_the_sandbox(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, str]]]:
    """What stands below each cell of a submission that is graded."""

    def add(notebook: NotebookNode) -> None:
        for number, source in enumerate(CELLS.values()):
            notebook.cells.append(new_code_cell(plain(source), id=f"own-{number}"))

    with LESSON.judge(tmp_path_factory.mktemp("handed in")) as judged:
        graded = judged.grade(double="def double(x):\n    return 2 * x", change=add)
    cells = {cell.source: cell for cell in graded.notebook.cells}
    assert not graded.faults, graded.faults
    return {name: readable(cells[plain(source)].outputs) for name, source in CELLS.items()}


def readable(outputs: list[NotebookNode]) -> list[tuple[str, str]]:
    """The outputs as texts: of a picture its kind alone, of a syntax error no file.

    Streams between two other outputs are one for each name: a kernel sends them when it likes.
    """
    found: list[tuple[str, str]] = []
    streams: dict[str, str] = {}
    for one in [*outputs, None]:
        if one is not None and one.output_type == "stream":
            streams[one.name] = streams.get(one.name, "") + one.text
            continue
        found += [(name, streams[name]) for name in sorted(streams, reverse=True)]
        streams.clear()
        if one is None:
            continue
        if one.output_type == "error":
            line = re.sub(r" \([^()]+, line (\d+)\)$", r" (line \1)", one.evalue.split("\n")[0])
            found.append(("error", f"{one.ename}: {line}"))
        else:
            pictures = [mime for mime in one.data if mime.startswith("image/")]
            kind = "value" if one.output_type == "execute_result" else "display"
            found.append((kind, pictures[0] if pictures else one.data.get("text/plain", "")))
    return found


def test_there_are_many_of_all_sorts() -> None:
    """Sixty at least; a cell that is compared in part says why."""
    assert len(CELLS) >= 60
    assert set(OWN) <= set(CELLS)


@pytest.mark.parametrize("name", [name for name in CELLS if name not in OWN])
def test_a_cell_does_the_same(
    name: str,
    in_a_kernel: dict[str, list[tuple[str, str]]],
    in_the_sandbox: dict[str, list[tuple[str, str]]],
) -> None:
    """The same outputs in the same order, the same text, the same exception."""
    assert in_the_sandbox[name] == in_a_kernel[name]


@pytest.mark.parametrize("name", OWN)
def test_a_cell_that_differs_says_the_same(
    name: str,
    in_a_kernel: dict[str, list[tuple[str, str]]],
    in_the_sandbox: dict[str, list[tuple[str, str]]],
) -> None:
    """What `OWN` names fails where it fails in a kernel, and nowhere else."""
    failed = {
        place: any("Error" in text or "ExceptionGroup" in text for _, text in outputs[name])
        for place, outputs in (("kernel", in_a_kernel), ("sandbox", in_the_sandbox))
    }
    assert failed["sandbox"] == (failed["kernel"] and name != "a half character")
