# SPDX-License-Identifier: GPL-3.0-or-later
"""A new, empty, open case; its passphrase is cheap to try."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexing.store.case import Case, CaseMeta, create
from indexing.store.keys import Argon2Cost

PASSPHRASE = "correct horse battery"
CHEAP = Argon2Cost(memory_kib=64, iterations=1, lanes=1)
META = CaseMeta(
    purpose="Test",
    legal_basis="Consent",
    responsible="Analyst One",
    retain_until="2031-01-01",
    countries=("FR",),
    languages=("fr",),
)


@pytest.fixture
def case_path(tmp_path: Path) -> Path:
    """Where the case of the test stands."""
    return tmp_path / "one.faisceau"


@pytest.fixture
def case(case_path: Path) -> Iterator[Case]:
    """A new case, open for writing."""
    made, _ = create(case_path, passphrase=PASSPHRASE, meta=META, cost=CHEAP)
    yield made
    made.close()
