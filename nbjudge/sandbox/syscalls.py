"""A seccomp filter: system calls no notebook needs and every way out of a sandbox begins with.

The namespaces confine a submission; this closes what they leave open: memory that no limit counts
(memfd, System V segments), further user namespaces, other processes' memory, and the kernel's
largest attack surfaces.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _EQUAL, _AT_LEAST, _BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NEW_USER = 0x10000000
_X32 = 0x40000000
_NO_NEW_PRIVS, _SECCOMP, _FILTER = 38, 22, 2

# name: (x86_64, aarch64)
FORBIDDEN = {
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "open_by_handle_at": (304, 265),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "swapon": (167, 224),
    "reboot": (169, 142),
}
# name of the call: (architecture as the filter sees it, clone, socket)
_MACHINES = {"x86_64": (0, 0xC000003E, 56, 41), "aarch64": (1, 0xC00000B7, 220, 198)}
# Of <bits/socket.h>: AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, which a network namespace confines. Of
# others not all are: AF_VSOCK reaches the host of a virtual machine.
FAMILIES = (1, 2, 10, 16)
_CLONE3 = 435


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def forbid() -> bool:
    """Forbid them to this process and all it starts, for good: each then fails with EPERM.

    Returns False, without a filter, on a processor whose numbers are not listed here. OSError
    where the kernel refuses filters.
    """
    if platform.machine() not in _MACHINES:
        return False
    column, architecture, clone, socket = _MACHINES[platform.machine()]
    forbidden = [numbers[column] for numbers in FORBIDDEN.values()]
    code = _code(forbidden, architecture, clone, socket)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        _SECCOMP, _FILTER, ctypes.byref(program), 0, 0
    ):
        raise OSError(ctypes.get_errno(), "the kernel refuses a seccomp filter")
    return True


def _code(forbidden: list[int], architecture: int, clone: int, socket: int) -> bytes:
    """Return the filter in classic BPF: 8 bytes an instruction, jumps relative."""

    def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("HBBI", code, yes, no, value)

    number, machine, first_argument = 0, 4, 16
    steps = [
        step(_LOAD, machine),
        step(_EQUAL, architecture, 1, 0),
        step(_RETURN, _KILL),
        step(_LOAD, number),
        step(_AT_LEAST, _X32, 0, 1),
        step(_RETURN, _ERRNO | errno.EPERM),
    ]
    for call in forbidden:
        steps += [step(_EQUAL, call, 0, 1), step(_RETURN, _ERRNO | errno.EPERM)]
    # clone3 keeps its flags in memory, where no filter can look: libraries fall back to clone.
    steps += [step(_EQUAL, _CLONE3, 0, 1), step(_RETURN, _ERRNO | errno.ENOSYS)]
    families = [step(_EQUAL, one, len(FAMILIES) - at, 0) for at, one in enumerate(FAMILIES)]
    steps += [
        step(_EQUAL, socket, 0, len(FAMILIES) + 3),
        step(_LOAD, first_argument),
        *families,
        step(_RETURN, _ERRNO | errno.EAFNOSUPPORT),
        step(_RETURN, _ALLOW),
    ]
    steps += [
        step(_EQUAL, clone, 0, 3),
        step(_LOAD, first_argument),
        step(_BITS, _NEW_USER, 0, 1),
        step(_RETURN, _ERRNO | errno.EPERM),
        step(_RETURN, _ALLOW),
    ]
    return b"".join(steps)
