"""What tests in several folders need: Chromium, and a small course to build and grade."""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import nbgrader.api
import pytest

from nbjudge.authoring.build import build
from tests import fuzzing, proved
from tests.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
WHOLE_SUITE = 5000  # tests
# What `make quick` leaves out: these start kernels, browsers and servers, grade, or train.
NOT_QUICK = (
    *("autograde", "browser", "damage", "gate", "judge/test_sandbox", "judge/test_judge"),
    *("judge/test_rebuild_hostile", "judge/test_rebuild_properties", "mutations", "redteam"),
    *("report", "solutions", "term", "translations/test_notebooks", "translations/test_other"),
    *("translations/test_submissions", "test_build", "test_bundle_contents"),
    *("test_checks_api", "test_checks_catalogue", "test_data_keras", "test_data_offline"),
    *("test_demo_course", "test_environment", "test_execution", "test_exports", "test_feedback"),
    *("test_first_cell", "test_fonts", "test_kernel", "test_leaks", "test_marked_by_hand"),
    *("test_oracle", "test_other_editors", "test_plots", "test_pytest_settings", "test_readable"),
    *("test_setup", "test_start", "test_tiny_course", "test_lesson.py"),
)

fuzzing.register()

_HEADER = """\
# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: kernelspec,jupytext,-jupytext.text_representation.jupytext_version
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---
"""

_SMALL = '''
# %% [markdown]
# # A small lesson
#
# With *one* import.

# %%
import math

# %% [markdown]
# ## Halve
#
# Write $x / 2$.

# %% blank halve
def halve(x):
    """Half of the number x."""
    ### BEGIN SOLUTION
    the_answer = x / 2
    return the_answer
    ### END SOLUTION

# %% test test_halve 2
print("tried: halve(4)")
### BEGIN HIDDEN TESTS
secret_inputs = [7, -3, 0.5]
for secret in secret_inputs:
    assert halve(secret) == secret / 2, f"half of {secret} is {secret / 2}, not {halve(secret)}"
### END HIDDEN TESTS

# %%
halve(10)

# %% blank root
def root(x):
    """The square root of the number x."""
    ### BEGIN SOLUTION
    return math.sqrt(x)
    ### END SOLUTION

# %% test test_root 3
print("tried: root(4)")
### BEGIN HIDDEN TESTS
hidden_square = 1.5 * 1.5
assert root(hidden_square) == 1.5, "the root of 2.25 is 1.5"
### END HIDDEN TESTS

# %% test test_root_large 1
print("tried: root(1e10)")
### BEGIN HIDDEN TESTS
assert root(1e10) == 1e5, "the root of 1e10 is 1e5"
### END HIDDEN TESTS

# %%
print("done")
'''


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--quick`, which `make quick` gives."""
    text = "only the tests that need no kernel, browser or grading"
    parser.addoption("--quick", action="store_true", help=text)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With `--quick` leave out what `NOT_QUICK` names; None leaves the decision to pytest."""
    if not config.getoption("--quick"):
        return None
    inside = collection_path.relative_to(Path(__file__).parent).as_posix()
    return True if inside.startswith(NOT_QUICK) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser, whichever fixture brings it; begin with the files that are slow.

    Two workers that take the long files first end at about the same time.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """After a run of the whole suite: what each part of it took, and what was proved."""
    table = proved.Table()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                path = report.nodeid.partition("::")[0]
                table.add(path, report.duration, report.when == "call")
    if sum(table.tests.values()) >= WHOLE_SUITE:
        terminalreporter.section("what was proved")
        for line in [*table.lines(), "", *proved.counted()]:
            terminalreporter.line(line)


@pytest.fixture(scope="session", autouse=True)
def alembic_is_asked_once() -> Iterator[None]:
    """A new gradebook asks a program of alembic's, for two seconds, which version nbgrader has."""
    asked = nbgrader.api.get_alembic_version
    nbgrader.api.get_alembic_version = functools.cache(asked)
    yield
    nbgrader.api.get_alembic_version = asked


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; skips without one, fails if REQUIRE_BROWSER=1 says it must be there."""
    path = chromium.find()
    if path is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(f"REQUIRE_BROWSER=1, but: {chromium.how_to_get()}", pytrace=False)
        pytest.skip(chromium.how_to_get())
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def small_text() -> str:
    """The text of a master with the exercises halve (2 points) and root (3 + 1 points)."""
    text = re.sub(r"(?<=%% )blank (\w+)", lambda m: _metadata(m[1]), _SMALL)
    text = re.sub(r"(?<=%% )test (\w+) (\d)", lambda m: _metadata(m[1], int(m[2])), text)
    return _HEADER + text


def _metadata(name: str, points: int | None = None) -> str:
    """The cell header of a blank or, with points, of a test cell, as jupytext writes it."""
    test = points is not None
    own = {"grade": test, "grade_id": name, "locked": test}
    own |= {"points": points} if test else {}
    return "nbgrader=" + json.dumps({**own, "schema_version": 3, "solution": not test})


@pytest.fixture(scope="session")
def small_config() -> Path:
    """The folder of the nbgrader configuration that small courses use: this project's."""
    return ROOT


@pytest.fixture
def small_course(tmp_path: Path, small_text: str, small_config: Path) -> Path:
    """A course directory with the small master as source/lesson/small.py."""
    return _course(tmp_path / "course", small_text, small_config)


@pytest.fixture(scope="session")
def built_once(
    tmp_path_factory: pytest.TempPathFactory, small_text: str, small_config: Path
) -> Path:
    """The small course after a build, which takes seconds: for `built` to copy."""
    course = _course(tmp_path_factory.mktemp("built") / "course", small_text, small_config)
    build(course)
    return course


@pytest.fixture
def built(tmp_path: Path, built_once: Path) -> Path:
    """A course that has been built, a copy for each test."""
    return Path(shutil.copytree(built_once, tmp_path / "course"))


def _course(course: Path, text: str, config: Path) -> Path:
    """Make the directory *course* with the master *text* and the configuration in *config*."""
    (course / "source" / "lesson").mkdir(parents=True)
    for name in ("grader_config.py", "nbgrader_config.py"):
        shutil.copyfile(config / name, course / name)
    (course / "source" / "lesson" / "small.py").write_text(text, encoding="utf-8")
    return course
