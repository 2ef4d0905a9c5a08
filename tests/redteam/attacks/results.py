"""Answers that return what has no end, no measure or no meaning."""

from __future__ import annotations

from tests.redteam.attack import Attack, everywhere

ATTACKS = [
    Attack(
        "endless-generator",
        "Returns generators and iterators that never end.",
        first="import itertools\n",
        answers=everywhere("return itertools.count()")
        | everywhere("return (torch.zeros(1) for _ in itertools.count())", ("nll", "fit")),
    ),
    Attack(
        "endless-list",
        "Returns a list whose iterator never ends, and a dict that always has another key.",
        first="""
            import itertools
            class Endless(list):
                def __iter__(self): return itertools.repeat(0.0)
                def __len__(self): return 2
            class Growing(dict):
                def items(self): return ((n, n) for n in itertools.count())
            """,
        answers=everywhere("return Endless([0.0, 0.0])")
        | everywhere("return Growing(a=1)", ("nll", "linear")),
    ),
    Attack(
        "expanded-tensor",
        "Returns a tensor of 10**12 elements that takes four bytes here.",
        answers=everywhere("return torch.zeros(1).expand(10**12)"),
    ),
    Attack(
        "large-results",
        "Returns a gigabyte of zeros, of characters and of digits.",
        answers=everywhere("return torch.zeros(2**28)", ("linear", "log_softmax"))
        | everywhere("return 'a' * 2**30", ("nll",))
        | everywhere("return 10 ** 10**7", ("accuracy",))
        | everywhere("return [0.0] * 10**8", ("fit",)),
    ),
    Attack(
        "deep-list",
        "Returns lists 100,000 levels deep.",
        answers=everywhere("""
            deep = 0.0
            for _ in range(100_000):
                deep = [deep]
            return deep
            """),
    ),
    Attack(
        "recursive-list",
        "Returns lists and dicts that contain themselves.",
        answers=everywhere("""
            loop = []
            loop += [loop, loop, {"loop": loop}]
            return loop
            """),
    ),
    Attack(
        "all-nan",
        "Returns nan everywhere, against which every comparison is false.",
        answers=everywhere("return args[0] * float('nan')", ("linear", "log_softmax", "nll"))
        | everywhere("return args[0] * float('nan'), args[1] * float('nan')", ("chain_rule",))
        | everywhere("return float('nan')", ("accuracy",))
        | everywhere("return [float('nan')] * args[5]", ("fit",)),
    ),
    Attack(
        "infinite-values",
        "Returns infinity, complex numbers and booleans where numbers are expected.",
        answers=everywhere("return args[0] * float('inf')", ("linear", "log_softmax"))
        | everywhere("return args[0].sum().to(torch.complex64)", ("nll",))
        | everywhere("return True", ("accuracy",))
        | everywhere("return [True] * args[5]", ("fit",)),
    ),
    Attack(
        "strange-tensors",
        "Returns sparse, quantized, meta, nested and empty tensors.",
        answers=everywhere("return args[0].to_sparse()", ("linear",))
        | everywhere("return args[0].to('meta')", ("log_softmax",))
        | everywhere("return torch.nested.nested_tensor([args[0]])", ("stable_log_softmax",))
        | everywhere("return torch.quantize_per_tensor(args[0], .1, 0, torch.qint8)", ("nll",))
        | everywhere("return torch.empty(0)", ("accuracy",))
        | everywhere("return torch.zeros(0, 3), torch.zeros(3).to('meta')", ("chain_rule",)),
    ),
    Attack(
        "slow-to-show",
        "Returns objects whose every method takes minutes, and raises at the end.",
        first="""
            import time
            class Slow:
                def __getattr__(self, name):
                    time.sleep(300)
                    raise SystemExit(0)
                __repr__ = __str__ = __len__ = __iter__ = __del__ = lambda self: time.sleep(300)
            """,
        answers=everywhere("return Slow()", ("log_softmax", "nll", "accuracy")),
    ),
]
