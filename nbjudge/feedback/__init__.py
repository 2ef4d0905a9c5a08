"""The page a learner gets back: marks, what the checks said, one sentence on each error.

grader_config.py puts `hide.HideTests` and `page.FeedbackPage` into nbgrader's generate_feedback.
"""
