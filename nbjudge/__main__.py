"""``python -m nbjudge`` is the command ``nbjudge``."""

from nbjudge.cli import main

main()
