# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of countries and languages: each its own, or none."""

from __future__ import annotations

from collections import Counter

from app.views import code_field


def own_names(known: dict[str, str]) -> Counter[str]:
    return Counter(name.partition(" (")[2] for name in known.values() if " (" in name)


def test_a_language_without_a_locale_has_no_name_of_another() -> None:
    known = dict(code_field.languages())
    assert known["fr"] == "French (français)"
    assert known["av"] == "Avaric"
    shared = {name for name, count in own_names(known).items() if count > 1}
    assert shared <= {"isiNdebele)"}  # two languages that call themselves so


def test_a_country_without_a_locale_has_no_name_of_another() -> None:
    known = dict(code_field.countries())
    assert known["DE"] == "Germany (Deutschland)"
    assert own_names(known)["United States)"] == 0
