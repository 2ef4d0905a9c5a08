"""What to do where the system forbids a sandbox."""

from __future__ import annotations

from pathlib import Path


def remedy() -> str:
    """Return the sentence that says which setting of this system forbids a sandbox."""

    def setting(name: str) -> str:
        path = Path("/proc/sys") / name
        return path.read_text().strip() if path.exists() else ""

    if setting("kernel/apparmor_restrict_unprivileged_userns") == "1":
        return (
            "AppArmor restricts user namespaces here, as Ubuntu does since 24.04: run `sudo sysctl "
            "-w kernel.apparmor_restrict_unprivileged_userns=0`, and put the setting into "
            "/etc/sysctl.d/ to keep it."
        )
    if setting("kernel/unprivileged_userns_clone") == "0":
        return "Run `sudo sysctl -w kernel.unprivileged_userns_clone=1`."
    if setting("user/max_user_namespaces") == "0":
        return "Run `sudo sysctl -w user.max_user_namespaces=15000`."
    return (
        "In a container, allow it to make namespaces: `docker run --privileged`, or "
        "`--security-opt seccomp=unconfined --security-opt systempaths=unconfined "
        "--cap-add SYS_ADMIN`."
    )
