"""What an answer returns arrives in the test cell as plain data, and as nothing else."""

from __future__ import annotations

import pytest

from tests.judge.lessons import Judged, Lesson

LESSON = Lesson("import numpy as np\nimport torch")
LESSON.exercise(
    "give",
    """
    value = give()
    print(type(value).__name__, repr(value))
    """,
)
LESSON.exercise(
    "echo",
    """
    values = [None, True, -7, 2**80, 2.5, float("inf"), 1 + 2j, "grün", b"raw", range(1, 9, 3),
              (1, "a"), [1, [2]], {"a": [1]}, {1, 2}, frozenset({3})]
    for value in values:
        answer = echo(value)
        assert type(answer) is type(value) and answer == value, f"{value!r} came as {answer!r}"
    """,
)
LESSON.exercise(
    "echo_numbers",
    """
    for dtype in (bool, np.uint8, np.int64, np.float32, np.float64, np.complex128):
        array = np.arange(6).reshape(2, 3).astype(dtype)
        answer = echo_numbers(array)
        assert type(answer) is np.ndarray and answer.dtype == dtype, answer
        assert np.array_equal(answer, array)
        scalar = echo_numbers(array[1, 1])
        assert type(scalar) is type(array[1, 1]) and scalar == array[1, 1], scalar
    for dtype in (torch.bool, torch.uint8, torch.int64, torch.bfloat16, torch.float64):
        tensor = torch.arange(6).reshape(2, 3).to(dtype)
        answer = echo_numbers(tensor)
        assert type(answer) is torch.Tensor and answer.dtype == dtype, answer
        assert torch.equal(answer, tensor)
    """,
)
LESSON.exercise(
    "keywords",
    """
    print(keywords(1, 2, scale=3, shift=4), keywords(scale=5))
    """,
)
LESSON.exercise("equal_to_all", "assert equal_to_all(2) == 4, 'twice 2 is 4'")
LESSON.exercise("text", "assert text() == 'right', f'got {text()!r}'")
LESSON.exercise(
    "both",
    """
    first, second = both()
    assert first is second
    """,
)

PLAIN_KINDS = [
    ("None", "NoneType None"),
    ("True", "bool True"),
    ("3", "int 3"),
    ("-2.5", "float -2.5"),
    ("float('nan')", "float nan"),
    ("1j", "complex 1j"),
    ("'text'", "str 'text'"),
    ("b'bytes'", "bytes b'bytes'"),
    ("[1, (2, 3)]", "list [1, (2, 3)]"),
    ("{'a': {1}}", "dict {'a': {1}}"),
    ("range(3)", "range range(0, 3)"),
    ("np.array([1, 2])", "ndarray array([1, 2])"),
    ("np.float32(2)", "float32 np.float32(2.0)"),
    ("torch.tensor([1.5])", "Tensor tensor([1.5000])"),
    ("(torch.zeros(1), 'b')", "tuple (tensor([0.]), 'b')"),
]


@pytest.mark.parametrize(("expression", "seen"), PLAIN_KINDS, ids=[one for one, _ in PLAIN_KINDS])
def test_plain_kinds_arrive(judged: Judged, expression: str, seen: str) -> None:
    """A result of any plain kind arrives with its type and its value."""
    assert judged.report("give", f"def give():\n    return {expression}") == seen


def test_plain_arguments_go_there_and_back(judged: Judged) -> None:
    """Arguments of every plain kind reach the answer, and come back the same."""
    judged.report("echo", "def echo(value):\n    return value")


def test_arrays_and_tensors_go_there_and_back(judged: Judged) -> None:
    """Arrays, their scalars and tensors keep dtype, shape and values."""
    judged.report("echo_numbers", "def echo_numbers(value):\n    return value")


def test_keyword_arguments(judged: Judged) -> None:
    """Arguments given by name reach the answer by name, beside those by place."""
    answer = "def keywords(a=0, b=0, *, scale, shift=0):\n    return a, b, scale, shift"
    assert judged.report("keywords", answer) == "(1, 2, 3, 4) (0, 0, 5, 0)"


def test_one_object_twice_stays_one(judged: Judged) -> None:
    """A list that stands twice in a result is one list in the test too."""
    judged.report("both", "def both():\n    one = [1]\n    return one, one")


