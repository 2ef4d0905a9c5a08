"""``python -m nbjudge`` is the command ``nbjudge``."""

from nbjudge.cli import app

app(prog_name="nbjudge")
