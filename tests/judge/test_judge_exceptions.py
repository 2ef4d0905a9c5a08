"""What an answer raises reaches the test as an exception, and the learner as a sentence."""

from __future__ import annotations

import pytest

from tests.judge.lessons import Judged, Lesson, outputs, verdict

LESSON = Lesson("import math")
LESSON.exercise(
    "fail",
    """
    try:
        fail()
    except Exception as error:
        print(type(error).__name__, isinstance(error, (ValueError, OSError, SyntaxError)), error)
    """,
)
LESSON.exercise(
    "key",
    """
    try:
        key()
    except KeyError as error:
        print(error.args)
    """,
)
LESSON.exercise("root", "assert root(4) == 2")
LESSON.exercise(
    "refuse",
    """
    try:
        refuse(-1)
    except ValueError as error:
        assert "negative" in str(error), "The message has to say what is wrong."
    else:
        raise AssertionError("A negative number has to be refused.")
    """,
)
LESSON.exercise(
    "caught",
    """
    try:
        caught()
    except BaseException as error:
        print(type(error).__mro__[1].__name__)
        raise
    """,
)


@pytest.mark.parametrize(
    ("error", "seen"),
    [
        ("ValueError('too small')", "ValueError True too small"),
        ("ZeroDivisionError('by 0')", "ZeroDivisionError False by 0"),
        ("KeyError('name')", "KeyError False 'name'"),
        ("FileNotFoundError(2, 'gone')", "FileNotFoundError True"),
        ("StopIteration", "StopIteration False"),
        ("AssertionError('mine')", "AssertionError False mine"),
        ("RecursionError('deep')", "RecursionError False deep"),
    ],
)
def test_pythons_own_exceptions(judged: Judged, error: str, seen: str) -> None:
    """Python's exceptions arrive as the same class, with their message."""
    assert judged.report("fail", f"def fail():\n    raise {error}").startswith(seen)


@pytest.mark.parametrize("error", ["UnicodeDecodeError('utf-8', b'x', 0, 1, 'bad')", "Odd"])
def test_exceptions_that_cannot_be_made_again(judged: Judged, error: str) -> None:
    """A class that needs more than a message, and one of the learner's own, arrive by name."""
    answer = f"""
    class Odd(ValueError):
        def __init__(self, *more):
            super().__init__("my own")
    def fail():
        raise {error}
    """
    report = judged.report("fail", answer)
    assert report.startswith(f"{error.split('(')[0]} False")


def test_a_custom_class_cannot_pass_as_another(judged: Judged) -> None:
    """A learner's class called ValueError is Python's ValueError in the test, and nothing more."""
    answer = """
    class ValueError(SystemExit):
        pass
    def fail():
        raise ValueError("mine")
    """
    assert judged.report("fail", answer) == "ValueError True mine"


def test_a_name_that_is_no_exception(judged: Judged) -> None:
    """A learner's class with the name of something else in builtins arrives as an exception."""
    answer = "def fail():\n    raise type('print', (Exception,), {})('mine')"
    assert judged.report("fail", answer) == "print False mine"


def test_a_class_that_leaves_everything(judged: Judged) -> None:
    """A class with the name of an exception that no test catches is an ordinary one there."""
    answer = "def caught():\n    raise type('KeyboardInterrupt', (Exception,), {})('mine')"
    found = judged.verdict("caught", answer)
    assert found.points == 0 and found.report == "LearnerError\n"


def test_the_key_of_a_key_error(judged: Judged) -> None:
    """A KeyError arrives with its key, not with the key's quotes around it once more."""
    assert judged.report("key", "def key():\n    return {}['a']") == "('a',)"
    assert judged.report("key", "def key():\n    return {}[1, 2]") == "((1, 2),)"
    assert judged.report("key", "def key():\n    raise KeyError('no such key: 1')") == (
        "('no such key: 1',)"
    )


def test_an_expected_exception_earns_the_marks(judged: Judged) -> None:
    """A test that asks for an exception gets it."""
    answer = "def refuse(x):\n    raise ValueError(f'{x} is negative')"
    assert judged.verdict("refuse", answer).points == 1


