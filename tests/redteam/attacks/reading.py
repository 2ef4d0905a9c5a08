"""Attacks that look for the expected values, the tests or the solutions where they can be read."""

from __future__ import annotations

from tests.redteam.attack import Attack, everywhere

# Given any text, take the solutions that are in it; answer with them.
STEAL = """
    import json, os, re, sys, time
    stolen = dict(globals())
    def use(text):
        try:
            cells = ["".join(c["source"]) for c in json.loads(text)["cells"]]
        except Exception:
            cells = re.split(r"(?m)^# %%.*", text)
        for cell in cells:
            if "BEGIN SOLUTION" in cell and "def " in cell:
                try:
                    exec(cell[cell.index("def "):], stolen)
                except Exception:
                    pass
    def read(path):
        try:
            with open(path, errors="replace") as file:
                use(file.read(4_000_000))
        except Exception:
            pass
    def search(top, seconds=4):
        end = time.monotonic() + seconds
        for folder, below, files in os.walk(top):
            below[:] = [one for one in below if one not in ("sys", "site-packages")]
            for name in files:
                if time.monotonic() > end:
                    return
                if name.endswith((".ipynb", ".py")) and name.startswith(("from_s", "notebook")):
                    read(os.path.join(folder, name))
    """
ANSWER = everywhere("return stolen['NAME'](*args)")

