# SPDX-License-Identifier: GPL-3.0-or-later
"""Grades of evidence and strengths of indicators in words."""

from __future__ import annotations

from app.i18n import _


def grade_words(grade: str) -> str:
    """How well an entry is supported."""
    words = {
        "E0": _("Source grade E0: contradicted by a study with a comparison group"),
        "E1": _("Source grade E1: supported by a study with a comparison group"),
        "E2": _("Source grade E2: descriptive study without comparison group"),
        "E3": _("Source grade E3: expert consensus or legal instrument"),
        "E4": _("Source grade E4: agency, press or practitioner report"),
    }
    return words.get(grade, grade)


def strength_words(strength: str) -> str:
    """How strong the source takes the fact itself to be."""
    words = {
        "strong": _("strong"),
        "medium": _("medium"),
        "weak": _("weak: common in lawful ads"),
        "mitigating": _("speaks for a lawful reading"),
        "not_supported": _("not supported"),
    }
    return words.get(strength, strength)
