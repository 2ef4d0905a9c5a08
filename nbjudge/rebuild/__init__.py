"""Rebuild a submission: the instructor's notebook with the learner's sources in its blanks.

Of what was handed in only the source text of answers and of the learner's own code cells is
taken. Nothing is executed here.
"""

from nbjudge.rebuild.notebook import notebook
from nbjudge.rebuild.notes import SENTENCES, Note
from nbjudge.rebuild.prepared import Prepared, prepare
from nbjudge.rebuild.reading import Handed, handed
from nbjudge.rebuild.rebuilt import Cell, Rebuilt, rebuild

__all__ = [
    "SENTENCES",
    "Cell",
    "Handed",
    "Note",
    "Prepared",
    "Rebuilt",
    "handed",
    "notebook",
    "prepare",
    "rebuild",
]
