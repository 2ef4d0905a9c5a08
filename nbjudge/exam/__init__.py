"""What test cells and checks call, wherever they run.

The same cell works in a learner's own notebook, under nbgrader's own Execute and under nbjudge,
where the names of answers are stand-ins (`Remote`) for what lives in a learner's process:

- `call` and `under` call an answer under `Conditions`: earlier exercises are bound to references,
  banned operations are seen;
- `apart` calls an answer with copies of the arguments, so that a test's own data stays what it is;
- `close` compares numbers: the one comparison that nothing but a right number passes;
- `probe` runs a function of the test's beside the answer and returns plain data, and `through`
  does so under conditions;
- `credit` gives marks to named parts of a test cell;
- `recognise` says which known misconception an answer shows;
- `explain` reports what is wrong, where marks were lost.
"""

from nbjudge.exam.apart import apart
from nbjudge.exam.calling import call, under
from nbjudge.exam.close import close
from nbjudge.exam.conditions import Conditions
from nbjudge.exam.credit import Credit, credit
from nbjudge.exam.outcome import Banned, Outcome, Raised, Remote, hidden_by, unseen
from nbjudge.exam.probe import probe, through
from nbjudge.exam.session import explain, recognise

__all__ = [
    "Banned",
    "Conditions",
    "Credit",
    "Outcome",
    "Raised",
    "Remote",
    "apart",
    "call",
    "close",
    "credit",
    "explain",
    "hidden_by",
    "probe",
    "recognise",
    "through",
    "under",
    "unseen",
]
