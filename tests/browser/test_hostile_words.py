"""Hostile answers opened where an instructor opens them: nothing runs, all can be read."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import Browser, Page, expect

from tests.autograde.classes import run
from tests.browser.lab import Lab, running

START_MS = 60_000
CALL = "(window.__pwned=window.__pwned||[]).push(location.href)"
# Each says what it does by calling CALL.
RAW = [
    f"<script>{CALL}</script>",
    f"<SCRIPT\n>{CALL}</SCRIPT\n>",
    f'<img src=x onerror="{CALL}">',
    f"<svg onload='{CALL}'></svg>",
    f"<svg><script>{CALL}</script></svg>",
    f"<svg><animate onbegin='{CALL}' attributeName=x dur=1s>",
    f"<math><mtext><img src=x onerror='{CALL}'></mtext></math>",
    f'<iframe srcdoc="<script>parent.{CALL[1:].replace("window", "parent")}</script>"></iframe>',
    f'<iframe src="javascript:parent.{CALL}"></iframe>',
    f'<object data="data:text/html,<script>{CALL}</script>"></object>',
    f'<embed src="javascript:{CALL}">',
    f"<details open ontoggle='{CALL}'><summary>x</summary></details>",
    f"<input autofocus onfocus='{CALL}'>",
    f"<video><source onerror='{CALL}'></video>",
    f"<body onload='{CALL}'>",
    f"<style>@keyframes x{{}}</style><b style='animation-name:x' onanimationstart='{CALL}'>b</b>",
    f"<a href='javascript:{CALL}'>click</a>",
    f"<form><button formaction='javascript:{CALL}'>click</button></form>",
    "<base href='https://example.invalid/'>",
    f"<!-- --><img src=x onerror='{CALL}'>",
    f"<?x ><img src=x onerror='{CALL}'>",
    f"<![CDATA[x]]><img src=x onerror='{CALL}'>",
    f"<div>\n\n<img src=x onerror='{CALL}'>\n\n</div>",
    "<button class='full-credit'>click</button>",
]
MARKDOWN = [
    f"[click](javascript:{CALL})",
    f"[click](<javascript:{CALL}>)",
    "[click](java&#115;cript:__pwned=[1])",
    "[click](\x01javascript:__pwned=[1])",
    "[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[click](vbscript:x)",
    "[click][ref]\n\n[ref]: javascript:__pwned=[1]",
    "[click]\n\n[click]:\njavascript:__pwned=[1]",
    "<javascript:__pwned=[1]>",
    "![x](javascript:__pwned=[1])",
    '![x](x "\\" onerror=__pwned=[1] y=\\"")',
    '[click]($" onmouseover="__pwned=[1]" style="position:fixed;inset:0$)',
    'https://example.invalid/$" onmouseover="__pwned=[1]" style="position:fixed;inset:0$',
    f"```mermaid\n<img src=x onerror='{CALL}'>\n```",
    f'```mermaid\ngraph TD\nA["<img src=x onerror=\'{CALL}\'>"]\nclick A "javascript:x"\n```',
    f"```html\n<script>{CALL}</script>\n```",
    '```$" onclick="__pwned=[1]" x="$\ncode\n```',
    f"`<img src=x onerror='{CALL}'>` and ``<script>{CALL}</script>``",
    f"$<img src=x onerror='{CALL}'>$",
    f"$$\n<script>{CALL}</script>\n$$",
    f"$$\n```\n$$\n<img src=x onerror='{CALL}'>\n```",
    "$\\href{javascript:__pwned=[1]}{click}$",
    "$\\require{html}\\class{full-credit}{click}$",
    "&#36;&#92;href{javascript:__pwned=[1]}{click}&#36;",
    "$\\def\\x{\\href}\\x{javascript:__pwned=[1]}{click}$",
    f"\\begin{{align}}<img src=x onerror='{CALL}'>\\end{{align}}",
    "# test_code",
    f"| a |\n|---|\n| <img src=x onerror='{CALL}'> |",
    f"- <img src=x onerror='{CALL}'>\n  - ```\n    </code><script>{CALL}</script>\n    ```",
    "![x](attachment:evil.svg) [x](attachment:evil.html)",
]
NAME = f"o'\"</script><img src=x onerror='{CALL}'>&lt;"


def payloads() -> str:
    """All of them in one answer, each after a line that has to stay."""
    return "\n\n".join(f"Sentence {n}.\n\n{p}" for n, p in enumerate([*RAW, *MARKDOWN], 1))


def _own(name: str, points: int | None = None, *, solution: bool = True) -> dict:
    made = {"grade_id": name, "grade": points is not None, "solution": solution}
    made |= {"locked": not solution, "task": False, "schema_version": 3}
    return {"nbgrader": made | ({} if points is None else {"points": points})}


@pytest.fixture(scope="module")
def course(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One learner's answer with all payloads, graded; and a control that is not made harmless."""
    course = tmp_path_factory.mktemp("hostile") / "course"
    (course / "source" / "ps").mkdir(parents=True)
    (course / "nbgrader_config.py").write_text(
        "from nbjudge.autograde import plugin\nc = get_config()\n"
        "c.CourseDirectory.course_id = 'x'\nplugin.install()\n"
    )
    master = new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        cells=[
            new_markdown_cell("<u id='own'>The instructor's own</u>"),
            new_markdown_cell("YOUR ANSWER HERE", metadata=_own("words", 5)),
            new_code_cell("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", metadata=_own("code")),
            new_code_cell("assert x == 1", metadata=_own("test_code", 1, solution=False)),
        ],
    )
    nbformat.write(master, course / "source" / "ps" / "ps.ipynb")
    done = run(course, "nbgrader", "generate_assignment", "ps")
    assert done.returncode == 0, done.stderr
    release = nbformat.read(course / "release" / "ps" / "ps.ipynb", as_version=4)
    release.cells[1].source = payloads() + "\n\nA formula $x^2$, **bold** and the end."
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' onload='{CALL}'/>"
    release.cells[1]["attachments"] = {
        "evil.svg": {"image/svg+xml": svg}, "evil.html": {"text/html": RAW[0]},
    }  # fmt: skip
    release.cells[2].source = f"x = 1\nprint({RAW[0]!r})\nraise ValueError({RAW[2]!r})"
    folder = course / "submitted" / "eve" / "ps"
    folder.mkdir(parents=True)
    nbformat.write(release, folder / "ps.ipynb")
    (folder / "evil.html").write_text(RAW[0])
    statement = (
        "from nbgrader.api import Gradebook\n"
        "with Gradebook('sqlite:///gradebook.db', 'x') as book:\n"
        f"    book.update_or_create_student('eve', first_name={NAME!r}, last_name={NAME!r})\n"
    )
    subprocess.run([sys.executable, "-c", statement], cwd=course, check=True)
    from nbjudge.autograde.command import autograde
    from nbjudge.autograde.summary import Silent

    autograde(course, "ps", Silent(), workers=1)
    control = nbformat.read(course / "autograded" / "eve" / "ps" / "ps.ipynb", as_version=4)
    control.cells[2].outputs = [new_output("display_data", {"text/html": RAW[2]})]
    nbformat.write(control, course / "control.ipynb")
    return course


