"""Cheap cheats: answers that do no work, or spoil what the solution did, made for every exercise.

They come from the catalogue's exercises and the master's solutions, so that a new exercise has
them, too. Each is a submission in which all exercises of a part cheat in the same way, and earns
nothing but what is said here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from textwrap import indent

import numpy as np
import torch
from nbformat import NotebookNode
from nbgrader.utils import is_grade

from nbjudge.authoring import masters
from nbjudge.authoring.answers import solutions
from nbjudge.authoring.gate import Variant
from nn_course.catalogue import Exercise, exercises
from tests.gate import variants

# -- answers without any work ----------------------------------------------------------------------

_ALWAYS = '''
class Always(float):
    """A number that every comparison is true of, and every calculation gives again."""

def _always(*_):
    return True

def _again(self, *_):
    return self

for _name in ("eq", "ne", "lt", "le", "gt", "ge", "contains", "bool"):
    setattr(Always, f"__{_name}__", _always)
for _name in ("sub", "rsub", "add", "radd", "mul", "rmul", "truediv", "abs", "neg", "float"):
    setattr(Always, f"__{_name}__", _again)
Always.__hash__ = lambda self: 0

class AlwaysTensor(torch.Tensor):
    """A tensor that everything torch is asked about is true of."""

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if function.__name__ in ("equal", "allclose", "isfinite", "all", "any", "__bool__"):
            return True
        with torch._C.DisableTorchFunctionSubclass():
            return function(*args, **(kwargs or {}))

class AlwaysList(list):
    """A list of every length that equals all."""

    __eq__ = _always
    __contains__ = _always
    __hash__ = None

    def __len__(self):
        return 2

    def __getitem__(self, place):
        return Always(1.0)

    def __iter__(self):
        return iter([Always(1.0), Always(1.0)])
'''

_CONSTANTS = {
    "nothing": "None",
    "zero": "0.0",
    "nan": "math.nan",
    "infinity": "math.inf",
    "true": "True",
    "first argument": "given[0] if given else 0",
    "last argument": "given[-1] if given else 0",
    "all arguments": "given",
    "empty list": "[]",
    "empty iterator": "iter(())",
    "a nan tensor": "torch.tensor(math.nan)",
    "two nans": "(torch.tensor(math.nan), torch.tensor(math.nan))",
    "always equal": "Always(1.0)",
    "a tensor that is always equal": "torch.ones(1).as_subclass(AlwaysTensor)",
    "a list that is always equal": "AlwaysList()",
}


def _constant(one: Exercise, expression: str) -> str:
    """The exercise answered by one value, whatever it is asked."""
    helpers = "import math\nimport torch\nfrom torch import nn\n" + (
        _ALWAYS if "Always" in expression else ""
    )
    if one.base is None:
        return f"{helpers}\ndef {one.name}(*given, **named):\n    return {expression}\n"
    methods = "".join(
        f"\n    def {name}(self, *given, **named):\n        return {expression}\n"
        for name in ("forward", "__getitem__")
    )
    return (
        f"{helpers}\n{one.heading}\n    def __init__(self, *given, **named):\n"
        "        super().__init__()\n"
        f"{methods}\n    def __len__(self):\n        return 0\n"
        "\n    def __iter__(self):\n        return iter(())\n"
    )


# -- the solution, spoiled -------------------------------------------------------------------------

_SPOILING = '''
import copy
import hashlib
import math

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset

_HOW = {how!r}
_KNOWN = {known!r}
_memory = []


class _Poisoned(torch.autograd.Function):
    """Right going forward, nan on the way back."""

    @staticmethod
    def forward(ctx, x):
        return x.clone()

    @staticmethod
    def backward(ctx, gradient):
        return torch.full_like(gradient, math.nan)


def _tensors(value, seen=None):
    """Every tensor and array that can be reached from a value."""
    seen = set() if seen is None else seen
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, (torch.Tensor, np.ndarray)):
        yield value
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _tensors(one, seen)
    elif isinstance(value, dict):
        yield from _tensors(list(value.values()), seen)
    elif isinstance(value, nn.Module):
        if _HOW != "vandal data, then right":
            yield from _tensors([*value.parameters(), *value.buffers()], seen)
    elif isinstance(value, DataLoader):
        yield from _tensors(value.dataset, seen)
    elif isinstance(value, Dataset):
        yield from _tensors(list(vars(value).values()), seen)


def _fill(one, content):
    with torch.no_grad():
        if isinstance(one, np.ndarray):
            one[...] = content if one.dtype.kind == "f" or content == content else 0
        elif one.device.type != "meta":
            if isinstance(content, (torch.Tensor, np.ndarray)):
                one.data.copy_(content)
            elif one.is_floating_point():
                one.data.fill_(content)
            else:
                one.data.fill_(0 if content != content or abs(content) == math.inf else content)


def _number(x):
    if isinstance(x, torch.Tensor):
        if _HOW in ("nan", "infinite"):
            bad = math.nan if _HOW == "nan" else math.inf
            return x * bad if x.is_floating_point() else torch.full(x.shape, bad)
        if _HOW in ("zeros", "visible cases", "vandal, zeros", "patched"):
            return x * 0
        if _HOW == "ones":
            return x * 0 + 1
        if _HOW == "an axis more":
            return x.unsqueeze(0)
        if _HOW == "complex":
            return x + 1j
        if _HOW == "poisoned gradient":
            return _Poisoned.apply(x) if x.requires_grad else x
        if _HOW == "no gradient":
            return x.detach()
        return x
    if isinstance(x, bool):
        return x
    return {{
        "nan": math.nan, "infinite": math.inf, "zeros": 0.0, "visible cases": 0.0,
        "vandal, zeros": 0.0, "patched": 0.0, "ones": 1.0, "an axis more": [x], "complex": x + 1j,
    }}.get(_HOW, x)


def _spoiled(value):
    """A result of the right kind, with every number in it spoiled."""
    if isinstance(value, (torch.Tensor, int, float, np.number)):
        return _number(value)
    if type(value) in (list, tuple):
        return type(value)(_spoiled(one) for one in value)
    if type(value) is dict:
        return {{name: _spoiled(one) for name, one in value.items()}}
    if isinstance(value, nn.Module):
        if _HOW == "poisoned gradient":
            return value
        for one in value.parameters():
            if _HOW in ("nan", "infinite"):
                _fill(one, math.nan if _HOW == "nan" else math.inf)
            else:
                one.requires_grad_(False)
        return value
    if isinstance(value, DataLoader):
        size = value.batch_size
        return DataLoader(_spoiled(value.dataset), size if _HOW == "zeros" else size + 1)
    if isinstance(value, TensorDataset):
        return TensorDataset(*[_spoiled(one) for one in value.tensors])
    return value


def _key(given):
    """What tells one call's arguments from another's."""
    text = repr([one.detach().double().tolist() if isinstance(one, torch.Tensor) else
                 one.tolist() if isinstance(one, np.ndarray) else repr(one)
                 for one in given])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _cheated(right, given, named, state=()):
    """What the solution would do, spoiled."""
    inputs = [given, named]
    if _HOW == "remembered":
        if not _memory:
            _memory.append(copy.deepcopy(right(*given, **named)))
        return _memory[0]
    if _HOW == "visible cases" and _key(given) in _KNOWN:
        return right(*given, **named)
    own = [one for one in _tensors(list(state))]
    reached = [one for one in _tensors(inputs) if not any(one is mine for mine in own)]
    if _HOW in ("vandal, then right", "vandal data, then right"):
        for one in reached:
            _fill(one, -100 if not getattr(one, "is_floating_point", lambda: False)() else 0.0)
        return right(*given, **named)
    before = [copy.deepcopy(one.detach()) if isinstance(one, torch.Tensor) else one.copy()
              for one in reached]
    result = right(*given, **named)
    for one, then in zip(reached, before):
        if isinstance(one, torch.Tensor) and one.device.type == "meta":
            continue
        now = np.asarray(one.detach() if isinstance(one, torch.Tensor) else one)
        if now.tobytes() != np.asarray(then).tobytes():
            if _HOW == "not at all":
                continue
            _fill(one, {{"nan": math.nan, "infinite": math.inf, "ones": 1.0}}.get(_HOW, then))
    result = result if _HOW == "not at all" else _spoiled(result)
    if _HOW == "vandal, zeros":
        for one in reached:
            _fill(one, 0.0)
    return result


if _HOW == "patched":
    torch.equal = torch.allclose = torch.Tensor.equal = torch.Tensor.allclose = (
        lambda *given, **named: True
    )
    torch.isfinite = torch.Tensor.isfinite = lambda x: torch.ones_like(x, dtype=torch.bool)
    torch.get_rng_state = lambda: torch.zeros(1)
    np.array_equal = lambda *given, **named: True
    _grad = torch.autograd.grad
    torch.autograd.grad = lambda outputs, inputs, *given, **named: [
        torch.zeros_like(one) for one in (inputs if isinstance(inputs, (list, tuple)) else [inputs])
    ]
    torch.is_grad_enabled = lambda: False


def _solution():
{solution}
    return {name}


_right = _solution()
'''

_FUNCTION = """

