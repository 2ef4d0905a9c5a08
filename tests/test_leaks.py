"""Nothing that learners receive holds an answer of a blank, a hidden test, a marker or a master.

What they receive: notebooks/, solutions/ (once published), feedback/ and the bundle, down to the
files inside its wheel and zip.
"""

from __future__ import annotations

import ast
import contextlib
import html
import io
import itertools
import json
import re
import shutil
import textwrap
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from nbjudge.authoring import masters
from nbjudge.authoring.answers import blanks, fill, solutions
from nbjudge.authoring.bundle import make_bundle
from nbjudge.authoring.gate import make_course
from nbjudge.authoring.regions import MARKERS, hidden, without_hidden
from nbjudge.grading import grade, nbgrader

ROOT = Path(__file__).resolve().parents[1]
MASTERS = list(masters.masters(ROOT / "source"))
STUB = 'raise NotImplementedError("write your answer here, in place of this line")'
NEVER = {".po", ".pot", ".mo"}

Files = dict[str, bytes]


# -- what is compared ------------------------------------------------------------------------------


def statements(source: str) -> list[str]:
    """The statements of *source* in order, without spaces; of a compound one its head alone."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(textwrap.dedent(source))):
        if isinstance(node, ast.stmt):
            text = ast.unparse(node)
            if getattr(node, "body", None):
                text = text.split("\n")[0] if not _decorated(node) else text
            found.append((node.lineno, squeezed(text)))
    return [text for _, text in sorted(found)]


def _decorated(node: ast.stmt) -> bool:
    return bool(getattr(node, "decorator_list", None))


def squeezed(text: str) -> str:
    """*text* without spaces and with one kind of quote: neither layout nor quoting hides it."""
    return re.sub(r"\s+", "", text).replace("'", '"')


def pairs(lines: list[str]) -> set[str]:
    """Every two lines that follow each other, as one text."""
    return {first + second for first, second in itertools.pairwise(lines)}


def fingerprints(master: Path) -> set[str]:
    """What betrays a hidden test of *master*: two statements, or two lines, in a row.

    What the lesson shows anyway is no secret.
    """
    secret: set[str] = set()
    shown = ""
    for cell in masters.derive(master).cells:
        if cell.cell_type != "code":
            continue
        lines = [squeezed(line) for line in hidden(cell.source) if line.strip()]
        secret |= {pair for pair in pairs(lines) if len(pair) >= 30}
        secret |= pairs(statements("\n".join(hidden(cell.source))))
        visible = without_hidden(cell.source)
        shown += squeezed(visible) + "".join(statements(visible))
    return {pair for pair in secret if pair not in shown}


def texts(name: str, data: bytes) -> Iterator[str]:
    """The texts in a file, as a reader could get at them: decoded, unescaped, out of archives."""
    if name.endswith((".zip", ".whl")):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for inner in archive.namelist():
                yield from texts(inner, archive.read(inner))
        return
    text = data.decode("utf-8", errors="replace")
    yield text
    if name.endswith(".ipynb"):
        yield from strings(json.loads(text))
    elif name.endswith(".html"):
        yield html.unescape(re.sub(r"<[^>]*>", "", text))
    elif name.endswith(".py"):
        yield "".join(statements(text))
        yield from (node.value for node in ast.walk(ast.parse(text)) if is_text(node))


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def strings(value: object) -> Iterator[str]:
    """Every string in a notebook's JSON; lists of strings are one text, as nbformat has it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        text = "".join(value)
        yield text
        with contextlib.suppress(SyntaxError):
            yield "".join(statements(text))
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)


def names(name: str, data: bytes) -> Iterator[str]:
    """The file's name and, of an archive, those of what is in it."""
    yield name
    if name.endswith((".zip", ".whl")):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for inner in archive.namelist():
                yield from (f"{name}/{one}" for one in names(inner, archive.read(inner)))


def leaks(files: Files, sources: list[Path]) -> list[str]:
    """What of the masters *sources* is in *files*: one line for each find."""
    found = []
    secrets = [(master.name, fingerprints(master)) for master in sources]
    master_names = {master.name for master in sources}
    for name, data in files.items():
        for inner in names(name, data):
            if Path(inner).suffix in NEVER or Path(inner).name in master_names:
                found.append(f"{inner} is there")
        for text in texts(name, data):
            found += [f"{name}: marker {marker!r}" for marker in MARKERS if marker in text]
            flat = squeezed(text)
            for master, prints in secrets:
                found += [f"{name}: of {master}: {one}" for one in prints if one in flat]
    return sorted(set(found))


