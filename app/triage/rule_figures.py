# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rules of a case find and how often people find them right: figures of rules, not ads."""

from __future__ import annotations

from app.i18n import _, in_language, ngettext, number
from app.triage import base_rates, codebook, codebook_editing, rule_precision, suggestions
from app.triage.rule_precision import Precision
from app.triage.rules_overview import RuleItem, RulesOverview
from indexing.store import suggestions as stored
from indexing.store.case import Case
from indexing.suggest.codebook import Codebook


def read(case: Case, *, by: str = "") -> RulesOverview:
    """Every rule of the codebook of a case, in its order; with ``by`` only what they said."""
    book = codebook.of_case(case)
    rates = suggestions.rates_today(case, book)
    said = {(one.rule, one.version): one for one in rule_precision.read(case, book, by=by)}
    off = codebook_editing.switched_off(case, book)
    rules = []
    for rule in (*book.rules, *off):
        found = said.get((str(rule["id"]), int(rule["version"])))
        suggested = book.indicators[rule["indicator"]].suggested
        state = "on" if rule["id"] in rates else "off" if suggested else "entry_off"
        common = base_rates.sentence(rates[rule["id"]]) if rule["id"] in rates else ""
        rules.append(_item(book, str(rule["id"]), str(rule["indicator"]), found, common, state))
    places = {name: place for place, name in enumerate(book.indicators)}
    # what people may want to act on first: a proposal, then rules that find something here
    rules.sort(
        key=lambda one: (
            not one.proposal, not one.hits, places.get(one.indicator, len(places)), one.rule,
        )
    )  # fmt: skip
    name = f"{book.id} {book.version}"
    told = tuple(_sentences(case, tuple(rates)))
    return RulesOverview(name, in_language(book.statement), told, tuple(rules))


def _item(
    book: Codebook, rule: str, indicator: str, found: Precision | None, common: str, state: str
) -> RuleItem:
    interval = found.interval if found else None
    return RuleItem(
        rule, found.version if found else 1, indicator, codebook.label(indicator, book), common,
        hits=found.hits if found else 0,
        accepted=found.accepted if found else 0,
        rejected=found.rejected if found else 0,
        undecided=found.undecided if found else 0,
        right=found.precision if found else None,
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        state=state,
        proposal=_proposal(found) if found and found.is_poor() and state == "on" else "",
    )  # fmt: skip


def _sentences(case: Case, rules: tuple[str, ...]) -> list[str]:
    read_ads = stored.ads_read(case)
    if not read_ads:
        return [_("The rules have read no ad yet. Find what belongs together first (F5).")]
    alone, grouped = stored.ads_suggested(case, rules)
    told = ngettext(
        "{n} of {of} ad here has a suggestion of its own, {share} %.",
        "{n} of {of} ads here have a suggestion of their own, {share} %.",
        read_ads,
    )
    also = ngettext(
        "{n} of {of} ad here has one, or shares something with ads that have, {share} %.",
        "{n} of {of} ads here have one, or share something with ads that have, {share} %.",
        read_ads,
    )
    return [
        words.format(n=number(n), of=number(read_ads), share=base_rates.per_cent(n / read_ads))
        for words, n in ((told, alone), (also, grouped))
    ]


def _proposal(found: Precision) -> str:
    words = _(
        "Proposal: switch this rule off. People accepted {accepted} of {decided} hits that they "
        "decided on. It stays on until somebody switches it off."
    )
    return words.format(accepted=number(found.accepted), decided=number(found.decided))
