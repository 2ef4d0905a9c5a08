"""Ready-made functions called where nobody who watches operations looks."""

from __future__ import annotations

from tests.redteam.attack import Attack, everywhere

# A tensor with a graph, around values that were computed where no one looks.
GRAPH = """
    class Made(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, values):
            ctx.save_for_backward(values)
            return values
        @staticmethod
        def backward(ctx, gradient):
            (values,) = ctx.saved_tensors
            return gradient - values.exp() * gradient.sum(-1, keepdim=True), None
    """
BOTH = ("log_softmax", "stable_log_softmax")


def ready(expression: str) -> dict[str, str]:
    """Answers to the exercises BOTH that return *expression*."""
    return everywhere(f"x = args[0]\nreturn {expression}", BOTH)


ATTACKS = [
    Attack(
        "other-thread",
        "Calls them in another thread, where a dispatch mode does not look.",
        first="""
            import threading
            def elsewhere(function, *args):
                found = []
                thread = threading.Thread(target=lambda: found.append(function(*args)))
                thread.start()
                thread.join()
                return found[0]
            """,
        answers=ready("elsewhere(torch.log_softmax, x, -1)")
        | everywhere("return elsewhere(torch.nn.functional.nll_loss, *args)", ("nll",)),
    ),
    Attack(
        "thread-from-before",
        "Calls them in a thread that it started before anyone looked, by queues.",
        first="""
            import queue, _thread
            questions, replies = queue.SimpleQueue(), queue.SimpleQueue()
            def serve():
                while True:
                    function, args = questions.get()
                    replies.put(function(*args))
            _thread.start_new_thread(serve, ())
            def elsewhere(*question):
                questions.put((question[0], question[1:]))
                return replies.get(timeout=2)
            """,
        answers=ready("elsewhere(torch.log_softmax, x, -1)")
        | everywhere("return elsewhere(torch.nn.functional.nll_loss, *args)", ("nll",)),
    ),
    Attack(
        "other-process",
        "Calls them in a child of its own and reads the values from a pipe.",
        first=GRAPH
        + """
    import os, subprocess, sys
    def elsewhere(x):
        text = ("import sys, numpy, torch; x = torch.tensor(numpy.load(sys.stdin.buffer)); "
                "numpy.save(sys.stdout.buffer, torch.log_softmax(x, -1).numpy())")
        import io
        sent = io.BytesIO()
        np.save(sent, x.detach().numpy())
        got = subprocess.run([sys.executable, "-c", text], input=sent.getvalue(),
                             capture_output=True).stdout
        return torch.tensor(np.load(io.BytesIO(got)))
    def forked(x):
        read, write = os.pipe()
        if os.fork() == 0:
            os.write(write, torch.log_softmax(x.detach(), -1).numpy().tobytes())
            os._exit(0)
        os.close(write)
        got = b""
        while part := os.read(read, 65536):
            got += part
        return torch.frombuffer(bytearray(got), dtype=torch.float32).reshape(x.shape)
    """,
        answers={
            "log_softmax": "def log_softmax(x):\n    return Made.apply(x, forked(x))\n",
            "stable_log_softmax": (
                "def stable_log_softmax(x):\n    return Made.apply(x, elsewhere(x))\n"
            ),
        },
    ),
    Attack(
        "without-dispatch-mode",
        "Switches off the dispatch mode that sees operations, in five ways.",
        first="""
            import contextlib
            from torch.utils import _python_dispatch as dispatch
            @contextlib.contextmanager
            def unseen():
                with contextlib.ExitStack() as stack:
                    for enter in (
                        lambda: dispatch._disable_current_modes(),
                        lambda: torch._C._DisableTorchDispatch(),
                        lambda: torch._C._ExcludeDispatchKeyGuard(
                            torch._C.DispatchKeySet(torch._C.DispatchKey.Python)
                            | torch._C.DispatchKeySet(torch._C.DispatchKey.PythonTLSSnapshot)),
                    ):
                        try:
                            stack.enter_context(enter())
                        except Exception:
                            pass
                    yield
            def elsewhere(function, *args):
                with unseen():
                    return function(*args)
            """,
        answers=ready("elsewhere(torch.log_softmax, x, -1)")
        | everywhere("return elsewhere(torch.nn.functional.nll_loss, *args)", ("nll",)),
    ),
    Attack(
        "watch-rewritten",
        "Rewrites the class that watches operations so that it sees nothing.",
        first="""
            import gc, sys
            from torch.utils._python_dispatch import TorchDispatchMode
            def unwatch():
                for kind in TorchDispatchMode.__subclasses__():
                    if not kind.__module__.startswith("torch."):
                        kind.__torch_dispatch__ = (
                            lambda self, function, types, args=(), kwargs=None:
                            function(*args, **(kwargs or {})))
                for module in list(sys.modules.values()):
                    name = getattr(module, "__name__", "")
                    if name.startswith(("nbjudge.exam", "nn_course.checks")):
                        for each in list(vars(module).values()):
                            if isinstance(each, type) and hasattr(each, "_note"):
                                each._note = lambda self, operation: None
                for each in gc.get_objects():
                    if type(each).__name__ == "Watch":
                        each.used = None
            unwatch()
            """,
        answers=everywhere("unwatch(); return torch.log_softmax(args[0], -1)", BOTH)
        | everywhere("unwatch(); return torch.nn.functional.nll_loss(*args)", ("nll",)),
    ),
    Attack(
        "other-libraries",
        "Takes the values from scipy's and tensorflow's ready-made functions.",
        first=GRAPH,
        answers={
            "log_softmax": """
                def log_softmax(x):
                    from scipy.special import log_softmax as ready
                    return Made.apply(x, torch.tensor(ready(x.detach().numpy(), axis=-1)))
                """,
            "stable_log_softmax": """
                def stable_log_softmax(x):
                    import tensorflow as tf
                    values = tf.nn.log_softmax(x.detach().numpy()).numpy()
                    return Made.apply(x, torch.tensor(values))
                """,
        },
    ),
    Attack(
        "computed-beforehand",
        "Computes the ready-made result in a hook, a property and a destructor outside the call.",
        first="""
            class Later:
                def __init__(self, x): self.x = x
                def __iter__(self): yield from torch.log_softmax(self.x, -1)
                def __torch_function__(self, *args): return torch.log_softmax(self.x, -1)
                def tolist(self): return torch.log_softmax(self.x, -1).tolist()
                __class__ = property(lambda self: torch.Tensor)
            class Lazy(torch.Tensor):
                def detach(self): return torch.log_softmax(self.as_subclass(torch.Tensor), -1)
                numpy = contiguous = clone = cpu = detach
            """,
        answers={
            "log_softmax": "def log_softmax(x):\n    return x.as_subclass(Lazy)\n",
            "stable_log_softmax": "def stable_log_softmax(x):\n    return Later(x)\n",
        },
    ),
    Attack(
        "autograd-for-chain-rule",
        "Lets autograd compute chain_rule, in a thread and by its C functions.",
        first="""
            import threading
            def gradients(a, b):
                a, b = a.detach().requires_grad_(), b.detach().requires_grad_()
                return torch.autograd.grad((a * b).sum(), (a, b))
            """,
        answers={
            "chain_rule": """
                def chain_rule(a, b):
                    found = []
                    thread = threading.Thread(target=lambda: found.extend(gradients(a, b)))
                    thread.start()
                    thread.join()
                    return found[0], found[1]
                """
        },
    ),
]