@pytest.fixture(scope="module")
def lab(course: Path) -> Iterator[Lab]:
    """JupyterLab at the course's root, with formgrader."""
    with running(course, course.parent) as started:
        yield started


@pytest.fixture
def page(browser: Browser, lab: Lab) -> Iterator[Page]:
    """A page of the instructor's, that reaches nothing but this machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.abort())
    opened = context.new_page()
    opened.goto(f"http://127.0.0.1:{lab.port}/lab?reset&token={lab.token}", timeout=START_MS)
    yield opened
    context.close()


def _quiet(page: Page) -> None:
    """All links of answers are pressed; nothing has run in any frame."""
    page.wait_for_timeout(700)
    for frame in page.frames:
        frame.evaluate(
            "() => document.querySelectorAll('.rendered_html a, .jp-RenderedMarkdown a')"
            ".forEach(a => { if (!/^#/.test(a.getAttribute('href') || '#')) a.click() })"
        )
    page.wait_for_timeout(300)
    assert [frame.evaluate("() => window.__pwned || []") for frame in page.frames if frame.url] == [
        [] for frame in page.frames if frame.url
    ]


def _address(lab: Lab, path: str) -> str:
    return f"http://127.0.0.1:{lab.port}/{path}"


def _submission(page: Page, lab: Lab) -> str:
    found = page.request.get(_address(lab, "formgrader/api/submitted_notebooks/ps/ps"))
    return str(json.loads(found.text())[0]["id"])


def test_the_manual_grading_page(page: Page, lab: Lab) -> None:
    """Formgrader shows the answer, and the instructor's HTML; nothing of the answer runs."""
    page.goto(_address(lab, f"formgrader/submissions/{_submission(page, lab)}/"))
    panel = page.locator(".nbgrader_cell").first
    expect(panel).to_contain_text("and the end.")
    for number in range(1, len(RAW) + len(MARKDOWN) + 1):
        expect(panel).to_contain_text(f"Sentence {number}.")
    expect(panel).to_contain_text(RAW[0])
    expect(panel.locator("strong")).to_have_text("bold")
    expect(page.locator("u#own")).to_be_visible()
    assert panel.locator("a, script, iframe, svg, [onclick], button.full-credit").count() <= 1
    expect(page.locator("input.score#words")).to_have_class(re.compile("needs_manual_grade"))
    page.locator(".name-hidden.glyphicon").first.click()
    expect(page.locator("a.name-shown")).to_contain_text("</script>")
    _quiet(page)


