"""Hangul in pictures: drawn wherever the course runs, and only where it is spoken registered."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from nn_course import fonts

ROOT = Path(__file__).resolve().parents[1]

# Every font but matplotlib's own is taken away, as on Colab or in the sandbox of a submission.
DRAW = """
import zlib
from nbjudge import language
import matplotlib as mpl
mpl.use("Agg")
from matplotlib import font_manager, pyplot as plt
own = mpl.get_data_path()
font_manager.fontManager.ttflist = [
    one for one in font_manager.fontManager.ttflist if one.fname.startswith(own)
]
SPEAK
from nn_course.plots.showing import Said
from nn_course.plots.style import sheet

def drawn(text, **how):
    with sheet(1, 1, Said("x")) as figure:
        figure.text(0.1, 0.4, text, **how)
    figure.canvas.draw()
    return bytes(figure.canvas.buffer_rgba())

def own(text):
    plt.figure(figsize=(2, 1))
    plt.title(text, weight="bold")
    plt.gcf().canvas.draw()
    return bytes(plt.gcf().canvas.buffer_rgba())

print(drawn("가") != drawn("나"), drawn("가", weight="bold") != drawn("나", weight="bold"))
print(own("손실") != own("기울"), zlib.crc32(drawn("loss −1 ✓ g")))
"""


def draw(speak: str) -> tuple[list[str], str]:
    """What the script above prints, and what it says on stderr, when it says `speak` first."""
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", DRAW.replace("SPEAK", speak)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split(), done.stderr


def test_hangul_is_drawn_where_it_is_spoken() -> None:
    """Different letters look different, bold ones too, in our pictures and in the lesson's own."""
    speak = "language.use('ko'); from nn_course import fonts; fonts.install()"
    printed, warned = draw(speak)
    assert (printed[:3], warned) == (["True"] * 3, "")


def test_without_it_there_are_boxes() -> None:
    """What the test above would see if the font were not there: one box for every letter.

    All that matplotlib's own font has looks the same in every language.
    """
    printed, warned = draw("")
    assert printed[:3] == ["False"] * 3
    assert printed[3] == draw("language.use('ko')")[0][3]
    assert "missing from font" in warned


def test_what_a_language_needed_goes_with_it() -> None:
    """pyplot's own settings are as before when English is spoken again; nothing else is touched."""
    code = (
        "from matplotlib import rcParams; from nbjudge import language;"
        "from nn_course import fonts;"
        "before = rcParams['font.family'][:];"
        "language.use('ko'); fonts.install(); fonts.install(); print(rcParams['font.family'][-1]);"
        "print(len(rcParams['font.family']) == len(before) + 1);"
        "language.use('en'); fonts.install(); print(rcParams['font.family'] == before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["NanumGothic", "True", "True"]


def test_the_font_comes_with_its_licence() -> None:
    """Both are in the package, and the project says under which licence the font is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "OFL-1.1" in project["project"]["license"]
    assert "nn_course/fonts/LICENSE" in project["project"]["license-files"]
    assert "*.ttf" in project["tool"]["setuptools"]["package-data"]["*"]
    licence = (ROOT / "nn_course" / "fonts" / "LICENSE").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in licence and "NAVER Corporation" in licence
    assert all(file.is_file() for file in fonts._FILES.values())