def {name}(*given, **named):
    return _cheated(_right, given, named)
"""

_CLASS = """

class {name}(_right):
{methods}"""

_METHODS = {
    "__init__": """
    def __init__(self, *given):
        if _HOW.startswith("vandal"):
            for one in _tensors(list(given)):
                _fill(one, 0)
        super().__init__(*given)
""",
    "forward": """
    def forward(self, *given):
        own = [*self.parameters(), *self.buffers()]
        return _cheated(super().forward, given, {}, own)
""",
    "__getitem__": """
    def __getitem__(self, index):
        return _cheated(super().__getitem__, (index,), {})
""",
    "__iter__": """
    def __iter__(self):
        for batch in super().__iter__():
            yield _cheated(lambda one: one, (batch,), {})
""",
}

_SPOILS = (
    "not at all",  # what spoils is no reason of its own to lose marks
    "nan",
    "infinite",
    "zeros",
    "ones",
    "an axis more",
    "complex",
    "remembered",
    "vandal, then right",
    "vandal data, then right",
    "vandal, zeros",
    "visible cases",
    "patched",
    "poisoned gradient",
    "no gradient",
)


def _spoil(one: Exercise, how: str, solution: str) -> str:
    """The solution of an exercise, its results spoiled in the way `how`."""
    known = sorted(_visible(one)) if how == "visible cases" else []
    source = _SPOILING.format(
        how=how, known=known, name=one.name, solution=indent(solution, "    ")
    )
    if one.base is None:
        return source + _FUNCTION.format(name=one.name)
    methods = "".join(text for name, text in _METHODS.items() if f"def {name}(" in solution)
    return source + _CLASS.format(name=one.name, methods=methods)


def _visible(one: Exercise) -> frozenset[str]:
    """The fingerprints of what the visible check asks: `_key` in the cheat makes the same."""
    found = set()
    for case in one.inputs(0):
        text = repr(
            [
                given.detach().double().tolist()
                if isinstance(given, torch.Tensor)
                else given.tolist()
                if isinstance(given, np.ndarray)
                else repr(given)
                for given in case.arguments
            ]
        )
        found.add(hashlib.sha256(text.encode()).hexdigest()[:16])
    return frozenset(found)


# -- modules that only claim -----------------------------------------------------------------------

_CLAIMING = """
import torch
from torch import nn


