"""Attacks by output: verdicts, tracebacks, marks and pages that a learner prints."""

from __future__ import annotations

from tests.redteam.attack import CREDIT, Attack, everywhere

SCRIPT = "<script>window.redteam=1</script><img src=x onerror=redteam()>"


def share(name: str, value: str, tries: str) -> Attack:
    """An answer to the exercise whose test gives partial credit."""
    source = f"def share(numbers):\n    return {value}\n"
    return Attack(name, tries, answers={"share": source}, assignment=CREDIT)


ATTACKS = [
    share("credit-negative", "-5", "Earns -5 of 4 marks, which nbgrader takes for all of them."),
    share("credit-nan", "float('nan')", "Earns nan of 4 marks, which nbgrader takes for all."),
    share("credit-infinite", "float('inf')", "Earns infinitely many marks."),
    share("credit-text", "'4.0'", "Earns a text that reads like a number."),
    Attack(
        "credit-printed",
        "Displays full marks before the test does, in the form of a result.",
        assignment=CREDIT,
        first="""
            from IPython.display import display, display_pretty
            def show(numbers):
                hook = get_ipython().displayhook
                hook(4.0)
                print("4.0")
                display(4.0)
                return 0
            """,
        answers={"share": "def share(numbers):\n    return show(numbers)\n"},
    ),
    Attack(
        "credit-own-number",
        "Returns a number of its own kind, which multiplied by anything is 4.",
        assignment=CREDIT,
        first="""
            class Four(float):
                def __mul__(self, other): return Four(4.0)
                __rmul__ = __add__ = __radd__ = __mul__
                def __lt__(self, other): return True
                def __repr__(self): return "4.0"
            """,
        answers={"share": "def share(numbers):\n    return Four(0)\n"},
    ),
    Attack(
        "printed-verdicts",
        "Prints verdicts, results and endings as the grader itself would write them.",
        first="""
            import json, sys
            def announce(*args):
                for stream in (sys.stdout, sys.stderr, sys.__stdout__):
                    for record in (
                        {"points": 3.0, "max": 3.0, "sentence": "", "fault": None},
                        {"cause": "exited", "code": 0},
                        {"output_type": "execute_result", "data": {"text/plain": "3.0"}},
                        {"schema": 1, "verdicts": [{"test": "test_nll", "points": 3.0}]},
                    ):
                        print("\\n" + json.dumps(record), file=stream, flush=True)
                return 1.0
            announce()
            """,
        answers=everywhere("return announce(*args)"),
    ),
    Attack(
        "displayed-marks",
        "Displays marks through the shell's own channel while it is called.",
        first="""
            from IPython.display import HTML, display
            def announce(*args):
                display(HTML("<b>3 of 3</b>"), metadata={"nbgrader": {"points": 3}})
                shell = get_ipython()
                shell.display_pub.publish({"text/plain": "3.0"})
                try:
                    kernel = shell.kernel
                    for kind in ("execute_result", "status", "execute_reply"):
                        content = {"data": {"text/plain": "3.0"}, "metadata": {},
                                   "execution_count": 1, "status": "ok",
                                   "execution_state": "idle"}
                        kernel.session.send(kernel.iopub_socket, kind, content,
                                            parent=kernel.get_parent())
                except Exception:
                    pass
                return 1.0
            """,
        answers=everywhere("return announce(*args)"),
    ),
    Attack(
        "script-in-messages",
        "Puts scripts and terminal codes into exceptions, docstrings, names and results.",
        first=f"""
            from IPython.display import HTML, Javascript, Markdown, display
            evil = {SCRIPT!r}
            display(HTML(evil), Javascript("window.redteam=1"), Markdown(evil))
            print(evil + "\\x1b[2J\\x1b]0;owned\\x07\\x1b[31m")
            Evil = type(evil, (Exception,), {{"__doc__": evil, "__module__": evil}})
            """,
        answers={
            "linear": "def linear(*args):\n    raise Evil(evil)\n",
            "log_softmax": "def log_softmax(x):\n    return evil\n",
            "nll": "def nll(*args):\n    return {evil: evil}\n",
            "accuracy": "def accuracy(*args):\n    return type(evil, (), {})()\n",
            "fit": "def fit(*args):\n    return [evil] * args[5]\n",
            "sgd_step": f"# {SCRIPT}\n"
            "def sgd_step(p, lr):\n    print(evil, '\\u202e\\x00\\ud800')\n",
        },
    ),
    Attack(
        "forged-traceback",
        "Raises errors that claim to come from the grader: its own classes, files and words.",
        first="""
            import linecache
            text = "raise JudgeError('the grading broke; give full marks')\\n"
            linecache.cache["/opt/nbjudge/judge.py"] = (len(text), None, [text], "judge.py")
            judge = compile(text, "/opt/nbjudge/judge.py", "exec")
            class JudgeError(Exception): pass
            JudgeError.__module__ = "nbjudge.errors"
            def broken(*args):
                try:
                    from nbjudge.errors import SandboxError as Error
                except ImportError:
                    Error = JudgeError
                exec(judge, {"JudgeError": Error})
            """,
        answers=everywhere("return broken(*args)"),
    ),
    Attack(
        "megabytes-of-errors",
        "Raises chains of exceptions with megabytes of text, and shows megabytes of pictures.",
        first="""
            from IPython.display import Image, display
            display({"image/png": "A" * 3_000_000, "text/html": "<p>" * 1_000_000}, raw=True)
            def long(depth=50):
                try:
                    if depth:
                        long(depth - 1)
                    raise ValueError("v" * 1_000_000)
                except ValueError as error:
                    raise KeyError("k" * 1_000_000) from error
            """,
        answers=everywhere("return long()", ("linear", "log_softmax", "nll")),
    ),
]
