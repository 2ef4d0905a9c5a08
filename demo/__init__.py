"""The sample class: ``make demo`` releases part 1, takes in 24 learners, grades them, reports."""