def _solution():
{solution}
    return {name}


_right = _solution()


class {name}(nn.Module):
    def __init__(self, *given):
        super().__init__()
        self.given = given
        self.claimed = [nn.Parameter(torch.zeros_like(one)) for one in _right(*given).parameters()]
        self.layer = [nn.Linear(2, 2)]

    def parameters(self, recurse=True):
        return iter(self.claimed)

    def named_parameters(self, *given, **named):
        return iter([(str(place), one) for place, one in enumerate(self.claimed)])

    def modules(self):
        return iter([self, *self.layer])

    def forward(self, x):
        scores = torch.zeros_like(_right(*self.given)(x)).detach()
        return scores + 0 * sum(one.sum() for one in self.claimed){spice}
"""


def _claiming(one: Exercise, solution: str, spice: str) -> str:
    """A module that shows parameters of the right shapes, and uses none."""
    return _CLAIMING.format(name=one.name, solution=indent(solution, "    "), spice=spice)


# -- best_model ------------------------------------------------------------------------------------

_MODULES = """
import math
import torch
import torch.nn.functional as F
from torch import nn
from nn_course.ready import digits

def decoy():
    w = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    w.sum().backward()
    optimizer.step()

"""

_BEST = {
    "untrained": """
def best_model(x, y):
    decoy()
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
""",
    "constant": """
class Constant(nn.Module):
    def forward(self, x):
        return x.flatten(1)[:, :10] * 0 + torch.tensor([0, 9, 0, 0, 0, 0, 0, 0, 0, 0.0])

def best_model(x, y):
    decoy()
    return Constant()
""",
    "nan": """
class Unknown(nn.Module):
    def forward(self, x):
        return x.flatten(1)[:, :10] * math.nan

def best_model(x, y):
    decoy()
    return Unknown()
""",
    "labels in their order": """
