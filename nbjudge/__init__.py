"""nbjudge: the grading engine under the course, a plug-in for nbgrader.

It knows nothing of any particular course: what it works on is an nbgrader course directory whose
masters are jupytext scripts. ``nbjudge.authoring`` turns masters into what learners get,
``nbjudge.feedback`` writes the page a learner gets back, ``nbjudge.grading`` runs nbgrader.
"""
