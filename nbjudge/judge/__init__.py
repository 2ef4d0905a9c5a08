"""The trusted side of grading: runs test cells with stand-ins for what lives in a sandbox.

``Judge`` grades submissions of one notebook. `plan` sorts the master's cells, `namespace` holds
the judge's own, `standin` and `connection` reach a submission's process, `testcell` and `run` make
verdicts, `outputs` the autograded notebook.
"""

from nbjudge.judge.judge import Judge

__all__ = ["Judge"]