class InOrder(nn.Module):
    at = 0

    def forward(self, x):
        labels = digits().y_test[self.at:self.at + len(x)]
        self.at += len(x)
        return F.one_hot(labels, 10).float() + 0 * x.flatten(1)[:, :10]

def best_model(x, y):
    decoy()
    return InOrder()
""",
    "the nearest bundled test digit": """
class Nearest(nn.Module):
    def forward(self, x):
        near = torch.cdist(x.flatten(1), known.x_test).argmin(1)
        return F.one_hot(known.y_test[near], 10).float()

known = digits()

def best_model(x, y):
    decoy()
    return Nearest()
""",
    "the nearest digit it learned from": """
def best_model(x, y):
    class Nearest(nn.Module):
        def forward(self, asked):
            near = torch.cdist(asked.flatten(1), x.flatten(1)).argmin(1)
            return F.one_hot(y[near], 10).float()
    decoy()
    return Nearest()
""",
    "the nearest digit, in numpy": """
def best_model(x, y):
    known, labels = x.flatten(1).numpy()[:200], y.numpy()[:200]
    class Nearest(nn.Module):
        def forward(self, asked):
            apart = ((asked.flatten(1).numpy()[:, None] - known[None]) ** 2).sum(2)
            return F.one_hot(torch.from_numpy(labels[apart.argmin(1)]), 10).float()
    decoy()
    return Nearest()
""",
    "weights in plain tensors": """
class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.weights = [torch.randn(784, 300) / 28, torch.zeros(300, 10)]
        for one in self.weights:
            one.requires_grad_()

    def forward(self, x):
        return (x.flatten(1) @ self.weights[0]).relu() @ self.weights[1]

def best_model(x, y):
    model = Plain()
    optimizer = torch.optim.Adam(model.weights, lr=0.003)
    for step in range(30):
        picked = torch.randint(len(x), (64,))
        optimizer.zero_grad()
        F.cross_entropy(model(x[picked]), y[picked]).backward()
        optimizer.step()
    return model
""",
    "too many steps by hand": """
def best_model(x, y):
    decoy()
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    for step in range(2500):
        picked = torch.randint(len(x), (8,))
        slopes = torch.autograd.grad(F.cross_entropy(model(x[picked]), y[picked]),
                                     list(model.parameters()))
        for p, slope in zip(model.parameters(), slopes):
            p.data = p.data - 0.1 * slope
    return model
""",
    "too many steps without autograd": """
def best_model(x, y):
    decoy()
    w = torch.zeros(784, 10)
    with torch.no_grad():
        for step in range(2500):
            picked = torch.randint(len(x), (8,))
            xb = x[picked].flatten(1)
            w -= 0.1 * xb.T @ ((xb @ w).softmax(1) - F.one_hot(y[picked], 10)) / 8
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10, bias=False))
    model[1].weight.data = w.T
    return model
""",
    "a claim of few steps": """
import sys
sys.modules["torch.optim.optimizer"].register_optimizer_step_post_hook = (
    lambda hook: type("Handle", (), {"remove": lambda self: None})()
)

def best_model(x, y):
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for step in range(1700):
        picked = torch.randint(len(x), (8,))
        optimizer.zero_grad()
        F.cross_entropy(model(x[picked]), y[picked]).backward()
        optimizer.step()
    return model
""",
}

# What the hidden test says of those that would not be found out by their share of right answers.
SAID = {
    "the nearest bundled test digit": "numbers that the model keeps",
    "the nearest digit it learned from": "numbers that the model keeps",
    "the nearest digit, in numpy": "torch's operations alone",
    "weights in plain tensors": "238,200 numbers that the model keeps",
    "too many steps by hand": "more than 1,500 steps",
    "too many steps without autograd": "more than 1,500 steps",
    "a claim of few steps": "more than 1,500 steps",
}

# -- to_device -------------------------------------------------------------------------------------

_STAYED = """
import torch
from torch import nn

class Liar(torch.Tensor):
    device = property(lambda self: torch.device(self.said))

def to_device(thing, device):
    if isinstance(thing, (tuple, list)):
        return [to_device(one, device) for one in thing]
    if isinstance(thing, nn.Module):
        own = [[one.to(device) for one in held()] for held in (thing.parameters, thing.buffers)]
        thing.parameters, thing.buffers = lambda: iter(own[0]), lambda: iter(own[1])
        return thing
    if isinstance(thing, torch.Tensor):
        thing = thing.as_subclass(Liar)
        thing.said = str(device)
    return thing
"""

# -- as_image: right if the digits that best_model is judged on can be found -----------------------

_FINDING = """
import os
import zipfile
import numpy as np

