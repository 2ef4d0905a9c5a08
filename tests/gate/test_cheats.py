"""Cheap cheats earn what a blank earns, in every exercise; and no hidden test invites one."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from nbjudge.authoring import masters
from nbjudge.authoring.answers import blanks
from nbjudge.authoring.gate import Failure, run_gate
from nbjudge.authoring.regions import hidden
from nn_course.catalogue import PARTS, exercises
from nn_course.checks import part4 as check
from nn_course.distort import rotate, shift, stroke
from nn_course.ready import digits
from tests.gate import cheats, variants

ALL = [(part, name) for part in PARTS for name in cheats.cheats(part)]


@pytest.fixture(scope="module")
def failures(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str], dict[str, list[Failure]]]:
    """The failures of all cheats of a part: one class, graded once."""
    graded: dict[str, dict[str, list[Failure]]] = {}

    def of(part: str) -> dict[str, list[Failure]]:
        if part not in graded:
            config = variants.configured(tmp_path_factory.mktemp("config"), variants.NO_PICTURES)
            found = run_gate(
                cheats.without_checks(part), list(cheats.cheats(part).values()), config
            )
            graded[part] = {}
            for one in found:
                graded[part].setdefault(one.variant.name, []).append(one)
        return graded[part]

    return of


@pytest.mark.gate
@pytest.mark.slow
@pytest.mark.parametrize(("part", "name"), ALL)
def test_a_cheat_earns_nothing(
    part: str, name: str, failures: Callable[[str], dict[str, list[Failure]]]
) -> None:
    """In each exercise it earns what a blank earns, and what is right beside it its marks."""
    found = failures(part).get(cheats.cheats(part)[name].name, [])
    assert not found, "\n".join(map(str, found))


@pytest.mark.gate
@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_every_exercise_has_cheats(part: str) -> None:
    """None is left out: each is cheated in at least a dozen ways, also one that comes new."""
    for one in exercises(part):
        ways = [
            name
            for name, cheat in cheats.cheats(part).items()
            if cheat.answers and "def " in cheat.answers.get(one.name, "")
        ]
        assert len(ways) >= 12, f"{one.name}: {ways}"


@pytest.mark.parametrize("name", cheats.SAID)
def test_best_model_is_refused_for_what_it_does(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps by hand, numbers in plain tensors, remembered digits: the hidden test names them."""
    monkeypatch.setenv("MNIST_SOURCE", "bundled")
    (cell,) = (
        cell
        for cell in masters.derive(variants.MASTERS["part4"]).cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_best_model"
    )
    names: dict[str, object] = {
        "torch": torch, "nn": nn, "F": F, "check": check, "stroke": stroke, "rotate": rotate,
        "shift": shift, **digits()._asdict(),
    }  # fmt: skip
    optimizers = sys.modules["torch.optim.optimizer"]
    name_of_hook = "register_optimizer_step_post_hook"  # one of them puts another in its place
    monkeypatch.setattr(optimizers, name_of_hook, getattr(optimizers, name_of_hook))
    exec(cheats.best_model(name), names)
    with pytest.raises(AssertionError, match=cheats.SAID[name]):
        exec("\n".join(hidden(cell.source)), names)


# -- no test invites a cheat -----------------------------------------------------------------------

# What nan passes somewhere, or what compares without looking at shapes.
_NO_COMPARISON = {
    "abs", "allclose", "amax", "amin", "array_equal", "equal", "isclose", "max", "min",
    "nan_to_num", "norm",
}  # fmt: skip


def hidden_tests(part: str) -> list[tuple[str, ast.Module]]:
    """The hidden tests of a part, by the name of their cell."""
    return [
        (cell.metadata.nbgrader.grade_id, ast.parse("\n".join(hidden(cell.source))))
        for cell in masters.derive(variants.MASTERS[part]).cells
        if cell.cell_type == "code" and hidden(cell.source)
    ]


@pytest.mark.parametrize("part", PARTS)
def test_answers_are_called_by_exam_alone(part: str) -> None:
    """What exam hands out are copies: a hidden test uses an answer's name for nothing but exam."""
    names = set(blanks(masters.derive(variants.MASTERS[part])))
    wrong = []
    for test, tree in hidden_tests(part):
        for statement in tree.body:
            if isinstance(statement, ast.FunctionDef):
                given = {one.arg for one in statement.args.args}
                allowed = {
                    id(node)
                    for node in ast.walk(statement)
                    if isinstance(node, ast.Name) and node.id in given
                }
            else:
                allowed = {
                    id(argument)
                    for call in ast.walk(statement)
                    if isinstance(call, ast.Call) and ast.unparse(call.func) == "check.exam"
                    for argument in call.args
                }
            wrong += [
                f"{test}, line {node.lineno}: {node.id}"
                for node in ast.walk(statement)
                if isinstance(node, ast.Name) and node.id in names and id(node) not in allowed
            ]
    assert not wrong


@pytest.mark.parametrize("part", PARTS)
def test_numbers_are_compared_by_close_alone(part: str) -> None:
    """A hidden test asserts no difference of numbers but by check.close, which nan never passes."""
    wrong = []
    for test, tree in hidden_tests(part):
        for function in tree.body:
            if isinstance(function, ast.FunctionDef) and not function.name.startswith("hidden"):
                continue  # a look only gathers
            for node in ast.walk(function):
                called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
                if called in ("max", "min", "torch.allclose", "torch.equal", "np.allclose"):
                    wrong.append(f"{test}, line {node.lineno}: {called}")
                if isinstance(node, ast.Assert):
                    wrong += [
                        f"{test}, line {inner.lineno}: {ast.unparse(inner)}"
                        for inner in ast.walk(node.test)
                        if _compares(inner)
                    ]
    assert not wrong


def _compares(node: ast.AST) -> bool:
    """Whether an asserted expression compares numbers by hand."""
    if isinstance(node, ast.Call):
        if ast.unparse(node.func) == "check.close":
            return False
        name = ast.unparse(node.func).rpartition(".")[2]
        return name in _NO_COMPARISON
    return isinstance(node, ast.Compare) and any(
        isinstance(side, ast.BinOp) and isinstance(side.op, ast.Sub)
        for side in (node.left, *node.comparators)
    )
