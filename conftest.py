"""Settings of every pytest run from here, `pytest --nbval solutions/` included."""

import os
from pathlib import Path

import pytest

PICTURES = Path(__file__).parent / "tests" / "solutions" / "nbval_pictures.cfg"

# Notebooks re-executed by nbval start their kernels with this environment. The bundled digits
# are the ones whose outputs lie in solutions/, and nothing may depend on the network.
os.environ["MNIST_SOURCE"] = "bundled"
# Where nothing else names a language it is English, whatever this system speaks.
os.environ["NN_COURSE_LANGUAGE"] = "en"
# Kernels compute with one thread, as they did when the outputs in solutions/ were made. Beside
# another busy process two threads are three to four times slower than one.
os.environ["OMP_NUM_THREADS"] = "1"


def pytest_configure(config: pytest.Config) -> None:
    """Let nbval compare what is said of a picture, and not its pixels, unless told otherwise."""
    if PICTURES.exists() and getattr(config.option, "nbval_sanitize_with", "") is None:
        config.option.nbval_sanitize_with = str(PICTURES)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests want to be read, also with several workers: record_property("note", …)."""
    notes = [
        value
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for key, value in report.user_properties
        if key == "note"
    ]
    if notes:
        terminalreporter.section("notes")
        for note in notes:
            terminalreporter.line(str(note))