def test_parameters_arrive_plain(judged: Judged) -> None:
    """An nn.Parameter arrives as a plain tensor that requires gradients."""
    answer = "def give():\n    return torch.nn.Parameter(torch.ones(2))"
    assert judged.report("give", answer) == "Tensor tensor([1., 1.], requires_grad=True)"


@pytest.mark.parametrize(
    ("base", "value", "seen"),
    [
        ("torch.Tensor", "torch.ones(1).as_subclass(Liar)", "Tensor tensor([1.])"),
        ("np.ndarray", "np.ones(1).view(Liar)", "ndarray array([1.])"),
        ("int", "Liar(7)", "int 7"),
        ("str", "Liar('me')", "str 'me'"),
        ("list", "Liar([1])", "list [1]"),
        ("dict", "Liar(a=1)", "dict {'a': 1}"),
    ],
    ids=["tensor", "array", "int", "str", "list", "dict"],
)
def test_subclasses_arrive_as_their_base(judged: Judged, base: str, value: str, seen: str) -> None:
    """A subclass that lies about all it is asked arrives as what its base class holds."""
    answer = f"""
    class Liar({base}):
        def __eq__(self, other): return True
        def __repr__(self): return "liar"
        def __getitem__(self, key): return 42
        __hash__ = None
        @property
        def shape(self): return (10, 10)
    def give():
        return {value}
    """
    assert judged.report("give", answer) == seen


def test_equality_cannot_lie(judged: Judged) -> None:
    """An object that says it equals everything never reaches the test, and equals nothing there."""
    answer = """
    class Anything:
        def __eq__(self, other): return True
        def __ne__(self, other): return False
    def equal_to_all(x):
        return Anything()
    """
    found = judged.verdict("equal_to_all", answer)
    assert (found.points, found.sentence) == (0, "twice 2 is 4")


def test_objects_are_known_by_their_type_alone(judged: Judged) -> None:
    """For an object without data the test gets one that has its class's name and no content."""
    answer = """
    class Model:
        secret = 1
        def __repr__(self): return "right"
    def give():
        return Model()
    """
    report = judged.report("give", answer)
    assert report.startswith("Model <") and "right" not in report


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("(x for x in [1])", "generator"),
        ("print", "builtin_function_or_method"),
        ("np", "module"),
        ("torch.nn.Linear(2, 2)", "Linear"),
        ("open('/dev/null')", "TextIOWrapper"),
    ],
)
def test_what_is_no_data_can_do_nothing(judged: Judged, expression: str, name: str) -> None:
    """Generators, functions, modules and files are told from data by the name of their type."""
    assert judged.report("give", f"def give():\n    return {expression}").startswith(f"{name} <")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("return 'x' * 10**7", "a string is too large: at most 4,194,304 bytes are allowed"),
        ("return torch.zeros(10**8)", "a tensor is too large: at most 16,777,216 elements"),
        ("return torch.zeros(1).expand(2**40)", "a tensor is too large"),
        ("return list(range(10**6))", "the data is too large: at most 500,000 items are allowed"),
        ("loop = []; loop.append(loop); return loop", "contains itself"),
        ("d = []\n    for _ in range(100): d = [d]\n    return d", "more than 64 deep"),
        ("return torch.zeros(3).to_sparse()", "sparse or nested tensor cannot be judged"),
        ("return np.array(['a', 'b'])", "cannot be judged. Use an array of numbers"),
        ("return {(1, 2): 3, torch.zeros(1): 4}", "holds torch.Tensor as a key"),
        ("return '\\ud800'", "surrogate"),
    ],
    ids=[
        "text",
        "tensor",
        "expanded",
        "items",
        "cyclic",
        "deep",
        "sparse",
        "strings",
        "key",
        "half",
    ],
)
def test_what_cannot_be_sent_is_said(judged: Judged, body: str, why: str) -> None:
    """A result that is huge, endless or of no plain kind costs its exercise, with a sentence."""
    found = judged.verdict("give", f"def give():\n    {body}")
    assert found.points == 0 and found.fault is None
    assert found.sentence.startswith("give stopped with ValueError: this cannot be judged: ")
    assert why in found.sentence


def test_a_wrong_text_is_told_as_it_is(judged: Judged) -> None:
    """A test cell may put what arrived into its sentence: it is plain data."""
    found = judged.verdict("text", "def text():\n    return 'wrong'")
    assert found.sentence == "got 'wrong'"