def tree(folder: Path) -> Files:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# -- what learners receive -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_bundle(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module", params=MASTERS, ids=lambda path: path.stem)
def graded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded course of one master, with feedback for the blank, the solution and bad answers."""
    master = masters.derive(request.param)
    course = tmp_path_factory.mktemp("graded") / "course"
    release = nbformat.read(make_course(course, master, ROOT, "lesson"), as_version=4)
    right = solutions(master)
    # Each answer raises with whatever it was called with, so every hidden test is in a traceback.
    raising = {
        name: f"def {name}(*given):\n    raise ValueError([str(one)[:80] for one in given])\n"
        for name in right
    }
    # And each answer prints the source of what called it.
    spying = {
        name: "import inspect\n"
        f"def {name}(*given):\n"
        "    for frame in inspect.stack()[1:9]:\n"
        "        print(''.join(frame.code_context or []))\n"
        "        try:\n"
        "            print(inspect.getsource(frame.frame))\n"
        "        except OSError:\n"
        "            pass\n"
        for name in right
    }
    submissions = {
        "blank": release,
        "right": fill(release, right),
        "nothing": fill(release, dict.fromkeys(right, "")),
        "raising": fill(release, raising),
        "spying": fill(release, spying),
    }
    assert set(grade(course, submissions, "lesson")) == set(submissions)
    nbgrader(course, "generate_feedback", "lesson")
    return course


def test_notebooks_hold_nothing() -> None:
    """No hidden test, marker or master is in any file of notebooks/."""
    files = tree(ROOT / "notebooks")
    assert files and leaks(files, MASTERS) == []


def test_solutions_hold_no_hidden_test() -> None:
    """No hidden test, marker or master is in any file of solutions/."""
    files = tree(ROOT / "solutions")
    assert files and leaks(files, MASTERS) == []


def test_the_bundle_holds_nothing(bundle: tuple[Path, Path]) -> None:
    """Neither the folder nor the zip, the wheel in either included, holds anything hidden."""
    folder, archive = bundle
    assert leaks(tree(folder), MASTERS) == []
    assert leaks({archive.name: archive.read_bytes()}, MASTERS) == []


def test_feedback_holds_nothing(graded: Path) -> None:
    """Real feedback, for answers that raise and answers that spy as well, holds nothing hidden."""
    files = tree(graded / "feedback")
    assert len(files) == 5
    assert leaks(files, MASTERS) == []


def test_autograded_keeps_hidden_tests_for_the_instructor(graded: Path) -> None:
    """The same search finds hidden tests where they belong: it is not blind."""
    files = tree(graded / "autograded")
    assert all(leaks({name: data}, MASTERS) for name, data in files.items())


@pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
def test_every_blank_is_its_stub(master: Path) -> None:
    """A blank in notebooks/ is the master's cell with the solution's lines become the stub."""
    derived = masters.derive(master)
    path = ROOT / "notebooks" / master.parent.name / f"{master.stem}.ipynb"
    released = blanks(nbformat.read(path, as_version=4))
    assert list(released) == list(blanks(derived))
    region = re.compile(r"^([ \t]*)### BEGIN SOLUTION\n.*?^[ \t]*### END SOLUTION", re.M | re.S)
    for name, cell in blanks(derived).items():
        stub, count = region.subn(lambda match: match[1] + STUB, cell.source)
        assert count == 1, f"{name} has {count} solution regions"
        assert released[name].source == stub


def test_notebooks_have_no_outputs() -> None:
    """Nothing in notebooks/ was executed."""
    for path in sorted(ROOT.glob("notebooks/*/*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            assert not cell.get("outputs") and cell.get("execution_count") is None, cell.id


def test_the_bundle_is_complete(bundle: tuple[Path, Path]) -> None:
    """Notebooks as they are, one wheel, one page that names it, and nothing else; the zip too."""
    folder, archive = bundle
    files = tree(folder)
    lessons = {f"notebooks/{name}": data for name, data in tree(ROOT / "notebooks").items()}
    assert {name: files[name] for name in lessons} == lessons
    (wheel,) = set(files) - set(lessons) - {"START.md"}
    assert re.fullmatch(r"[^/]+\.whl", wheel)
    assert f"pip install ./{wheel}" in files["START.md"].decode()
    assert "{" not in files["START.md"].decode()
    with zipfile.ZipFile(archive) as zipped:
        assert {name: zipped.read(f"{folder.name}/{name}") for name in files} == files
        assert len(zipped.namelist()) == len(files)


def test_the_wheel_has_no_tests(bundle: tuple[Path, Path]) -> None:
    """The wheel holds the packages and their data; no test, master, solution or alternative."""
    folder, _ = bundle
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        tops = {name.split("/")[0] for name in wheel.namelist()}
        inside = "\n".join(wheel.namelist())
    assert {top for top in tops if not top.endswith(".dist-info")} == {"nbjudge", "nn_course"}
    assert not re.search(r"test|alternatives|source/|solutions/|\.ipynb", inside)


def test_bundling_again_gives_the_same_bytes(bundle: tuple[Path, Path], tmp_path: Path) -> None:
    """The zip depends on the course alone, not on when it was made."""
    _, archive = make_bundle(ROOT, tmp_path)
    assert archive.read_bytes() == bundle[1].read_bytes()


# -- the search finds what it is for ---------------------------------------------------------------

HIDDEN = 'for secret in secret_inputs:\n    assert halve(secret) == secret / 2, "wrong"\n'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", HIDDEN),
        ("a.txt", HIDDEN.replace('"', "'").replace("    ", "\t")),
        ("a.py", "for secret in (secret_inputs):\n  assert (halve(secret)\n == secret/2), 'wrong'"),
        ("a.py", f"WRONG = {HIDDEN!r}\n"),
        ("a.ipynb", json.dumps({"cells": [{"source": HIDDEN.splitlines(keepends=True)}]})),
        ("a.ipynb", json.dumps({"cells": [{"outputs": [{"text": HIDDEN}]}]})),
        ("a.html", f"<pre>{html.escape(HIDDEN).replace('for', '<b>for</b>')}</pre>"),
        ("a.txt", "### BEGIN HIDDEN TESTS"),
        ("a.txt", "# END SOLUTION"),
        ("locale/a.po", ""),
        ("x/small.py", ""),
    ],
)  # fmt: skip
def test_the_search_finds(tmp_path: Path, small_text: str, name: str, data: str) -> None:
    """Two statements of a hidden test are found however they are laid out, quoted or wrapped."""
    master = tmp_path / "small.py"
    master.write_text(
        small_text.replace('f"half of {secret} is {secret / 2}, not {halve(secret)}"', '"wrong"')
    )
    assert leaks({name: data.encode()}, [master])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, data)
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("inner.whl", packed.getvalue())
    assert leaks({"bundle.zip": outer.getvalue()}, [master])


def test_the_search_passes_what_is_shown(tmp_path: Path, small_text: str) -> None:
    """What the lesson shows, and one statement alone, is no find."""
    master = tmp_path / "small.py"
    master.write_text(small_text)
    fine = 'print("tried: halve(4)")\nhalve(10)\nsecret_inputs = [7, -3, 0.5]\n'
    assert leaks({"a.txt": fine.encode(), "a.py": fine.encode()}, [master]) == []


# -- nbgrader copies whatever lies beside a notebook -----------------------------------------------

DECOYS = [
    "small.py",
    "small.py~",
    ".small.py.swp",
    "helper.pyc",
    "small.po",
    "messages.pot",
    "locale/ko/LC_MESSAGES/small.po",
    "locale/ko/small.txt",
    ".ipynb_checkpoints/small-checkpoint.ipynb",
    "__pycache__/small.cpython-311.pyc",
]


def test_no_master_gets_into_any_tree(small_course: Path) -> None:
    """Of everything beside a master, only pictures get into the four trees that nbgrader fills."""
    source = small_course / "source" / "lesson"
    for name in DECOYS:
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text("### BEGIN SOLUTION\n")
    (source / "img").mkdir()
    (source / "img" / "plan.svg").write_text("<svg/>")
    nbgrader(small_course, "generate_assignment", "lesson")
    nbgrader(small_course, "generate_solution", "lesson")
    submitted = small_course / "submitted" / "ann" / "lesson"
    shutil.copytree(small_course / "notebooks" / "lesson", submitted)
    # What a learner hands in beside the notebook goes no further either.
    (submitted / "torch.py").write_text("")
    nbgrader(small_course, "autograde", "lesson")
    nbgrader(small_course, "generate_feedback", "lesson")
    expected = {"small.ipynb", "img/plan.svg"}
    assert set(tree(small_course / "notebooks" / "lesson")) == expected
    assert set(tree(small_course / "solutions" / "lesson")) == expected
    assert set(tree(small_course / "autograded" / "ann" / "lesson")) == expected
    assert set(tree(small_course / "feedback" / "ann" / "lesson")) == {"small.html", "img/plan.svg"}
