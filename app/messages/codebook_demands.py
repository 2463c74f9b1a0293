# SPDX-License-Identifier: GPL-3.0-or-later
"""What a codebook was refused for, in the person's words."""

from __future__ import annotations

from app.i18n import _
from app.messages.marking import later as _l

DEMANDS = {
    "innocent_reading": _l("an innocent reading in every language of the file"),
    "language_missing": _l("the text in every language that the file declares"),
    "not_excluded": _l(
        "neither a trait of persons (origin, religion, looks, language) nor a score as what is "
        "named or matched"
    ),
    "quick_pattern": _l("a pattern that stays quick on every text"),
    "readable_pattern": _l("a pattern that can be read"),
    "known_value": _l("a named group of the pattern as the value"),
    "known_placeholder": _l("only placeholders in the sentence that this kind of rule fills"),
    "quoted_words": _l("quotation marks around on, off, yes and no"),
    "unique_id": _l("each id once"),
    "own_id": _l("an id of its own: what another codebook's id means is never changed"),
    "known_group": _l("a group that is listed"),
    "known_source": _l("a source that stands among the references"),
    "known_indicator": _l("an entry that is there"),
    "known_entry": _l("an entry or a rule that is there"),
    "known_protocol": _l("a protocol that is there"),
    "known_parameter": _l("a parameter that is there"),
    "known_codebook": _l("a codebook to extend that comes with the program or is kept by the case"),
    "not_contradicted": _l("no switching on of what a study contradicts"),
    "extends_needed": _l("the codebook that is extended, where entries are switched"),
}
"""By name of the demand; what is not here is a demand of the schema, told by its keyword."""


def told_demand(name: str) -> str:
    """A demand in the language in force."""
    known = DEMANDS.get(name)
    return _(known) if known else _("the shape of ths-codebook/1, {rule}").format(rule=name)
