"""Grade a class: `nbjudge autograde`, and nbgrader's own autograde by way of nbjudge.

grader_config.py calls ``plugin.install()`` and sets the traits of ``traits.Judging``. ``run`` takes
a class through a pool of workers (``pool``, ``worker``, ``work``) and writes what they find into
nbgrader's gradebook (``gradebook``) and autograded/ (``files``).
"""
