"""Attacks on processes: kill them, trace them, outlive them, crash."""

from __future__ import annotations

from tests.redteam.attack import Attack, everywhere

ATTACKS = [
    Attack(
        "kill-everyone",
        "Kills every process that it may signal.",
        answers={
            "log_softmax": """
                import os, signal
                def log_softmax(x):
                    os.kill(-1, signal.SIGKILL)
                    os.kill(os.getpid(), signal.SIGKILL)
                """
        },
    ),
    Attack(
        "kill-parents",
        "Stops and kills its parent, pid 1 and every process near its own.",
        first="""
            import os, signal
            def kill_near():
                for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
                    for process in [os.getppid(), 1, *range(2, 400)]:
                        if process != os.getpid():
                            try:
                                os.kill(process, number)
                            except OSError:
                                pass
            kill_near()
            """,
        answers=everywhere("kill_near(); return 1.0", ("linear", "nll", "accuracy")),
    ),
    Attack(
        "ptrace",
        "Traces its parent and pid 1, and writes to their memory.",
        first="""
            import ctypes, os
            libc = ctypes.CDLL(None)
            for process in (os.getppid(), 1):
                for request in (16, 0x4206):
                    libc.ptrace(request, process, None, None)
                libc.process_vm_writev(process, None, 0, None, 0, 0)
                try:
                    with open(f"/proc/{process}/mem", "r+b") as memory:
                        memory.seek(0x400000)
                        memory.write(bytes(4096))
                except OSError:
                    pass
            """,
    ),
    Attack(
        "orphans",
        "Leaves daemons behind that wait for the next submission and edit whatever they can write.",
        first="""
            import os, time
            for _ in range(3):
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        os.closerange(0, 3)
                        import signal
                        for number in range(1, 65):
                            try:
                                signal.signal(number, signal.SIG_IGN)
                            except (OSError, ValueError):
                                pass
                        while True:
                            for top in ("/tmp", "/dev/shm", "/scratch", ".", ".."):
                                for folder, _, files in os.walk(top):
                                    for name in files:
                                        try:
                                            open(os.path.join(folder, name), "a").write("orphan")
                                        except OSError:
                                            pass
                            time.sleep(0.05)
                    os._exit(0)
            """,
    ),
    Attack(
        "deaf-loop",
        "Ignores every signal and loops.",
        answers={
            "linear": """
                import signal
                def linear(inputs, weights, bias):
                    for number in range(1, 65):
                        try:
                            signal.signal(number, signal.SIG_IGN)
                        except (OSError, ValueError):
                            pass
                    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
                    while True:
                        try:
                            while True: pass
                        except BaseException:
                            pass
                """
        },
    ),
    Attack(
        "crashes",
        "Crashes by a null pointer, an endless recursion, an abort and an illegal exit.",
        answers={
            "linear": """
                import ctypes
                def linear(*args):
                    ctypes.string_at(0)
                """,
            "chain_rule": """
                import sys
                def chain_rule(a, b):
                    sys.setrecursionlimit(10**9)
                    return chain_rule(a, b)
                """,
            "log_softmax": """
                import os
                def log_softmax(x):
                    os.abort()
                """,
            "nll": """
                import faulthandler
                def nll(*args):
                    faulthandler._sigsegv()
                """,
        },
    ),
    Attack(
        "exits-named-success",
        "Raises SystemExit(0), KeyboardInterrupt and exceptions that are named like passing.",
        first="""
            class Passed(BaseException):
                def __str__(self): return "full marks"
                __repr__ = __str__
            class AssertionPassed(Passed, AssertionError): pass
            class Unprintable(Exception):
                def __str__(self):
                    while True: pass
                __repr__ = __str__
                args = property(__str__)
            """,
        answers={
            "preprocess": "def preprocess(*args):\n    raise SystemExit(0)\n",
            "linear": "def linear(*args):\n    raise KeyboardInterrupt\n",
            "chain_rule": "def chain_rule(*args):\n    raise Passed\n",
            "init_parameters": "def init_parameters(*args):\n    raise StopIteration(1.0)\n",
            "log_softmax": "def log_softmax(*args):\n    raise AssertionPassed\n",
            "nll": "def nll(*args):\n    raise Unprintable\n",
            "accuracy": "def accuracy(*args):\n    raise GeneratorExit\n",
            "fit": "def fit(*args):\n    raise type('x' * 10**7, (Exception,), {})('y' * 10**8)\n",
        },
    ),
    Attack(
        "alarms",
        "Sets timers that raise in the middle of whatever runs after it.",
        first="""
            import signal, threading, ctypes, time
            def interrupt(*_):
                raise SystemExit(0)
            signal.signal(signal.SIGALRM, interrupt)
            signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
            def inject(target):
                while True:
                    time.sleep(0.05)
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(
                        ctypes.c_ulong(target), ctypes.py_object(SystemExit))
            me = threading.get_ident()
            threading.Thread(target=inject, args=(me,), daemon=True).start()
            """,
    ),
]
