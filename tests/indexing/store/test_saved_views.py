# SPDX-License-Identifier: GPL-3.0-or-later
"""Views are kept by person, within bounds, and go with the contacts that they say."""

from __future__ import annotations

import pytest

from indexing.errors import BadInputError
from indexing.store import purge, saved_views
from indexing.store.case import Case
from tests.indexing.store.filled import fill, secret_words


def test_a_view_that_says_a_purged_contact_goes_with_it(case: Case) -> None:
    one, two, *_rest = fill(case)
    saved_views.save(case, "by mail", secret_words(one)[3].upper(), "size")
    saved_views.save(case, f"calls {secret_words(one)[4]}", "lamp", "size")
    saved_views.save(case, "others", secret_words(two)[3], "size")
    purge.purge_ads(case, [one], reason="asked for", by="x")
    assert [row.name for row in saved_views.of_actor(case)] == ["others"]


def test_views_have_bounds(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "MOST_VIEWS", 1)
    saved_views.save(case, "one", "lamp", "size")
    saved_views.save(case, "one", "sofa", "size")
    for name, expression in (("two", "lamp"), ("one", "x" * (saved_views.MOST_FILTER + 1))):
        with pytest.raises(BadInputError, match="views_too_many"):
            saved_views.save(case, name, expression, "size")
    with pytest.raises(BadInputError, match="view_name_unreadable"):
        saved_views.save(case, "x" * (saved_views.MOST_LETTERS + 1), "lamp", "size")
    assert not saved_views.rename(case, 99, "two")
    assert not saved_views.remove(case, 99)
