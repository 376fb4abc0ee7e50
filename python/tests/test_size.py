"""The package stays small enough to be read in one go."""

import pathlib

PACKAGE = pathlib.Path(__file__).parents[1] / "latticebench"


def test_fewer_than_600_lines():
    """Of code, comments and docstrings: all but blank ones, and none of them long."""
    lines = [line for path in PACKAGE.glob("*.py") for line in path.read_text("utf-8").splitlines() if line.strip()]
    assert max(map(len, lines)) <= 130
    assert 0 < len(lines) < 600, len(lines)
