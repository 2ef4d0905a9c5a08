"""Python's parser, used by several threads at once."""

from __future__ import annotations

import ast
import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nbjudge.parsing import parse

SOURCE = Path(__file__).read_text(encoding="utf-8").replace("from __future__", "from typing") * 3


class Slow:
    """Garbage that lets other threads run while it is collected."""

    def __init__(self) -> None:
        self.cycle = self

    def __del__(self) -> None:
        time.sleep(0)


@pytest.fixture()
def restless() -> Iterator[None]:
    """Threads change often, and garbage is collected wherever objects are made."""
    before, threshold = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(1e-6)
    gc.set_threshold(50)
    yield
    sys.setswitchinterval(before)
    gc.set_threshold(*threshold)


def failures(parser: Callable[[str], ast.Module]) -> list[str]:
    """What goes wrong when four threads parse at once."""
    found: list[str] = []

    def work() -> None:
        for _ in range(10):
            Slow()
            try:
                parser(SOURCE)
            except SystemError as error:
                found.append(str(error))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_threads_may_parse_at_once(restless: None) -> None:
    """One after the other, whoever comes first; ast.parse by itself breaks here in Python 3.11."""
    assert failures(parse) == []


def test_an_error_leaves_the_parser_free() -> None:
    """What is no Python raises SyntaxError, and the next is parsed."""
    with pytest.raises(SyntaxError):
        parse("def f(:")
    assert isinstance(parse("x = 1"), ast.Module)
