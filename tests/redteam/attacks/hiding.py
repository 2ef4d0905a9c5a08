"""Ready-made functions called behind a watch that was itself tampered with, in guarded words."""

from __future__ import annotations

import base64

from tests.redteam.attack import Attack, code, everywhere
from tests.redteam.attacks.unseen import BOTH, GRAPH

ENCODED = base64.b85encode(
    code("""
        import gc
        def unwatch():
            names = ("_log_softmax", "nll_loss_forward", "nll_loss", "nll_loss_nd")
            for each in gc.get_objects():
                if type(each).__name__ == "Watch":
                    each._seen = dict.fromkeys(names, False)
        """).encode()
)
READY = everywhere("return torch.log_softmax(args[0], -1)", BOTH) | everywhere(
    "return torch.nn.functional.nll_loss(*args)", ("nll",)
)


def inside(manager: str) -> dict[str, str]:
    """READY, each call in the context that the expression *manager* makes."""
    return everywhere(
        f"with {manager}:\n    return torch.log_softmax(args[0], -1)", BOTH
    ) | everywhere(f"with {manager}:\n    return torch.nn.functional.nll_loss(*args)", ("nll",))


ATTACKS = [
    Attack(
        "joined-names",
        "Switches the dispatch mode off by names put together from pieces.",
        first="""
            off = getattr(torch._C, "_Disable" + "Torch" + "Dispatch")
            """,
        answers=inside("off()"),
    ),
    Attack(
        "excluded-keys",
        "Excludes Python's dispatch keys by names read backwards.",
        first="""
            import contextlib
            guard = vars(torch._C)["drauGyeKhctapsiDedulcxE_"[::-1]]
            sets, keys = torch._C.DispatchKeySet, torch._C.DispatchKey
            def unseen():
                return guard(sets(keys.Python) | sets(keys.PythonTLSSnapshot))
            """,
        answers=inside("unseen()"),
    ),
    Attack(
        "watch-paused",
        "Finds the watch in the closure of the function that stands for an earlier exercise.",
        answers=everywhere(
            """
            import types
            def unwatch(function, depth=0):
                for cell in getattr(function, "__closure__", None) or ():
                    found = cell.cell_contents
                    if isinstance(found, types.FunctionType) and depth < 3:
                        unwatch(found, depth + 1)
                    for name, value in list(getattr(found, "__dict__", {}).items()):
                        if isinstance(value, int) and not isinstance(value, bool):
                            setattr(found, name, 1)
                        elif value is None or isinstance(value, tuple):
                            pass
            for name in ("preprocess", "linear", "log_softmax", "stable_log_softmax"):
                unwatch(globals().get(name))
            return (torch.nn.functional.nll_loss(*args) if len(args) > 1
                    else torch.log_softmax(args[0], -1))
            """,
            (*BOTH, "nll"),
        ),
    ),
    Attack(
        "through-a-reference",
        "Hands the reference for an earlier exercise a tensor that calls the ready-made function "
        "when it is touched there, where nobody looks.",
        first="""
            class Touched(torch.Tensor):
                wanted = None
                @classmethod
                def __torch_function__(cls, function, types, args=(), kwargs=None):
                    with torch._C.DisableTorchFunctionSubclass():
                        if cls.wanted is None:
                            plain = args[0].as_subclass(torch.Tensor)
                            cls.wanted = (
                                torch.log_softmax(plain, -1) if cls.target is None
                                else torch.nn.functional.nll_loss(plain, cls.target))
                        return function(*args, **(kwargs or {}))
            def through(x, target=None):
                Touched.wanted, Touched.target = None, target
                for touch in (
                    lambda t: linear(t, torch.zeros(x.shape[-1], 2), torch.zeros(2)),
                    lambda t: chain_rule(t, t),
                    lambda t: log_softmax(t),
                ):
                    try:
                        touch(x.as_subclass(Touched))
                    except Exception:
                        pass
                    if Touched.wanted is not None:
                        return Touched.wanted.as_subclass(torch.Tensor)
            """,
        answers={
            "log_softmax": "def log_softmax(x):\n    return through(x)\n",
            "stable_log_softmax": "def stable_log_softmax(x):\n    return through(x)\n",
            "nll": "def nll(log_probs, target):\n    return through(log_probs, target)\n",
        },
    ),
    Attack(
        "process-from-before",
        "Calls them in a process that it forked before anyone looked, by pipes.",
        first=GRAPH
        + """
    import os, struct
    asked, question = os.pipe()
    answered, reply = os.pipe()
    if os.fork() == 0:
        os.close(question)
        while head := os.read(asked, 8):
            rows, columns = struct.unpack("ii", head)
            data = b""
            while len(data) < 4 * rows * columns:
                data += os.read(asked, 65536)
            x = torch.frombuffer(bytearray(data), dtype=torch.float32).reshape(rows, columns)
            os.write(reply, torch.log_softmax(x, -1).numpy().tobytes())
        os._exit(0)
    def elsewhere(x):
        flat = x.detach().reshape(-1, x.shape[-1]).contiguous()
        os.write(question, struct.pack("ii", *flat.shape) + flat.numpy().tobytes())
        data = b""
        while len(data) < 4 * flat.numel():
            data += os.read(answered, 65536)
        return torch.frombuffer(bytearray(data), dtype=torch.float32).reshape(x.shape)
    """,
        answers={
            name: f"def {name}(x):\n    return Made.apply(x, elsewhere(x))\n" for name in BOTH
        },
    ),
    Attack(
        "no-patterns",
        "Puts a function that matches nothing into the module that compares with the bans.",
        first="""
            import sys, fnmatch
            fnmatch.fnmatchcase = lambda *args: False
            for name, module in list(sys.modules.items()):
                if name.startswith("nbju"):
                    for own in list(vars(module)):
                        if own.startswith("fnmatch"):
                            setattr(module, own, fnmatch.fnmatchcase)
            """,
        answers=READY,
    ),
    Attack(
        "contexts-not-entered",
        "Replaces contextlib's stacks by one that enters no context.",
        first="""
            import contextlib
            enter = contextlib.ExitStack.enter_context
            def pass_by(self, manager):
                if "mode" in str(type(manager).__mro__).lower():
                    return manager
                return enter(self, manager)
            contextlib.ExitStack.enter_context = pass_by
            """,
        answers=READY,
    ),
    Attack(
        "outcome-rewritten",
        "Lets the report of a call forget which banned operation was used.",
        first="""
            import sys
            for name, module in list(sys.modules.items()):
                if name.startswith("nbju"):
                    for kind in list(vars(module).values()):
                        own = getattr(kind, "__annotations__", ())
                        if isinstance(kind, type) and "used" in own:
                            kind.used = property(lambda self: None, lambda self, value: None)
            """,
        answers=READY,
    ),
    Attack(
        "encoded-source",
        "Unwatches with source that was encoded, so that no word of it can be read.",
        first=f"import base64\nexec(base64.b85decode({ENCODED!r}))\n",
        answers=everywhere("unwatch(); return torch.log_softmax(args[0], -1)", BOTH)
        | everywhere("unwatch(); return torch.nn.functional.nll_loss(*args)", ("nll",)),
    ),
    Attack(
        "python-implementations",
        "Calls torch's own other implementations of them, written in Python.",
        first="""
            import torch._refs, torch._decomp.decompositions as decompositions
            import torch._refs.nn.functional
            """,
        answers={
            "log_softmax": "def log_softmax(x):\n    return torch._refs.log_softmax(x, -1)\n",
            "stable_log_softmax": """
                def stable_log_softmax(x):
                    return decompositions._log_softmax(x, -1, False)
                """,
            "nll": """
                def nll(log_probs, target):
                    return torch._refs.nn.functional.nll_loss(log_probs, target)
                """,
        },
    ),
    Attack(
        "joined-implementations",
        "Calls those implementations, and the table they are in, by names put together.",
        first="""
            import importlib
            references = importlib.import_module("torch._re" + "fs")
            table = importlib.import_module("torch._dec" + "omp").decomposition_table
            """,
        answers={
            "log_softmax": "def log_softmax(x):\n    return references.log_softmax(x, -1)\n",
            "stable_log_softmax": """
                def stable_log_softmax(x):
                    return table[torch.ops.aten._log_softmax.default](x, -1, False)
                """,
            "nll": """
                def nll(log_probs, target):
                    return references.nn.functional.nll_loss(log_probs, target)
                """,
        },
    ),
]
