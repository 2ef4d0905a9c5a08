"""Attacks that rewrite what tests are made of: Python, torch, numpy, the course's checks."""

from __future__ import annotations

from tests.redteam.attack import Attack, everywhere

SHADOWS = (
    *("torch", "numpy", "msgpack", "bs4", "socket", "json", "nn_course", "nbjudge", "conftest"),
    *("sitecustomize", "usercustomize", "grader_config", "nbgrader_config", "ipython_config"),
)

ATTACKS = [
    Attack(
        "torch-comparisons",
        "Replaces the methods of tensors by which tests compare.",
        first="""
            one = torch.tensor(True)
            for name in ("__lt__", "__le__", "__gt__", "__ge__", "__eq__", "all", "isfinite"):
                setattr(torch.Tensor, name, lambda self, *args, **kwargs: one)
            torch.equal = torch.allclose = torch.isclose = lambda *args, **kwargs: one
            torch.isfinite = lambda *args, **kwargs: one
            torch.testing.assert_close = lambda *args, **kwargs: None
            """,
    ),
    Attack(
        "torch-constructors",
        "Replaces the functions by which tests draw inputs and compute what is expected.",
        first="""
            def zeros(*args, **kwargs):
                return torch.zeros(args[0] if isinstance(args[0], (tuple, list)) else 1)
            torch.log_softmax = torch.Tensor.log_softmax = lambda x, *args: x * 0 + 1
            torch.nn.functional.nll_loss = lambda x, *args, **kwargs: x.sum() * 0 - 1
            torch.nn.functional.cross_entropy = lambda x, y, **kwargs: x.sum() * 0 - torch.ones(
                len(x) if "reduction" in kwargs else ())
            torch.addmm = lambda b, x, w: (x @ w + b) * 0
            torch.randn = lambda *args, **kwargs: zeros(
                args if isinstance(args[0], int) else args[0])
            """,
    ),
    Attack(
        "builtins",
        "Replaces isinstance, abs, zip, range, AssertionError and others for the whole process.",
        first="""
            import builtins
            real = isinstance
            builtins.isinstance = lambda one, kind: True if kind is not type else real(one, kind)
            builtins.abs = lambda x: 0
            builtins.AssertionError = type("Fine", (Exception,), {})
            builtins.all = builtins.any = builtins.callable = lambda *args: True
            """,
    ),
    Attack(
        "empty-loops",
        "Replaces zip, range and enumerate by functions that give nothing to look at.",
        first="import builtins\nbuiltins.zip = builtins.range = builtins.enumerate = "
        "lambda *args, **kwargs: iter(())\n",
    ),
    Attack(
        "immutable-types",
        "Writes into Python's own types with ctypes: 1 is 0, float.__lt__ is True.",
        first="""
            import ctypes
            def slot(kind, number, value):
                ctypes.cast(id(kind) + number, ctypes.POINTER(ctypes.c_void_p))[0] = value
            ctypes.memset(id(AssertionError) + 24, 0, 0)
            ctypes.cast(id(1) + 24, ctypes.POINTER(ctypes.c_int))[0] = 1
            kept = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object, ctypes.py_object,
                                     ctypes.c_int)(lambda one, other, operator: True)
            slot(float, 200, ctypes.cast(kept, ctypes.c_void_p).value)
            """,
    ),
    Attack(
        "trace-function",
        "Jumps over assertions, or empties the locals of tests, with a trace function.",
        first="""
            import sys, threading
            def trace(frame, event, argument):
                if frame.f_code.co_name == "hidden" and event == "line":
                    try:
                        frame.f_lineno = max(line for *_, line in frame.f_code.co_lines() if line)
                    except (ValueError, TypeError):
                        pass
                return trace
            sys.settrace(trace)
            threading.settrace(trace)
            sys.setprofile(lambda *args: None)
            """,
    ),
    Attack(
        "caller-rewritten",
        "Replaces the code of the function that calls it by one that does nothing.",
        first="""
            import gc, sys
            def rewrite():
                def nothing(*args): return None
                for each in gc.get_objects():
                    if type(each).__name__ == "function" and each.__name__ in ("hidden", "exam"):
                        try:
                            each.__code__ = nothing.__code__
                        except ValueError:
                            pass
                frame = sys._getframe(1)
                while frame is not None:
                    frame.f_globals["hidden"] = nothing
                    frame = frame.f_back
            """,
        answers=everywhere("rewrite(); return None"),
    ),
    Attack(
        "agreeable-checks",
        "Replaces the course's checks, in the notebook and in their own modules.",
        first="""
            import nn_course.checks as checks
            class Anything:
                shape = property(lambda self: ())
                def __getattr__(self, name): return Anything()
                def __call__(self, *args, **kwargs): return Anything()
                def __eq__(self, other): return True
                __lt__ = __le__ = __eq__
                def __abs__(self): return 0
            class Yes:
                def __getattr__(self, name): return lambda *args: None
                def exam(self, name, function):
                    globals()["hidden"] = lambda *args: None
                    return Anything()
            check = checks.part1 = Yes()
            checks.Checks.exam = Yes.exam
            checks.Checks.__getattr__ = lambda self, name: lambda *args: None
            try:
                from nn_course.checks import isolation, report
                isolation.exam = lambda exercise, function: Anything()
                report.examine = lambda *args: Anything()
            except ImportError:
                pass
            import importlib
            for name in ("nbjudge.exam", "nbjudge.exam.conditions", "nbjudge.exam.probe"):
                try:
                    module = importlib.import_module(name)
                except ImportError:
                    continue
                for known in list(vars(module)):
                    if callable(getattr(module, known)) and not known.startswith("_"):
                        setattr(module, known, lambda *args, **kwargs: Anything())
            """,
    ),
    Attack(
        "fake-torch",
        "Puts an object that agrees with everything in the place of torch, numpy and math.",
        first="""
            import sys, types
            class Kind(type):
                def __instancecheck__(cls, other): return True
                def __getattr__(cls, name): return Fake
                def __lt__(cls, other): return True
                __le__ = __gt__ = __ge__ = __eq__ = __lt__
                __hash__ = type.__hash__
                def __sub__(cls, other): return cls
                __rsub__ = __mul__ = __rmul__ = __add__ = __truediv__ = __matmul__ = __sub__
                def __abs__(cls): return cls
                def __iter__(cls): return iter(())
                def __getitem__(cls, place): return cls
                def __len__(cls): return 2
                def __call__(cls, *args, **kwargs): return cls
            class Fake(metaclass=Kind): pass
            for name in ("torch", "numpy", "math"):
                sys.modules[name] = Fake
            torch = np = math = Fake
            """,
        answers=everywhere("return Fake"),
    ),
    Attack(
        "import-shadows",
        "Lays torch.py, numpy.py, nbjudge and sitecustomize.py beside the notebook.",
        files={f"{name}.py": "raise SystemExit(0)\n" for name in SHADOWS},
    ),
    Attack(
        "import-hooks",
        "Hooks imports, sys.path and sys.modules for whatever is loaded later.",
        first="""
            import sys, types
            class Finder:
                def find_spec(self, name, path=None, target=None):
                    if name.startswith(("nn_course", "nbjudge", "torch.testing")):
                        raise ImportError("not today")
            sys.meta_path.insert(0, Finder())
            sys.path[:] = ["."]
            for name in list(sys.modules):
                if name.startswith(("nn_course", "nbjudge", "msgpack", "json")):
                    sys.modules[name] = types.ModuleType(name)
            """,
    ),
    Attack(
        "thread-that-patches-later",
        "Leaves threads running that make comparisons true again and again.",
        first="""
            import builtins, threading, time
            def patch():
                while True:
                    torch.equal = lambda *args: True
                    torch.Tensor.__lt__ = lambda self, other: torch.tensor(True)
                    globals()["hidden"] = lambda *args: None
                    builtins.isinstance = lambda *args: True
                    time.sleep(0.001)
            for _ in range(3):
                threading.Thread(target=patch, daemon=True).start()
            """,
    ),
    Attack(
        "random-seeds",
        "Makes every generator give the same numbers, so that expected values are known.",
        first="""
            import random
            torch.rand = torch.randn = lambda *args, **kwargs: torch.zeros(
                args[0] if not isinstance(args[0], int) else args)
            torch.Generator.manual_seed = lambda self, seed: self
            np.random.default_rng = lambda *args: type("Rng", (), {
                "integers": lambda self, low, high=0, size=1, dtype=int: np.zeros(size, dtype)})()
            random.seed = torch.manual_seed = np.random.seed = lambda *args: None
            """,
        answers=everywhere("return args[0] * 0 + 0.0, args[1] * 0 + 0.0", ("chain_rule",)),
    ),
]
