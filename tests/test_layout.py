"""Imports run one way: comments -> polls -> smartpulse."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# An app, and what it must not import.
ABOVE = {"smartpulse": {"polls", "comments"}, "polls": {"comments"}}
# They name the apps: that is their purpose.
EXCEPTIONS = {"smartpulse/settings.py", "smartpulse/urls.py"}


def imported_packages(source: str) -> set[str]:
    """The top-level packages that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("app", ABOVE)
def test_imports_run_one_way(app):
    wrong = {}
    for path in (ROOT / app).rglob("*.py"):
        name = path.relative_to(ROOT).as_posix()
        if name not in EXCEPTIONS and (above := imported_packages(path.read_text()) & ABOVE[app]):
            wrong[name] = above
    assert wrong == {}


@pytest.mark.parametrize(
    ("source", "packages"),
    [
        ("import polls.models as m, os", {"polls", "os"}),
        ("from comments.models import Comment", {"comments"}),
        ("def late():\n    from polls import voting", {"polls"}),
        ("from .models import Poll\nname = 'polls'", set()),
    ],
)
def test_imported_packages_finds_every_form(source, packages):
    assert imported_packages(source) == packages
