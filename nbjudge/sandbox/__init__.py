"""Where learners' code runs: a warm template inside bubblewrap, forked once per submission.

``Sandbox`` holds a template, ``Sandbox.fork`` gives a ``Child`` with a socket, ``Child.wait`` its
``Ending``. ``Limits`` is what a child may use.
"""

from nbjudge.sandbox.child import Child, Ending
from nbjudge.sandbox.limits import Limits
from nbjudge.sandbox.sandbox import Sandbox

__all__ = ["Child", "Ending", "Limits", "Sandbox"]
