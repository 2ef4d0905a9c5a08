"""The bubblewrap command: what exists inside the sandbox, and nothing else does."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from nbjudge.errors import SandboxError
from nbjudge.sandbox import fonts
from nbjudge.sandbox.confine import SCRATCH

PACKAGES = "/opt/nbjudge"  # where named packages lie inside, each alone
NOBODY = 65534
_ETC = (
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/localtime",
)
_SYSTEM = ("/sys/devices/system/cpu",)  # torch asks how many processors there are


def environment() -> dict[str, str]:
    """Return what is in the environment inside in any case."""
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {
        "HOME": SCRATCH,
        "TMPDIR": f"{SCRATCH}/tmp",
        "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "USER": "learner",
        "LOGNAME": "learner",
        "MPLBACKEND": "agg",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "NBGRADER_EXECUTION": "autograde",
        "THP_MEM_ALLOC_ENABLE": "1",  # PyTorch's own: fewer page faults for big tensors
        **dict.fromkeys(threads, "1"),
    }


def build(
    command: Sequence[str],
    packages: Iterable[str],
    hidden: Iterable[str],
    variables: Mapping[str, str] | None = None,
) -> list[str]:
    """Return ``command`` wrapped in bubblewrap, with ``variables`` for its whole environment.

    ``packages``: names of packages or modules laid alone, read-only, into PACKAGES, wherever they
    are installed (so that an editable install does not bring its course directory along).
    ``hidden``: dotted names of packages or modules, or absolute paths, that must not exist inside.
    SandboxError if bubblewrap or a package is missing.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise SandboxError.not_installed()
    places = _python()
    found = {name: _location(name) for name in packages}
    arguments = [bwrap, *_namespaces(), "--die-with-parent", "--new-session", "--clearenv"]
    for name, value in (environment() if variables is None else variables).items():
        arguments += ["--setenv", name, value]
    arguments += ["--ro-bind", "/usr", "/usr"]
    for top in [*sorted(Path("/").glob("lib*")), Path("/bin"), Path("/sbin")]:
        if top.is_symlink():
            arguments += ["--symlink", os.readlink(top), str(top)]
        elif top.is_dir():
            arguments += ["--ro-bind", str(top), str(top)]
    for path in (*_ETC, *_SYSTEM):
        arguments += [*_readable_above(Path(path)), "--ro-bind-try", path, path]
    arguments += ["--proc", "/proc", "--dev", "/dev"]
    arguments += [
        "--perms",
        "1777",
        "--tmpfs",
        SCRATCH,
        "--perms",
        "1777",
        "--dir",
        f"{SCRATCH}/tmp",
    ]
    if not any(place.is_relative_to("/tmp") for place in places):
        arguments += ["--symlink", f"{SCRATCH}/tmp", "/tmp"]
    for place in places:
        arguments += [*_readable_above(place), "--ro-bind", str(place), str(place)]
    for found_fonts in fonts.lists():
        for folder in (os.path.dirname(fonts.PLACE), fonts.PLACE):
            arguments += ["--perms", "1777", "--dir", f"{SCRATCH}/{folder}"]
        inside = f"{SCRATCH}/{fonts.PLACE}/{found_fonts.name}"
        arguments += ["--ro-bind", str(found_fonts), inside]
    for folder in (os.path.dirname(PACKAGES), PACKAGES):
        arguments += ["--perms", "0755", "--dir", folder]
    for package in found.values():
        arguments += ["--ro-bind", str(package), f"{PACKAGES}/{package.name}"]
    for name in hidden:
        for outside, inside in _appearances(name, found):
            if outside.is_dir():
                arguments += ["--tmpfs", inside, "--remount-ro", inside]
            else:
                arguments += ["--ro-bind", "/dev/null", inside]
    arguments += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", SCRATCH, "--", *command]
    return arguments


def _readable_above(place: Path) -> list[str]:
    """Make the directories above *place*, which bubblewrap itself would make for root alone."""
    above = reversed(place.parents[:-1])
    return [word for each in above for word in ("--perms", "0755", "--dir", str(each))]


def user_to_become() -> int | None:
    """Return the user the template turns into, None where it already is an ordinary one.

    Root is exempt from limits on processes. Where no other user exists (a container with one user)
    root is an ordinary user to the kernel.
    """
    if os.geteuid() != 0:
        return None
    for line in Path("/proc/self/uid_map").read_text().splitlines():
        first, _, count = map(int, line.split())
        if first <= NOBODY < first + count:
            return NOBODY
    return None


def _namespaces() -> list[str]:
    """Return the namespaces and capabilities of the template.

    An inner user namespace needs no capability, only a user that may map itself. Root must not stay
    root, and changing user takes two capabilities, uncovering /proc a third; all three go with it.
    """
    if user_to_become() is None:
        return ["--unshare-all", "--unshare-user", "--cap-drop", "ALL"]
    kept = ("CAP_SETUID", "CAP_SETGID", "CAP_SYS_ADMIN")
    spaces = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    arguments = [*spaces, "--unshare-cgroup-try", "--cap-drop", "ALL"]
    for capability in kept:
        arguments += ["--cap-add", capability]
    return arguments


def _python() -> list[Path]:
    """Return the directories Python needs besides /usr, outer ones first."""
    wanted = [sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix), *site_directories()]
    kept: list[Path] = []
    for path in sorted({Path(each) for each in wanted}, key=lambda each: len(each.parts)):
        if path.is_dir() and not any(path.is_relative_to(outer) for outer in (*kept, Path("/usr"))):
            kept.append(path)
    return kept


def site_directories() -> list[str]:
    """Return the directories of installed packages on this process's sys.path."""
    names = ("site-packages", "dist-packages")
    return [each for each in sys.path if Path(each).name in names and Path(each).is_dir()]


def _location(name: str) -> Path:
    """Return the directory of a package, or the file of a module. Imports neither."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SandboxError.not_importable(name)
    origin = Path(spec.origin).resolve()
    return origin.parent if spec.submodule_search_locations is not None else origin


def _appearances(name: str, packages: Mapping[str, Path]) -> Iterator[tuple[Path, str]]:
    """Yield where ``name`` lies outside and where inside, for each place it would be visible."""
    if name.startswith("/"):
        if Path(name).exists():
            yield Path(name), name
        return
    top, *rest = name.split(".")
    trees = [(Path(site) / top, f"{site}/{top}") for site in site_directories()]
    if top in packages:
        trees.append((packages[top], f"{PACKAGES}/{top}"))
    for outside, inside in trees:
        for suffix in ("", ".py"):
            path = outside.joinpath(*rest) if rest else outside
            path = path.with_name(path.name + suffix)
            if path.exists():
                yield path, f"{'/'.join([inside, *rest])}{suffix}"
