"""Importing this makes in the template what every submission needs; it comes last."""

from nbjudge.learner import serve

serve.warm()
