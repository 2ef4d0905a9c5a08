"""The lessons are in the wheel as they are, as nn_course/notebooks; the rest: pyproject.toml."""

from setuptools import find_namespace_packages, find_packages, setup

LESSONS = "nn_course.notebooks"

setup(
    packages=[
        *find_packages(include=["nn_course*", "nbjudge*"]),
        LESSONS,
        *(f"{LESSONS}.{part}" for part in sorted(find_namespace_packages("notebooks"))),
    ],
    package_dir={LESSONS: "notebooks"},
)
