"""Settings of every pytest run from here, `pytest --nbval solutions/` included."""

import os

import pytest

# Notebooks re-executed by nbval start their kernels with this environment. The bundled digits
# are the ones whose outputs lie in solutions/, and nothing may depend on the network.
os.environ["MNIST_SOURCE"] = "bundled"


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
