load_subconfig("grader_config.py")  # noqa: F821 - nbgrader looks for this file's name only
