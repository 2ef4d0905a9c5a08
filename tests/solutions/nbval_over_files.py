"""A plug-in of pytest's with which nbval's kernels take no ports; `reproduce` names it."""

from __future__ import annotations

from typing import Any

import nbval.kernel
import pytest
from jupyter_client.manager import KernelManager

from nbjudge.execution import over_files


def pytest_configure(config: pytest.Config) -> None:
    """Let nbval start its kernels through `over_files`, for which it has no setting."""
    nbval.kernel.KernelManager = _manager


def _manager(**options: Any) -> KernelManager:
    return over_files(KernelManager(**options))
