# SPDX-License-Identifier: GPL-3.0-or-later
"""A new, empty, open case; its passphrase is cheap to try."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexing.store.case import Case, CaseMeta, create
from indexing.store.keys import Argon2Cost

META = CaseMeta("Test", "Consent", "Analyst One", "2035-01-01", ("FR",), ("fr",))


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """A new case, open for writing."""
    folder = tmp_path / "one.faisceau"
    made, _ = create(folder, passphrase="herons", meta=META, cost=Argon2Cost(64, 1, 1))
    yield made
    made.close()
