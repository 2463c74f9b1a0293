# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of a codebook: what must stand in an ad, or hold of a group of ads, for a suggestion.

Four kinds, each of which a person can check by looking: words near each other (lexicon), a
pattern, a contact or account that was read (entity), a count over ads that share something
(cluster). ``rule_parsing`` makes them from a codebook file.
"""

from __future__ import annotations

import datetime
import hashlib
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
}
METHOD = "1"
"""Version of how rules are applied: another one reads all ads anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What all rules have.

    ``explain`` is the sentence a person reads, by language, with ``{placeholders}``. No
    ``languages`` means any. ``expires`` is the ISO day from which the rule is silent, or ''.
    ``told`` is the rule as it stood in the file, for telling a changed rule from an unchanged one.
    """

    id: str
    indicator: str
    version: int
    explain: Mapping[str, str]
    languages: tuple[str, ...] = ()
    expires: str = ""
    protocol: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconRule(Rule):
    """Terms of every group of ``all_of`` in one sentence (``unit``) or one field (``ad``).

    With ``window`` each further group stands at most so many words from the first one (neighbours
    are 1 apart). A term of ``none_of`` in the same unit cancels it.
    """

    unit: str = "sentence"
    all_of: tuple[tuple[str, ...], ...]
    none_of: tuple[str, ...] = ()
    window: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A number held against a limit: ``op`` is one of ``>= > < <= == in``.

    ``parameter`` names the number of the case that the limit is, or is ''. A limit of None is not
    known: nothing is held against it.
    """

    op: str
    limit: float | tuple[float, ...] | None
    parameter: str = ""

    def holds(self, value: float) -> bool:
        """Whether ``value op limit``; never where the limit is not known."""
        if self.limit is None:
            return False
        if isinstance(self.limit, tuple):
            return value in self.limit
        compare = _COMPARISONS[self.op]
        return compare(value, self.limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternRule(Rule):
    """A pattern in the folded text; ``value`` names its group that is read as a number."""

    pattern: str
    value: str = ""
    compare: Comparison | None = None
    none_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRule(Rule):
    """A mention of one of these kinds, read through one of ``steps_any`` or of this validity."""

    entity_types: tuple[str, ...]
    steps_any: tuple[str, ...] = ()
    validity: str = ""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number, or a quantile of the values of all groups within a stratum.

    A quantile says nothing where a stratum has fewer than ``min_groups`` groups; a hit lies above
    it, and at ``least`` or above.
    """

    number: float | None = None
    quantile: float | None = None
    within: str = "case"
    min_groups: int = 20
    least: float = 0.0
    most: float | None = None
    """Above it the shared thing is common property: no hit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterRule(Rule):
    """A statistic over the ads that share a contact, an account, a picture, a text, a circuit."""

    group_by: str
    statistic: str
    threshold: Threshold
    window_days: int | None = None
    entity_types: tuple[str, ...] = ()
    min_ads: int = 2


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules that apply together."""

    rules: tuple[Rule, ...] = ()

    def on(self, day: datetime.date) -> RuleSet:
        """The rules that are not past their day."""
        told = day.isoformat()
        return RuleSet(
            tuple(one for one in self.rules if not (one.expires and one.expires <= told))
        )

    @property
    def texts(self) -> tuple[Rule, ...]:
        """The rules that read one ad at a time."""
        return tuple(rule for rule in self.rules if not isinstance(rule, ClusterRule))

    @property
    def clusters(self) -> tuple[ClusterRule, ...]:
        """The rules that count over groups of ads."""
        return tuple(rule for rule in self.rules if isinstance(rule, ClusterRule))


def fingerprint(rule: Rule) -> str:
    """A short hash of a rule as it stood in the file, with the number it is held against."""
    compare = rule.compare if isinstance(rule, PatternRule) else None
    limit = "" if compare is None else repr(compare.limit)
    told = f"{METHOD}\n{rule.id}\n{rule.version}\n{limit}\n{rule.told}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]
