"""Attacks that take all there is: time, processes, memory, disk, output."""

from __future__ import annotations

from tests.redteam.attack import Attack, everywhere

LOOP = "while True: pass"

ATTACKS = [
    Attack(
        "fork-bomb",
        "Forks for ever, in every exercise.",
        answers={
            "log_softmax": """
                import os
                def log_softmax(x):
                    while True:
                        try:
                            os.fork()
                        except OSError:
                            pass
                """
        },
    ),
    Attack(
        "thread-bomb",
        "Starts threads for ever.",
        answers={
            "nll": """
                import threading, time
                def nll(log_probs, target):
                    while True:
                        try:
                            threading.Thread(target=time.sleep, args=(1000,)).start()
                        except RuntimeError:
                            pass
                """
        },
    ),
    Attack("loop-in-cell", "Never ends a cell of its own.", first=LOOP),
    Attack(
        "loop-in-answers",
        "Never ends the cells of three answers.",
        answers=dict.fromkeys(("preprocess", "nll", "fit"), LOOP),
    ),
    Attack(
        "loop-at-the-end",
        "Loops in __del__, at exit, at garbage collection and where a thread ends.",
        first="""
            import atexit, gc, sys, threading
            class Sticky:
                def __del__(self):
                    while True: pass
            def forever(*_):
                while True: pass
            atexit.register(forever)
            threading._register_atexit(forever)
            sys.exitfunc = sys.unraisablehook = forever
            """,
        answers={
            "log_softmax": "def log_softmax(x):\n    return [Sticky()]\n",
            "nll": """
                def nll(log_probs, target):
                    gc.callbacks.append(forever)
                    gc.collect()
                """,
        },
    ),
    Attack(
        "slow-answers",
        "Sleeps in every call, a little less than it believes it may.",
        answers=everywhere(
            "import time; time.sleep(1.9); return args[0]", ("linear", "log_softmax", "fit")
        ),
    ),
    Attack(
        "backward-loop",
        "Returns a result whose backward pass never ends, crashes or exits.",
        first="""
            import os
            class Trap(torch.autograd.Function):
                @staticmethod
                def forward(ctx, x):
                    return x.clone()
                @staticmethod
                def backward(ctx, gradient):
                    while True: pass
            class Exit(Trap):
                @staticmethod
                def backward(ctx, gradient):
                    os._exit(0)
            """,
        answers={
            "linear": """
                def linear(inputs, weights, bias):
                    return Exit.apply(inputs @ weights + bias)
                """,
            "nll": """
                def nll(log_probs, target):
                    return Trap.apply(-log_probs[range(len(target)), target].mean())
                """,
        },
    ),
    Attack(
        "memory-hog",
        "Takes all the memory there is, in one process and in many.",
        answers={
            "linear": """
                def linear(*args):
                    kept = []
                    while True:
                        kept.append(bytearray(b"x") * 2**26)
                """,
            "nll": """
                import os, time
                def nll(*args):
                    for _ in range(8):
                        if os.fork() == 0:
                            kept = bytearray(b"x") * (700 * 2**20)
                            time.sleep(100)
                    time.sleep(100)
                """,
        },
    ),
    Attack(
        "disk-full",
        "Fills every disk that it can write to, with bytes and with empty files.",
        first="""
            import os
            for top in (".", "/tmp", "/dev/shm", "/scratch", os.path.expanduser("~"), ".."):
                try:
                    with open(top + "/big", "wb") as file:
                        while file.write(bytes(2**22)):
                            pass
                except OSError:
                    pass
                try:
                    for n in range(50_000):
                        open(f"{top}/small{n}", "w").close()
                except OSError:
                    pass
            """,
    ),
    Attack(
        "much-output",
        "Prints without end, to both streams and to their descriptors.",
        first="""
            import os, sys
            for _ in range(200):
                print("x" * 10_000)
            """,
        answers={
            "linear": """
                def linear(*args):
                    while True:
                        os.write(1, b"1.0\\n" * 10_000)
                """,
            "nll": """
                def nll(*args):
                    while True:
                        print("2.0\\n" * 10_000, file=sys.stderr)
                """,
        },
    ),
]