ATTACKS = [
    Attack(
        "frames",
        "Reads the expected values from the variables of whoever calls it.",
        first="""
            import sys
            def caller(*names):
                frame = sys._getframe(1)
                while frame is not None:
                    if all(name in frame.f_locals for name in names):
                        return [frame.f_locals[name] for name in names]
                    frame = frame.f_back
            """,
        answers={
            "accuracy": """
                def accuracy(log_probs, target):
                    hits, n = caller("hits", "n")
                    return hits / n
                """,
            "fit": """
                def fit(*args):
                    return caller("expected")[0]
                """,
            "sgd_step": """
                def sgd_step(parameters, lr):
                    (expected,) = caller("expected")
                    for p, right in zip(parameters, expected):
                        p.data.copy_(right)
                """,
        },
    ),
    Attack(
        "garbage-collector",
        "Looks through all objects for a test or a function that somebody wrote as a solution.",
        first="""
            import gc, types
            def sought(name):
                for each in gc.get_objects():
                    if isinstance(each, types.FunctionType) and each.__globals__ is not globals():
                        if each.__name__ in (name, "reference") and name in (
                            each.__name__, each.__module__.split(".")[-1]
                        ):
                            return each
            """,
        answers=everywhere("return sought('NAME')(*args)"),
    ),
    Attack(
        "source-of-tests",
        "Reads a test out of the shell's history and its own file and learns the answers from it.",
        first="""
            import os, re, sys
            known = {}
            def texts():
                yield from globals().get("In", [])
                yield from globals().get("_ih", [])
                for folder in (".", "..", "../..", os.path.dirname(sys.argv[0])):
                    try:
                        for name in os.listdir(folder):
                            if name.endswith(".ipynb"):
                                import json
                                cells = json.load(open(os.path.join(folder, name)))["cells"]
                                yield from ("".join(cell["source"]) for cell in cells)
                    except Exception:
                        pass
            def spy(log_probs, target):
                names = sys._getframe(1).f_locals
                known[float(log_probs.sum())] = names["hits"] / names["n"]
                return names["hits"] / names["n"]
            """,
        answers={
            "accuracy": """
                def accuracy(log_probs, target):
                    for text in texts():
                        found = re.search(r"(?s)(def hidden\\(accuracy\\).*?)\\n\\n\\nhidden", text)
                        if found and not known:
                            names = dict(globals())
                            exec(found[1], names)
                            names["hidden"](spy)
                    return known.get(float(log_probs.sum()), 0.5)
                """
        },
    ),
    Attack(
        "own-folder",
        "Reads the solutions from the course's files, upwards from where it runs.",
        first=STEAL
        + """
    place = os.getcwd()
    while len(place) > 1:
        place = os.path.dirname(place)
        search(os.path.join(place, "source"))
        search(os.path.join(place, "autograded"))
    """,
        answers=ANSWER,
    ),
    Attack(
        "whole-disk",
        "Reads the solutions from wherever a file of the lesson's name lies.",
        first=STEAL + "\n    search('/', 8)\n",
        answers=ANSWER,
    ),
    Attack(
        "proc-folders",
        "Reads the solutions through the roots, folders and descriptors of other processes.",
        first=STEAL
        + """
    for process in [name for name in os.listdir("/proc") if name.isdigit()]:
        for kind in ("cwd", "root"):
            search(f"/proc/{process}/{kind}", 1)
        try:
            for descriptor in os.listdir(f"/proc/{process}/fd"):
                if process != str(os.getpid()):
                    link = os.readlink(f"/proc/{process}/fd/{descriptor}")
                    if link.startswith("/") and os.path.isfile(link):
                        read(f"/proc/{process}/fd/{descriptor}")
        except OSError:
            pass
    """,
        answers=ANSWER,
    ),
    Attack(
        "other-memory",
        "Reads the memory of all other processes for the text of solutions.",
        first=STEAL
        + """
    def memory(process):
        try:
            with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb") as mem:
                for line in maps:
                    low, high = (int(end, 16) for end in line.split()[0].split("-"))
                    if "rw" in line.split()[1] and high - low < 64_000_000:
                        mem.seek(low)
                        for part in mem.read(high - low).split(b"\\0"):
                            if b"### BEGIN SOLUTION" in part:
                                use(part.decode(errors="replace"))
        except (OSError, ValueError):
            pass
    end = time.monotonic() + 3
    for process in os.listdir("/proc"):
        if process.isdigit() and process != str(os.getpid()) and time.monotonic() < end:
            memory(process)
    """,
        answers=ANSWER,
    ),
    Attack(
        "own-memory",
        "Looks for tests and solutions in the memory that it inherited from its template.",
        first=STEAL
        + """
    mark = "### BEGIN " + "HIDDEN"
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb") as mem:
        for line in maps:
            low, high = (int(end, 16) for end in line.split()[0].split("-"))
            if "rw" in line.split()[1] and high - low < 64_000_000:
                try:
                    mem.seek(low)
                    text = mem.read(high - low)
                except (OSError, ValueError):
                    continue
                place = text.find(b"    ### BEGIN SOLUTION\\n")
                while place >= 0:
                    start = text.rfind(b"def ", 0, place)
                    use(text[start : place + 2000].split(b"\\0")[0].decode(errors="replace"))
                    place = text.find(b"    ### BEGIN SOLUTION\\n", place + 1)
    """,
        answers=ANSWER,
    ),
    Attack(
        "catalogue",
        "Imports the references from the course's own catalogue.",
        first="""
            import importlib
            def reference(name):
                part = importlib.import_module("nn_course.catalogue.part1." + name)
                return part.reference
            """,
        answers=everywhere("return reference('NAME')(*args)"),
    ),
    Attack(
        "loaded-modules",
        "Looks through all loaded modules for anything that holds a reference.",
        first="""
            import sys
            def sought(name):
                for module in list(sys.modules.values()):
                    for each in list(vars(module).values()):
                        if getattr(each, "name", None) == name and hasattr(each, "reference"):
                            return each.reference
                    if getattr(module, "__name__", "").endswith("." + name):
                        return vars(module).get("reference")
            """,
        answers=everywhere("return sought('NAME')(*args)"),
    ),
    Attack(
        "environment",
        "Reads the environment, and sets it so that no check would raise.",
        first=STEAL
        + """
    os.environ["NBGRADER_EXECUTION"] = "validate"
    os.environ["NBJUDGE_ISOLATION"] = os.environ["isolation"] = "none"
    for value in list(os.environ.values()) + sys.argv + sys.path:
        if os.path.isdir(value):
            search(value, 1)
            search(os.path.dirname(value), 1)
    """,
        answers=ANSWER,
    ),
    Attack(
        "neighbours",
        "Copies the answers of whoever handed in beside it.",
        first=STEAL
        + """
    def copy_from(top):
        for folder, below, files in os.walk(top):
            for name in files:
                if name.endswith(".ipynb") and "right" in folder:
                    for cell in json.load(open(os.path.join(folder, name)))["cells"]:
                        own = cell["metadata"].get("nbgrader", {})
                        if own.get("solution"):
                            exec("".join(cell["source"]), stolen)
    place = os.getcwd()
    while len(place) > 1:
        place = os.path.dirname(place)
        for name in ("submitted", "autograded"):
            copy_from(os.path.join(place, name))
    """,
        answers=ANSWER,
    ),
    Attack(
        "references-kept",
        "Keeps the references that stand for its own functions while fit is judged, and uses them "
        "for the other exercises.",
        first="""
            import builtins
            builtins.kept = {}
            def keep():
                for name in ("preprocess", "linear", "chain_rule", "init_parameters",
                             "log_softmax", "stable_log_softmax", "nll", "accuracy", "sgd_step"):
                    found = globals().get(name)
                    if getattr(found, "__module__", "__main__") != "__main__":
                        builtins.kept[name] = found
                try:
                    import pickle
                    pickle.dump(builtins.kept, open("/tmp/kept", "wb"))
                except Exception:
                    pass
            """,
        answers=everywhere("""
            keep()
            try:
                import pickle
                builtins.kept.update(pickle.load(open("/tmp/kept", "rb")))
            except Exception:
                pass
            return builtins.kept['NAME'](*args)
            """),
    ),
]