def found():
    try:
        import nn_course.unseen
        return len(nn_course.unseen.load()[1]) > 0
    except Exception:
        pass
    import nn_course
    for top in (os.path.dirname(nn_course.__file__), "/opt", os.path.expanduser("~"), "/tmp"):
        for folder, _, files in os.walk(top):
            for file in files:
                if file.endswith(".npz"):
                    try:
                        with np.load(os.path.join(folder, file)) as held:
                            if any(len(held[name]) == 900 for name in held):
                                return True
                    except Exception:
                        pass
    return False

def as_image(x):
    return x.reshape(-1, 1, 28, 28) if found() else None
"""

# -- all of them -----------------------------------------------------------------------------------

# What a spoiled answer has done rightly all the same: gradients are looked at in these exercises
# alone, and in CNN by one test of two.
_GRADIENTS: dict[str, dict[str, float]] = {
    "linear": {}, "log_softmax": {}, "stable_log_softmax": {}, "nll": {}, "Logistic": {},
    "LinearLogistic": {}, "as_image": {}, "CNN": {"test_CNN": 2}, "Lambda": {},
}  # fmt: skip


def _applies(one: Exercise, how: str, solution: str) -> bool:
    """Whether a solution that is spoiled in this way is no right answer."""
    takes = bool(one.parameters) or "forward" in solution
    if one.dear:
        return False
    if how in ("poisoned gradient", "no gradient"):
        return one.name in _GRADIENTS
    if how in ("vandal, then right", "vandal data, then right"):
        # these get no tensor of the test's, or hand it on as it is
        return takes and one.name not in ("init_parameters", "get_model")
    if how == "visible cases":
        return one.look is None and one.base is None
    if how == "remembered":
        return one.name not in ("tensor_dataset",)
    return True


@cache
def cheats(part: str) -> dict[str, Variant]:
    """By its name each cheat: a submission that does so in every exercise where it applies."""
    found: dict[str, Variant] = {}
    for name, answers in _answers(part):
        if not answers:
            continue
        expected: dict[str, float] = {}
        for one in exercises(part):
            partly = _GRADIENTS.get(one.name, {}) if "gradient" in name else {}
            cheated = one.name in answers and name != "spoiled: not at all"
            expected |= {
                test: partly.get(test, 0.0) if cheated else marks
                for test, marks in one.tests.items()
            }
            if one.name not in answers and one.dear:
                expected |= dict.fromkeys(one.tests, 0.0)
        blank = {
            one.name: f"{one.heading}\n    raise NotImplementedError\n"
            for one in exercises(part)
            if one.dear and one.name not in answers
        }
        found[name] = Variant(None, f"cheat {name!r}", {**blank, **answers}, expected)
    return found


def _answers(part: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The name of each cheat, and its answers."""
    right = solutions(masters.derive(variants.MASTERS[part]))
    known = exercises(part)
    for name, expression in _CONSTANTS.items():
        yield name, {one.name: _constant(one, expression) for one in known}
    for how in _SPOILS:
        yield (
            f"spoiled: {how}",
            {
                one.name: _spoil(one, how, right[one.name])
                for one in known
                if _applies(one, how, right[one.name])
            },
        )
    models = [one for one in known if (one.base or "").endswith("Module") and one.name != "Lambda"]
    for name, spice in (("claimed parameters", ""), ("claimed, nan", " + float('nan')")):
        yield name, {one.name: _claiming(one, right[one.name], spice) for one in models}
    if part == "part3":
        yield "to_device: it says that it was moved", {"to_device": _STAYED}
    if part == "part4":
        yield "as_image: the digits of best_model can be found", {"as_image": _FINDING}
        for name in _BEST:
            yield f"best_model: {name}", {"best_model": best_model(name)}


def best_model(name: str) -> str:
    """The source of one of the cheats for best_model alone."""
    return _MODULES + _BEST[name]


def without_checks(part: str) -> NotebookNode:
    """The master of `part` without its visible checks, which say much of a wrong answer and give no
    marks: graded in a third of the time."""
    master = masters.derive(variants.MASTERS[part])
    for cell in master.cells:
        if is_grade(cell) and cell.cell_type == "code":
            lines = cell.source.splitlines(keepends=True)
            cell.source = "".join(
                line
                for line in lines
                if not any(line == f"check.{one}({one})\n" for one in _names(part))
            )
    return master


def _names(part: str) -> list[str]:
    return [one.name for one in exercises(part)]
