"""Run a command in namespaces of its own: ``python outer.py FOLDER SECONDS -- COMMAND…``.

Attacks run below this, and so does the sandbox that they attack. What gets through that sandbox
meets a second wall here: other processes cannot be seen or signalled, every file is read-only but
those in FOLDER (an empty disk of limited size, gone at the end) and /dev/shm, there is no network
but a loopback of its own, and SECONDS, memory and processes are limited. When the command ends, the
kernel ends all that it left behind. Started by root, it runs as a user who is root inside alone.

Exit status: the command's own; 124 after too long, 137 after too much memory, 125 where such
namespaces cannot be made, with the reason on stderr. Linux alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import resource
import signal
import socket
import struct
import sys
import time
from pathlib import Path

MEMORY = 10 * 2**30
DISK = 3 * 2**30
PROCESSES = 600
SPACE = 48 * 2**30  # addresses of one process; torch reserves many that it never uses
TOO_LATE, REFUSED, TOO_LARGE = 124, 125, 137

_NEW_USER, _NEW_NS, _NEW_PID, _NEW_NET = 0x10000000, 0x00020000, 0x20000000, 0x40000000
_NEW_IPC, _NEW_UTS = 0x08000000, 0x04000000
_READ_ONLY, _NOSUID, _NODEV, _NOEXEC = 1, 2, 4, 8
_REMOUNT, _BIND, _RECURSIVE, _PRIVATE = 32, 4096, 16384, 1 << 18
_FLAGS = {"nosuid": _NOSUID, "nodev": _NODEV, "noexec": _NOEXEC, "ro": _READ_ONLY}
_FLAGS |= {"noatime": 1024, "nodiratime": 2048, "relatime": 1 << 21}
_SUBORDINATE = 200000  # the user outside that is root inside, when root starts this
_PROJECT = Path(__file__).resolve().parents[2]
_libc = ctypes.CDLL(None, use_errno=True)


def main(folder: str, seconds: float, command: list[str]) -> int:
    """Run *command*, *folder* its only writable disk, for *seconds*; return its exit status."""
    ready, ready_end = os.pipe()
    mapped, mapped_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                _check(_libc.unshare(_NEW_NS), "a mount namespace")
                _check(_libc.mount(None, b"/", None, _RECURSIVE | _PRIVATE, None), "mounts")
                _uncover(folder)
            _check(_libc.unshare(_NEW_USER), "a user namespace")
            os.write(ready_end, b".")
            os.read(mapped, 1)
            os.setgid(0)
            os.setuid(0)
            _die_with_parent()
            os._exit(_inside(folder, seconds, command))
        except BaseException as error:
            print(f"outer namespaces: {error}", file=sys.stderr)
            os._exit(REFUSED)
    os.close(ready_end)
    if os.read(ready, 1):
        _map_users(child)
        os.write(mapped_end, b".")
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _map_users(child: int) -> None:
    """Give *child* users: unprivileged ones that are 0 to 65535 inside, or this user alone."""
    if os.getuid() == 0:
        users = groups = f"0 {_SUBORDINATE} 65536"
    else:
        users, groups = f"0 {os.getuid()} 1", f"0 {os.getgid()} 1"
        Path(f"/proc/{child}/setgroups").write_text("deny")
    Path(f"/proc/{child}/uid_map").write_text(users)
    Path(f"/proc/{child}/gid_map").write_text(groups)


def _uncover(folder: str) -> None:
    """Let others than root reach Python and this project, where they lie below a private directory.

    Such a directory (/root, say) becomes one that holds nothing but the way there.
    """
    private: dict[Path, list[Path]] = {}
    for place in {_PROJECT, Path(sys.prefix), Path(sys.base_prefix).resolve()}:
        closed = [above for above in place.parents if not above.stat().st_mode & 0o001]
        if closed:
            private.setdefault(closed[-1], []).append(place)
    for top, places in private.items():
        _disk(folder, 2**20)
        for number, place in enumerate(places):
            os.mkdir(f"{folder}/{number}")
            _bind(str(place), f"{folder}/{number}")
        _disk(str(top), 2**20)
        for number, place in enumerate(places):
            os.makedirs(place, exist_ok=True)
            _bind(f"{folder}/{number}", str(place))
        _check(_libc.umount2(folder.encode(), 2), f"unmounting {folder}")


def _disk(place: str, size: int) -> None:
    options = f"size={size},mode=755".encode()
    mounted = _libc.mount(b"tmpfs", place.encode(), b"tmpfs", _NOSUID | _NODEV, options)
    _check(mounted, f"a disk of its own, {place}")


def _bind(source: str, target: str) -> None:
    flags = _BIND | _RECURSIVE
    _check(_libc.mount(source.encode(), target.encode(), None, flags, None), f"mounting {source}")


def _inside(folder: str, seconds: float, command: list[str]) -> int:
    """Enter the other namespaces and wait for their pid 1; return its exit status."""
    spaces = _NEW_PID | _NEW_NS | _NEW_NET | _NEW_IPC | _NEW_UTS
    _check(_libc.unshare(spaces), "pid, mount, net, ipc and uts namespaces")
    first = os.fork()
    if first == 0:
        code = REFUSED
        try:
            _die_with_parent()
            _mount(folder)
            _loopback_up()
            code = _supervise(folder, seconds, command)
        except BaseException as error:
            print(f"outer namespaces: {error}", file=sys.stderr)
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(first, 0)[1])


def _mount(folder: str) -> None:
    """A fresh /proc, empty disks on *folder* and /dev/shm, and everything else read-only."""
    _check(_libc.mount(None, b"/", None, _RECURSIVE | _PRIVATE, None), "private mounts")
    lines = [line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    for fields in lines:
        place, options = fields[4].encode().decode("unicode_escape"), fields[5].split(",")
        flags = sum(_FLAGS.get(option, 0) for option in options) | _READ_ONLY
        if _libc.mount(None, place.encode(), None, _REMOUNT | _BIND | flags, None) and place == "/":
            _check(-1, "a read-only /")
    for place in (folder, "/dev/shm"):
        _disk(place, DISK)
    os.chmod("/dev/shm", 0o1777)
    safe = _NOSUID | _NODEV | _NOEXEC
    _check(_libc.mount(b"proc", b"/proc", b"proc", safe, None), "/proc")


def _loopback_up() -> None:
    """Kernels and their clients speak over 127.0.0.1, which is down in a new namespace."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh14x", b"lo", 1 | 64)  # up and running
        fcntl.ioctl(any_socket, 0x8914, request)


