# SPDX-License-Identifier: GPL-3.0-or-later
"""The two verifiers side by side."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from app import paths
from app.bundles.verify import check_bundle
from indexing.progress import run


def script() -> ModuleType:
    """The script that goes into bundles, as it is shipped."""
    file = paths.RESOURCES / "bundle" / "verify.py"
    spec = importlib.util.spec_from_file_location("bundle_verify", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = script()


def accepted(bundle: Path) -> tuple[bool, bool]:
    """What the program and the script say of a bundle."""
    check = SCRIPT.Check(str(bundle))
    check.run()
    return run(check_bundle(bundle)).valid, not check.problems


def files(bundle: Path) -> list[Path]:
    """Every file of a bundle, in order."""
    return sorted(file for file in bundle.rglob("*") if file.is_file())
