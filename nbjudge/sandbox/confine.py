"""The namespaces, mounts and limits of one forked child, by ctypes. Runs inside the sandbox."""

from __future__ import annotations

import ctypes
import os
import resource
import struct
import sys
from pathlib import Path

SCRATCH = "/scratch"
_USER, _PID, _NET, _IPC, _MOUNT = 0x10000000, 0x20000000, 0x40000000, 0x08000000, 0x00020000
_NOSUID, _NODEV, _NOEXEC, _BIND = 2, 4, 8, 4096
_DEATH_SIGNAL, _DUMPABLE, _DROP_BOUND, _NO_NEW_PRIVS = 1, 4, 24, 38
_KILL = 9
_CAPABILITIES_3 = 0x20080522


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def become(user: int) -> None:
    """Turn from root into ``user`` for good, so that limits on processes hold.

    The kernel exempts root from them. bubblewrap, run by root, covers a few directories of /proc;
    the covers go first, since no fresh /proc may be mounted by a process that sees a covered one.
    """
    for line in Path("/proc/self/mounts").read_text().splitlines():
        where = line.split()[1]
        if where.startswith("/proc/"):
            _check(_libc().umount2(where.encode(), 0), f"uncovering {where}")
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    be_dumpable(True)  # a change of user clears it, and with it the access to one's own /proc


def be_dumpable(yes: bool) -> None:
    """Let processes of the same user look into this one's memory and descriptors, or not."""
    _check(_libc().prctl(_DUMPABLE, int(yes), 0, 0, 0), "PR_SET_DUMPABLE")


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent ends."""
    _check(_libc().prctl(_DEATH_SIGNAL, _KILL, 0, 0, 0), "PR_SET_PDEATHSIG")


def enter_namespaces() -> None:
    """Enter a new user, mount, ipc and network namespace; the next fork is pid 1 of a new one."""
    user, group = os.getuid(), os.getgid()
    _check(_libc().unshare(_USER | _PID | _NET | _IPC | _MOUNT), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def mount_private(scratch: int) -> None:
    """Mount a /proc of this pid namespace and a disk of ``scratch`` bytes; make it the cwd.

    /dev/shm is a directory of the same disk, so that one limit holds for both.
    """
    libc = _libc()
    safe = _NOSUID | _NODEV | _NOEXEC
    _check(libc.mount(b"proc", b"/proc", b"proc", safe, None), "mounting /proc")
    options = f"size={scratch},nr_inodes=16384,mode=700".encode()
    disk = SCRATCH.encode()
    _check(libc.mount(b"tmpfs", disk, b"tmpfs", _NOSUID | _NODEV, options), "mounting scratch")
    for name in ("tmp", "shm", "work"):
        os.mkdir(f"{SCRATCH}/{name}")
    shared = f"{SCRATCH}/shm".encode()
    _check(libc.mount(shared, b"/dev/shm", None, _BIND, None), "mounting /dev/shm")
    os.chdir(f"{SCRATCH}/work")


def drop_capabilities() -> None:
    """Give up every capability, in this process and whatever it executes."""
    libc = _libc()
    for capability in range(64):
        if libc.prctl(_DROP_BOUND, capability, 0, 0, 0):
            break  # the first number the kernel does not know
    header = struct.pack("Ii", _CAPABILITIES_3, 0)
    _check(libc.capset(header, struct.pack("6I", *[0] * 6)), "capset")
    _check(libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0), "PR_SET_NO_NEW_PRIVS")


def set_limits(limits: dict[str, int], namespaced: bool) -> None:
    """Apply ``limits`` (the fields of Limits) to this process and its descendants."""
    ceilings = [
        ("RLIMIT_CORE", 0, 0),
        ("RLIMIT_CPU", limits["cpu"], limits["cpu"] + 1),
        ("RLIMIT_FSIZE", limits["scratch"], limits["scratch"]),
        ("RLIMIT_NOFILE", limits["files"], limits["files"]),
    ]
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        space = pages * resource.getpagesize() + limits["memory"]
        ceilings += [("RLIMIT_AS", space, space), ("RLIMIT_MSGQUEUE", 0, 0)]
    if namespaced:  # elsewhere it would count all processes of the user; 2: our own two
        ceilings.append(("RLIMIT_NPROC", limits["processes"] + 2, limits["processes"] + 2))
    for name, soft, hard in ceilings:
        highest = resource.getrlimit(getattr(resource, name))[1]
        if highest != resource.RLIM_INFINITY:
            soft, hard = min(soft, highest), min(hard, highest)
        resource.setrlimit(getattr(resource, name), (soft, hard))


def close_descriptors(keep: int) -> int:
    """Close every descriptor from 3 on but ``keep``, which becomes 3."""
    if keep != 3:
        os.dup2(keep, 3)
    os.closerange(4, max(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 4096))
    return 3
