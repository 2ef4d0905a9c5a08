"""Around the notebooks: a learner's own folder, its start page, checks by command, and resets."""
