# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the house that no linter knows, as sentences that run."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted([*ROOT.glob("app/**/*.py"), *ROOT.glob("indexing/**/*.py")])
TESTS = sorted(ROOT.glob("tests/**/*.py"))
SCRIPTS = sorted(ROOT.glob("packaging/**/*.py"))
LONGEST = 400
HEAVY = {
    "torch",
    "faiss",
    "PIL",
    "numpy",
    "sentence_transformers",
    "transformers",
    "onnxruntime",
    "scipy",
    "cv2",
    "numba",
    "pdqhash",
    "imagehash",
    "datasketch",
}


def relative(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("file", [*SOURCES, *TESTS, *SCRIPTS], ids=relative)
def test_every_module_is_short_and_carries_its_licence(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST
    assert lines[0] == "# SPDX-License-Identifier: GPL-3.0-or-later"


@pytest.mark.parametrize("file", SOURCES, ids=relative)
def test_names_say_what_a_module_holds(file: Path) -> None:
    assert not {"utils", "helpers", "manager", "common", "misc"} & set(file.stem.split("_"))


@pytest.mark.parametrize("file", SOURCES, ids=relative)
def test_nothing_is_postponed(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"raise NotImplementedError|\b(TODO|FIXME|XXX)\b|pragma: no cover", text)


@pytest.mark.parametrize("file", [*SOURCES, *SCRIPTS], ids=relative)
def test_no_name_of_a_module_is_given_twice(file: Path) -> None:
    """The second would win without a word, for all that was written with the first in mind."""
    given = Counter(
        target.id
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    )
    assert [name for name, count in given.items() if count > 1] == []


def test_packaging_is_no_package() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()
    import packaging.version

    assert (
        ROOT not in Path(packaging.version.__file__).parents
        or ".venv" in packaging.version.__file__
    )


def test_threads_start_only_in_the_runner() -> None:
    pattern = re.compile(
        r"\bQThread(Pool)?\(|threading\.Thread\(|QThreadPool\.globalInstance|processEvents"
    )
    users = [relative(f) for f in SOURCES if pattern.search(f.read_text(encoding="utf-8"))]
    # a worker that hangs in a system call can only be ended from another thread of its parent
    assert set(users) <= {
        "app/commands/orphaned.py",  # a command in a long stage hears nothing else meanwhile
        "app/tasks/runner.py",
        "indexing/engine/local.py",  # ends a worker when its program is gone
        "indexing/sandbox/child.py",
    }


def test_the_command_line_starts_without_heavy_libraries() -> None:
    code = "import sys, app.__main__; print(*{m.partition('.')[0] for m in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert not HEAVY & set(done.stdout.split())


def test_project_speaks_only_of_itself() -> None:
    hosts = re.compile(
        r"pypi\.org|files\.pythonhosted|registry\.npmjs|/work/|/root/|deb\.debian", re.IGNORECASE
    )
    tracked = subprocess.run(
        ["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=False
    ).stdout.split("\n")
    texts = [
        f for f in tracked if f.endswith((".py", ".md", ".toml", ".yaml", ".txt", ".lock", ".in"))
    ]
    found = [
        f
        for f in texts
        if (ROOT / f).exists()
        and hosts.search((ROOT / f).read_text(encoding="utf-8"))
        and f != "tests/test_architecture.py"
    ]
    assert found == []
