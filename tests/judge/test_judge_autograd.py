"""Gradients flow through a stand-in as if the answer ran beside the test."""

from __future__ import annotations

from tests.judge.lessons import Judged, Lesson

LESSON = Lesson("import torch")
LESSON.exercise(
    "cube",
    """
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    w = torch.tensor([1.0, 10.0])
    y = cube(x)
    assert y.requires_grad and not y.is_leaf, "No gradient can flow through this cube."
    y.backward(w)
    print("none" if x.grad is None else x.grad.tolist())
    """,
)
LESSON.exercise(
    "chained",
    """
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    hidden = (3 * w).tanh()
    (chained(hidden, w) * 2).sum().backward()
    exact = w.detach().clone().requires_grad_()
    ((3 * exact).tanh() * exact * 2).sum().backward()
    assert torch.allclose(w.grad, exact.grad), (w.grad, exact.grad)
    """,
)
LESSON.exercise(
    "parts",
    """
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    found = parts(x)
    print(type(found).__name__)
    one, other = found.values() if isinstance(found, dict) else found
    (one.sum() + 10 * other.sum()).backward()
    assert x.grad.tolist() == [32.0, 54.0], x.grad
    x.grad = None
    parts(x)[1 if isinstance(found, tuple) else "other"].sum().backward()
    assert x.grad.tolist() == [3.0, 5.0], x.grad
    """,
)
LESSON.exercise(
    "argument",
    """
    x = torch.tensor([1.0], requires_grad=True)
    y = x * 2
    assert argument(x) is x
    assert argument(y) is y
    argument(y).backward()
    print(x.grad.tolist())
    """,
)
LESSON.exercise(
    "inplace",
    """
    x = torch.tensor([3.0], requires_grad=True)
    y = x * 1
    z = inplace(y)
    print(y.tolist())
    z.backward()
    print(x.grad)
    """,
)
LESSON.exercise(
    "unrecorded",
    """
    x = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        silent = unrecorded(x)
    print(silent.requires_grad, unrecorded(x).requires_grad)
    """,
)
LESSON.exercise(
    "precise",
    """
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        answer = precise(torch.ones(1))
    finally:
        torch.set_default_dtype(before)
    print(answer.dtype, precise(torch.ones(1)).dtype)
    """,
)
LESSON.exercise(
    "twice",
    """
    x = torch.tensor([2.0], requires_grad=True)
    y = twice(x)
    y.backward(retain_graph=True)
    y.backward()
    print(x.grad.tolist(), torch.autograd.grad(twice(x), x)[0].tolist())
    """,
)
LESSON.exercise(
    "number",
    """
    x = torch.tensor([3.0], requires_grad=True)
    number(x).sum().backward()
    print(x.grad.tolist())
    """,
)
LESSON.exercise(
    "own_weight",
    """
    y = own_weight(torch.ones(1))
    assert y.requires_grad
    y.sum().backward()
    print("fine")
    """,
)


def test_gradients_of_an_argument(judged: Judged) -> None:
    """`f(x).backward(w)` leaves in x.grad what the learner's own graph gives."""
    assert judged.report("cube", "def cube(x):\n    return x**3") == "[3.0, 120.0]"


def test_the_learners_own_backward_counts(judged: Judged) -> None:
    """The gradient is the learner's, right or wrong: it is calculated in their process."""
    answer = """
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x**3
        @staticmethod
        def backward(ctx, g):
            return g * 7
    def cube(x):
        return Wrong.apply(x)
    """
    assert judged.report("cube", answer) == "[7.0, 70.0]"


def test_a_graph_that_was_cut(judged: Judged) -> None:
    """A result without a graph arrives without one."""
    found = judged.verdict("cube", "def cube(x):\n    return x.detach() ** 3")
    assert (found.points, found.sentence) == (0, "No gradient can flow through this cube.")


def test_a_graph_that_leads_elsewhere(judged: Judged) -> None:
    """A result with a graph that does not reach the argument gives it no gradient."""
    answer = "def cube(x):\n    return x.detach() ** 3 * torch.ones(1, requires_grad=True)"
    assert judged.report("cube", answer) == "none"


def test_a_backward_pass_that_raises(judged: Judged) -> None:
    """What the learner's backward pass raises costs the exercise, with its message and line."""
    answer = """
    class Broken(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x**3
        @staticmethod
        def backward(ctx, g):
            raise ValueError("no idea")
    def cube(x):
        return Broken.apply(x)
    """
    found = judged.verdict("cube", answer)
    assert found.points == 0 and found.fault is None
    assert found.sentence.startswith("cube stopped with ValueError: no idea")


def test_gradients_flow_on_in_the_test(judged: Judged) -> None:
    """An argument that was computed in the test passes the gradient on, several arguments each."""
    assert judged.report("chained", "def chained(a, b):\n    return a * b") == ""


def test_a_tuple_of_results(judged: Judged) -> None:
    """Each tensor of a tuple has its own gradient."""
    answer = "def parts(x):\n    return x**2, x**2 + x"
    assert judged.report("parts", answer) == "tuple"


def test_a_dict_of_results(judged: Judged) -> None:
    """Each tensor of a dict has its own gradient."""
    answer = "def parts(x):\n    return {'one': x**2, 'other': x**2 + x}"
    assert judged.report("parts", answer) == "dict"


def test_a_result_that_is_an_argument(judged: Judged) -> None:
    """A result that is an argument is that very object, graph and all."""
    assert judged.report("argument", "def argument(x):\n    return x") == "[2.0]"


def test_in_place_changes_reach_the_test(judged: Judged) -> None:
    """The value of an argument that was changed in place comes back beside the gradient."""
    answer = "def inplace(y):\n    y.mul_(2)\n    return y * 5"
    assert judged.report("inplace", answer).splitlines()[0] == "[6.0]"


def test_no_grad_holds_on_both_sides(judged: Judged) -> None:
    """torch.no_grad() of a test holds in the learner's process, for that call alone."""
    answer = "def unrecorded(x):\n    return x * 2"
    assert judged.report("unrecorded", answer) == "False True"


def test_the_default_dtype_holds_on_both_sides(judged: Judged) -> None:
    """A default dtype set by a test holds in the learner's process, for that call alone."""
    answer = "def precise(x):\n    return torch.zeros(1)"
    assert judged.report("precise", answer) == "torch.float64 torch.float32"


def test_two_backward_passes(judged: Judged) -> None:
    """A graph kept with retain_graph is there for a second pass, as for torch.autograd.grad."""
    assert judged.report("twice", "def twice(x):\n    return x * x") == "[8.0] [4.0]"


def test_the_learners_own_weights(judged: Judged) -> None:
    """A result that depends on a weight of the learner's alone still requires a gradient."""
    answer = "weight = torch.ones(1, requires_grad=True)\ndef own_weight(x):\n    return x * weight"
    assert judged.report("own_weight", answer) == "fine"


def test_a_gradient_that_was_expanded(judged: Judged) -> None:
    """The gradient of a sum is one number in several places, or in one; both can be sent."""
    assert judged.report("number", "def number(x):\n    return x * x") == "[6.0]"
