"""The sample class: ``make demo`` releases each part, takes in 24 learners, grades, reports."""