def _supervise(folder: str, seconds: float, command: list[str]) -> int:
    """As pid 1: start *command*, reap orphans, end it all when it takes too much."""
    runner = os.fork()
    if runner == 0:
        for limit, value in (
            (resource.RLIMIT_NPROC, PROCESSES),
            (resource.RLIMIT_AS, SPACE),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(limit, (value, value))
        os.chdir(folder)
        os.execvpe(command[0], command, {**os.environ, **_homes(folder)})
    ended = time.monotonic() + seconds
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        with contextlib.suppress(ChildProcessError):
            while (reaped := os.waitpid(-1, os.WNOHANG))[0]:
                if reaped[0] == runner:
                    code = os.waitstatus_to_exitcode(reaped[1])
                    return code if code >= 0 else 128 - code
        if time.monotonic() > ended:
            print(f"outer namespaces: it ran for more than {seconds:g} s", file=sys.stderr)
            return TOO_LATE
        if _held() > MEMORY:
            print(f"outer namespaces: it took more than {MEMORY} bytes", file=sys.stderr)
            return TOO_LARGE
        time.sleep(0.2)


def _homes(folder: str) -> dict[str, str]:
    """Where programs may write: nothing of the user's who starts this."""
    places = {name: f"{folder}/{name.lower()}" for name in ("HOME", "TMPDIR")}
    for place in places.values():
        os.makedirs(place, exist_ok=True)
    unset = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")
    return places | {name: places["HOME"] for name in unset}


def _held() -> int:
    """The bytes that all processes here hold; pages they share are divided among them."""
    total = 0
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{name}/status").read_text(errors="replace").splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon:"))
    if total * 1024 < MEMORY:
        return total * 1024
    total = 0
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{name}/smaps_rollup").read_text(errors="replace").splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:"))
    return total * 1024


def _die_with_parent() -> None:
    _check(_libc.prctl(1, int(signal.SIGKILL), 0, 0, 0), "PR_SET_PDEATHSIG")


def _check(result: int, what: str) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"this system does not allow {what} ({os.strerror(number)})")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], float(sys.argv[2]), sys.argv[sys.argv.index("--") + 1 :]))
