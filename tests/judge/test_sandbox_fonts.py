"""matplotlib's list of fonts in the sandbox: found once outside, not at every start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nbjudge.errors import SandboxError
from nbjudge.sandbox import Sandbox, fonts

HERE = Path(__file__).parent


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty cache of matplotlib's, and a home beside it."""
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "cache").mkdir()
    return tmp_path / "cache"


def test_there_is_no_list_before_matplotlib_looked(cache: Path) -> None:
    """Nothing in the cache, or no cache at all, is no list."""
    assert fonts.lists() == []
    cache.rmdir()
    assert fonts.lists() == []


def test_a_list_is_found_and_nothing_else_beside_it(cache: Path) -> None:
    """Of what lies in the cache only the lists of fonts are taken."""
    (cache / "fontlist-v390.json").write_text('{"fname": "/usr/share/fonts/one.ttf"}')
    (cache / "matplotlibrc").write_text("")
    (cache / "tex.cache").mkdir()
    assert fonts.lists() == [cache / "fontlist-v390.json"]


def test_a_list_that_names_the_home_stays_outside(cache: Path) -> None:
    """What a teacher keeps in their home is not told to a submission, not even a font's name."""
    named = {"fname": os.path.expanduser("~/.fonts/secret.ttf")}
    (cache / "fontlist-v390.json").write_text(json.dumps(named))
    assert fonts.lists() == []


def test_a_list_that_cannot_be_read_stays_outside(cache: Path) -> None:
    """A directory by that name, or a link to nowhere, is passed over."""
    (cache / "fontlist-v1.json").mkdir()
    (cache / "fontlist-v2.json").symlink_to(cache / "gone")
    assert fonts.lists() == []


def test_the_cache_is_where_the_environment_says(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MPLCONFIGDIR, then XDG_CACHE_HOME, then the home: matplotlib's own order."""
    monkeypatch.delenv("MPLCONFIGDIR")
    for place in (cache / "xdg/matplotlib", Path(os.environ["HOME"], ".cache/matplotlib")):
        place.mkdir(parents=True)
        (place / "fontlist-v390.json").write_text("{}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache / "xdg"))
    assert fonts.lists() == [cache / "xdg/matplotlib/fontlist-v390.json"]
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert fonts.lists() == [Path(os.environ["HOME"], ".cache/matplotlib/fontlist-v390.json")]


def test_the_template_takes_the_list_and_cannot_change_it(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name put into the list outside is in matplotlib's manager of fonts inside."""
    monkeypatch.syspath_prepend(str(HERE))
    look = "import matplotlib.font_manager"
    subprocess.run([sys.executable, "-c", look], check=True, capture_output=True)
    (place,) = fonts.lists()
    listed = json.loads(place.read_text())
    listed["ttflist"][0]["name"] = "From outside"
    place.write_text(json.dumps(listed))
    wanted = """
import matplotlib.font_manager as manager
result = [font.name for font in manager.fontManager.ttflist].count("From outside")
"""
    with Sandbox(preload=("matplotlib.font_manager",), packages=("sandbox_attacks",)) as box:
        try:
            box.start()
        except SandboxError as error:
            pytest.skip(str(error))
        with box.fork(1, "sandbox_attacks:evaluate") as child:
            child.socket.settimeout(20)
            child.socket.sendall(wanted.encode())
            assert json.loads(child.socket.recv(2**20)) == 1
    assert json.loads(place.read_text()) == listed
