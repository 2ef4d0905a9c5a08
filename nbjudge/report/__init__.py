"""The class report: what a class could do, what it misunderstood, and which tests say little.

``nbjudge report ASSIGNMENT`` writes one page that needs no network, with the same numbers as CSV
beside it. All of it is worked out from the verdicts and the gradebook.
"""