@pytest.mark.parametrize(
    "path",
    [
        "formgrader/manage_students",
        "formgrader/manage_students/eve",
        "formgrader/manage_students/eve/ps",
        "formgrader/manage_submissions/ps",
        "formgrader/gradebook/ps/ps",
        "formgrader/api/students",
        "formgrader/api/submissions/ps",
        "formgrader/manage_students/%3C%2Fscript%3E%3Cscript%3E__pwned=[1]%3C%2Fscript%3E",
        "formgrader/manage_students/%5C/;__pwned=[1]%2F%2F",
    ],
)
def test_names_are_text(page: Page, lab: Lab, path: str) -> None:
    """In formgrader's lists, in what they are filled from, and in addresses."""
    page.goto(_address(lab, path))
    _quiet(page)


def test_a_handed_in_file_runs_nothing(page: Page, lab: Lab) -> None:
    """HTML that lies beside the notebook is opened without a script and away from the server."""
    page.goto(_address(lab, f"formgrader/submissions/{_submission(page, lab)}/evil.html"))
    _quiet(page)


def test_no_folder_inside_the_course_is_configuration(page: Page, lab: Lab, course: Path) -> None:
    """An address cannot make formgrader execute what a learner handed in."""
    path = course / "submitted" / "eve" / "ps"
    answer = page.request.get(_address(lab, f"formgrader?path={path}"))
    assert answer.status == 403


@pytest.mark.parametrize("trusted", [False, True])
def test_in_jupyterlab(page: Page, lab: Lab, course: Path, trusted: bool) -> None:
    """The autograded notebook, trusted or not: all of it is there and none of it runs."""
    _open(page, lab, "autograded/eve/ps/ps.ipynb", trusted)
    expect(page.locator(".jp-RenderedMarkdown").nth(1)).to_contain_text("Sentence 1.")
    expect(page.locator(".jp-RenderedMarkdown").nth(1)).to_contain_text("and the end.")
    _quiet(page)


def test_the_canary_works(page: Page, lab: Lab, course: Path) -> None:
    """HTML that is not made harmless runs in a trusted notebook: the tests would see it."""
    _open(page, lab, "control.ipynb", trusted=True)
    page.wait_for_timeout(1500)
    assert page.evaluate("() => window.__pwned || []") != []


def _open(page: Page, lab: Lab, path: str, trusted: bool) -> None:
    file = lab.root / path
    if trusted:
        notary = NotebookNotary(data_dir=str(lab.root.parent / "jupyter-data"))
        notary.sign(nbformat.read(file, as_version=4))
        notary.store.close()
    page.goto(lab.url(path), timeout=START_MS)
    expect(page.locator(".jp-RenderedMarkdown").first).to_be_visible(timeout=START_MS)
