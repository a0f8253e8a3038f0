"""The tree as the house tests read it: its files, its Python, its imports."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("config", "migrations", "web", "workflow", "run.py")
NOT_OURS = {".git", ".venv", "var", "node_modules", "vendor", "build", "dist", "htmlcov", "__pycache__"}
TEXT = set(".cfg .css .html .js .lock .mako .md .mjs .py .scss .sh .toml .txt .yaml .yml".split())


@dataclass(frozen=True)
class File:
    """A text file of the project, named from the root."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=self.name)

    def is_in(self, *rooms: str) -> bool:
        """Whether the file stands in one of these folders, or is one of these files."""
        return any(self.name == room or self.name.startswith(f"{room}/") for room in rooms)

    def lines(self) -> Iterator[tuple[str, str]]:
        """Each line after its place, as `file:number`."""
        for number, line in enumerate(self.text.splitlines(), 1):
            yield f"{self.name}:{number}", line

    def imports(self) -> Iterator[tuple[str, str]]:
        """Each module imported, wherever in the file, after its place."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((f"{self.name}:{node.lineno}", alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield f"{self.name}:{node.lineno}", node.module


@cache
def text_files() -> tuple[File, ...]:
    """Every text file of the project that people wrote."""
    found: list[File] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in NOT_OURS and not f.endswith(("_cache", ".egg-info"))]
        paths = (Path(folder) / name for name in names)
        found += [File(p) for p in paths if p.suffix in TEXT or p == ROOT / ".ci" / "run"]
    return tuple(sorted(found, key=lambda file: file.name))


def python(*rooms: str) -> list[File]:
    """The Python files in these rooms (all of the product's, unless told)."""
    return [f for f in text_files() if f.path.suffix == ".py" and f.is_in(*(rooms or PRODUCT))]