def test_a_missing_exception_is_said_by_the_test(judged: Judged) -> None:
    """And says what is missing where there is none."""
    found = judged.verdict("refuse", "def refuse(x):\n    return x")
    assert (found.points, found.sentence) == (0, "A negative number has to be refused.")


def test_the_learners_line_is_named(judged: Judged) -> None:
    """The sentence holds class, message, and the learner's own line that led to it."""
    answer = """
    def helper(x):
        return x / (x - 4)
    def root(x):
        return helper(x)
    """
    found = judged.verdict("root", answer)
    assert found.sentence == (
        "root stopped with ZeroDivisionError: division by zero (line 2: `return x / (x - 4)`)."
    )
    assert found.fault is None


def test_lines_of_libraries_are_not_named(judged: Judged) -> None:
    """Where a library raises, the line is the learner's that called it."""
    answer = """
    import json
    def root(x):
        return json.loads("{")
    """
    sentence = judged.verdict("root", answer).sentence
    assert sentence.endswith('(line 3: `return json.loads("{")`).')


def test_system_exit_costs_the_exercise_alone(judged: Judged) -> None:
    """SystemExit in an answer is an exception like others: the process goes on."""
    graded = judged.grade(
        root="import sys\ndef root(x):\n    sys.exit(3)", refuse="def refuse(x):\n    return x"
    )
    found = verdict(graded, "root")
    assert found.points == 0 and found.fault is None
    assert found.sentence.startswith("root stopped with SystemExit: 3")
    assert verdict(graded, "refuse").sentence == "A negative number has to be refused."


def test_an_exception_whose_text_raises(judged: Judged) -> None:
    """An exception that cannot be printed is told by its name."""
    answer = """
    class Shy(Exception):
        def __str__(self):
            raise RuntimeError
    def root(x):
        raise Shy
    """
    assert judged.verdict("root", answer).sentence.startswith("root stopped with Shy (line 5:")


def test_a_long_message_is_cut(judged: Judged) -> None:
    """Of a message only the first line arrives, and not more than 500 characters of it."""
    answer = "def fail():\n    raise ValueError('x' * 10**6 + '\\nsecond')"
    assert judged.report("fail", answer) == "ValueError True " + 500 * "x"


def test_a_blank_is_told_from_a_mistake(judged: Judged) -> None:
    """A blank as it was handed out has not been written; a NotImplementedError elsewhere counts."""
    graded = judged.grade(root="def root(x):\n    raise NotImplementedError('later')")
    assert verdict(graded, "refuse").sentence == "refuse has not been written yet."
    assert verdict(graded, "root").sentence.startswith("root stopped with NotImplementedError")
    assert graded.unwritten == ("fail", "key", "refuse", "caught")


def test_a_cell_that_raises_defines_nothing(judged: Judged) -> None:
    """Where the answer's cell itself raised, sentence and output say with what."""
    graded = judged.grade(root="value = 1 / 0\ndef root(x):\n    return x")
    assert verdict(graded, "root").sentence == (
        "root is not defined, because its cell stopped with ZeroDivisionError: division by zero "
        "(line 1: `value = 1 / 0`)."
    )
    (error,) = outputs(graded, "root")
    assert (error.output_type, error.ename) == ("error", "ZeroDivisionError")


def test_a_syntax_error_is_named(judged: Judged) -> None:
    """So does a cell with a syntax error."""
    sentence = judged.verdict("root", "def root(x)\n    return x").sentence
    assert sentence.startswith("root is not defined, because its cell stopped with SyntaxError")


def test_another_name_is_no_answer(judged: Judged) -> None:
    """A cell that ran and did not define the name is told so."""
    sentence = judged.verdict("root", "def roots(x):\n    return x").sentence
    assert sentence == "root is not defined: the cell that should define it does not."


def test_something_else_under_the_name(judged: Judged) -> None:
    """A number where a function should be is the learner's mistake, not the judge's."""
    found = judged.verdict("root", "root = 2")
    assert found.points == 0 and found.fault is None
    assert found.sentence == ("The test could not work with what root gave: it is of another kind.")
