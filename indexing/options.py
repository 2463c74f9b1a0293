# SPDX-License-Identifier: GPL-3.0-or-later
"""Declared options of the stages: every threshold with its meaning and source, in one place."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """Thresholds of linking and clustering; stored beside every result they made."""

    near_text_sure: float = 0.5
    """Rarity-weighted Jaccard of character 5-grams at which two texts are near-duplicates."""
    near_text_least: float = 0.28
    """The same, below which a pair is not looked at."""
    near_text_groups: float = 0.44
    """Least mean similarity at which two groups of near-duplicates become one."""
    near_text_one: float = 0.36
    """Least mean similarity of a single text to a group that takes it in."""
    near_text_two: float = 0.46
    """Least similarity of two texts that nothing else stands beside."""
    rarity_power: float = 0.35
    """A shingle weighs idf to this power."""
    min_letters: int = 40
    """Fewer folded letters than this are too little text to join ads by themselves."""
    min_letters_same: int = 24
    """Letters of the body that are enough where two texts are equal letter by letter."""
    meaning: float = 0.28
    """Cosine of language-centred multilingual-e5-small vectors above which meaning is suggested."""
    pdq_sure: int = 40
    """PDQ Hamming distance (of 256 bits) that is enough alone."""
    pdq_with_dhash: int = 64
    """PDQ distance accepted when dHash-256 agrees."""
    dhash: int = 50
    """dHash-256 Hamming distance that confirms ``pdq_with_dhash``."""
    pdq_turned: int = 31
    """PDQ distance that is enough when one picture is turned, inverted or a part of the other."""
    pdq_part_with_dhash: int = 47
    """PDQ distance accepted for a part or a turned picture when its dHash-256 agrees as well."""
    pdq_text: int = 10
    """PDQ distance up to which two pictures of little but text are one."""
    pdq_quality: int = 50
    """PDQ quality below which a picture is flat and joins nothing."""
    hub_groups: int = 24
    """A mention or picture carried by more groups of ads than this joins nothing: it is a hub."""
    hub_groups_conflicting: int = 8
    """The same limit where most of its ads carry contacts of their own beside it."""
    directory_contacts: int = 10
    """An ad with more telephone numbers, addresses and account names than this lists those of
    others and joins nobody by them; one advertiser gives a few."""
    meaning_neighbours: int = 8
    """Nearest texts looked at for related meaning."""
    disguised: float = 0.70
    """Cosine of RETSim vectors from which a text may be another in disguise."""
    disguised_shared: float = 0.36
    """Rarity-weighted share of what a disguised text has in common with its case that the other
    text must hold."""
    disguised_sum: float = 1.18
    """Least sum of the two before they join."""
    disguised_two: float = 1.24
    """The same for two texts that nothing else stands beside."""
    disguised_rest: float = 0.66
    """Least cosine of RETSim vectors of what differs between the two. Measured medians: .60 for
    texts of two advertisers that share sentences, .73 to .80 for a text and its disguised copy."""
    disguised_novelty: float = 0.08
    """Share of shingles that no other group holds from which a text is looked at as disguised."""

    def as_dict(self) -> dict[str, float | int]:
        """Options as JSON values."""
        return asdict(self)
