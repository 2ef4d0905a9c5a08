"""One judge for the tests of a module: it takes a second or more to start."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from nbjudge.errors import SandboxError
from tests.judge.lessons import Judged


@pytest.fixture(scope="module")
def judged(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Judged]:
    """A judge of the module's LESSON, sandbox and all.

    Skips where there can be no sandbox; fails where REQUIRE_SANDBOX says there has to be one.
    """
    with request.module.LESSON.judge(tmp_path_factory.mktemp("submitted")) as judged:
        try:
            judged.start()
        except SandboxError as error:
            if os.environ.get("REQUIRE_SANDBOX") == "1":
                raise
            pytest.skip(str(error))
        yield judged
