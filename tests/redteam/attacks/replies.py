"""Attacks on the judge itself: replies of another kind, and data that grows where it is used."""

from __future__ import annotations

from tests.redteam.attack import Attack, everywhere


def forged(change: str) -> str:
    """A cell after which every reply goes through *change*, which assigns to `value`."""
    return f"""
import numpy
def forge():
    from nbjudge import wire
    honest = wire.encode
    def encode(value, *rest):
        if type(value) is tuple:
            {change}
        return honest(value, *rest)
    wire.encode = encode
try:
    forge()
except ImportError:
    pass
"""


RAN = "value[:2] == (None, False) and len(value) == 3"
CAME = "len(value) == 7"
LOOKED = "len(value) == 1"

ATTACKS = [
    Attack(
        "array-for-a-name",
        "Puts out streams and pictures whose names are arrays and lists.",
        first=forged(
            f"value = (None, False, [('stream', numpy.arange(3), 'x'), ('image', ['a'], b'x')]) "
            f"if {RAN} else value"
        ),
    ),
    Attack(
        "picture-without-a-size",
        "Puts out pictures without bytes, without a header, and of 2**31 pixels a side.",
        first=forged(
            "value = (None, False, [('image', 'image/png', one) for one in (b'', "
            "b'\\x89PNG\\r\\n\\x1a\\n', "
            "b'\\x89PNG\\r\\n\\x1a\\n\\0\\0\\0\\rIHDR' + b'\\x7f' * 99)])"
            f" if {RAN} else value"
        ),
    ),
    Attack(
        "another-kind-of-look",
        "Says of the names of answers what is no reply to that question.",
        first=forged(f"value = ((('callable', None), 3, ('data',)),) if {LOOKED} else value"),
    ),
    Attack(
        "look-with-arrays",
        "Says that every answer is data, and of which kind in an array.",
        first=forged(
            f"value = (tuple((numpy.arange(2), numpy.arange(2)) for _ in value[0]),) "
            f"if {LOOKED} else value"
        ),
    ),
    Attack(
        "everything-is-a-number",
        "Replies 3 to everything.",
        first=forged("value = 3"),
    ),
    Attack(
        "course-does-not-work",
        "Reports that what the course sent cannot be used, for an instructor to look at.",
        first=forged(f"value = ('log_softmax: KeyError: 3', *value[1:]) if {CAME} else value"),
    ),
    Attack(
        "graph-that-is-none",
        "Numbers graphs that there are not, and gives gradients of another number and kind.",
        first=forged(
            f"value = (*value[:3], 7, *value[4:]) if {CAME} "
            "else (None, (torch.ones(2**20), 3)) if len(value) == 2 else value"
        ),
    ),
    Attack(
        "huge-exception",
        "Raises what has a line number of 4,000 digits, a name of a megabyte and no message.",
        first=forged(
            f"value = (*value[:2], ('X' * 10**6, '', 10**4000, 'y', True), *value[3:]) "
            f"if {CAME} else value"
        ),
    ),
    Attack(
        "names-of-types",
        "Returns 100,000 objects, each of a class of its own.",
        first="""
            class Meta(type): pass
            def things(*_):
                return [Meta(f"T{n}", (), {})() for n in range(20_000)]
            """,
        answers=everywhere("return things()"),
    ),
    Attack(
        "broadcast-parameter",
        "Returns parameters of shapes that grow by a thousand where they meet others.",
        answers=everywhere(
            "return torch.nn.Parameter(torch.zeros(2**21, 1, 1))", ("linear", "log_softmax", "nll")
        )
        | everywhere(
            "return (torch.nn.Parameter(torch.zeros(2**21, 1, 1)),) * 2",
            ("chain_rule", "init_parameters", "preprocess"),
        ),
    ),
    Attack(
        "long-range",
        "Returns ranges of 12,000,000 numbers, and of 2**100.",
        answers=everywhere("return range(12_000_000)")
        | everywhere("return range(2**100)", ("fit", "accuracy"))
        | everywhere("return range(12_000_000), range(12_000_000)", ("preprocess", "chain_rule")),
    ),
    Attack(
        "number-for-a-length",
        "Returns numbers of thousands of digits, and texts that read like them.",
        answers=everywhere("return 10 ** 4000")
        | everywhere("return '9' * 4_000_000", ("nll", "accuracy"))
        | everywhere("return [10 ** 4000] * 1000", ("fit",)),
    ),
    Attack(
        "empty-and-wide",
        "Returns tensors without elements whose other axes are as long as can be.",
        answers=everywhere("return torch.zeros(0, 2**24)", ("linear", "log_softmax", "nll"))
        | everywhere("return (torch.zeros(2**24, 0),) * 2", ("preprocess", "chain_rule")),
    ),
    Attack(
        "name-of-a-process",
        "Gives its process a name that is no text, to be lost by who watches its memory.",
        first="""
            import time
            open("/proc/self/comm", "wb").write(b"\\xff\\xfe\\n9")
            time.sleep(0.5)
            """,
    ),
    Attack(
        "raises-as-the-judge",
        "Raises NameError, ImportError and classes that are called as the judge's own.",
        first="""
            class JudgeError(Exception): pass
            class Stopped(BaseException): pass
            class Late(BaseException): pass
            """,
        answers=everywhere("raise NameError('name the_judge is not defined')")
        | everywhere("raise ImportError('no module named nbjudge')", ("nll",))
        | everywhere("raise JudgeError('look at this test')", ("linear",))
        | everywhere("raise Stopped('judge')", ("accuracy",))
        | everywhere("raise Late", ("fit",)),
    ),
]
