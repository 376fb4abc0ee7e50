"""The package stays small enough to be read in one go."""

import ast
import pathlib

PACKAGE = pathlib.Path(__file__).parents[1] / "latticebench"


def test_fewer_than_600_lines_of_code():
    """Without blank lines, comments and docstrings."""
    lines = 0
    for path in PACKAGE.glob("*.py"):
        # Parsing and writing out would join broken lines: count those of the source that hold code.
        source = path.read_text("utf-8")
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
        docs = [node.body[0] for node in ast.walk(ast.parse(source)) if isinstance(node, documented) and ast.get_docstring(node)]
        within = {line for doc in docs for line in range(doc.lineno, doc.end_lineno + 1)}
        lines += sum(bool(text.strip()) and not text.strip().startswith("#") and number not in within
                     for number, text in enumerate(source.splitlines(), 1))
    assert 0 < lines < 600, lines
