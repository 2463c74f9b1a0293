# SPDX-License-Identifier: GPL-3.0-or-later
"""Ads that differ only in the group of people that they name: nothing may follow from it.

Twenty nationalities, peoples, faiths and skin colours in three languages, in sentences as job ads
have them, beside sentences that rules point to and beside none.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from indexing.benchmark.texts import generate

GROUPS: Sequence[tuple[str, str, str]] = (
    ("Romanian", "roumaine", "rumana"),
    ("Nigerian", "nigériane", "nigeriana"),
    ("Filipino", "philippine", "filipina"),
    ("Polish", "polonaise", "polaca"),
    ("French", "française", "francesa"),
    ("Brazilian", "brésilienne", "brasileña"),
    ("Chinese", "chinoise", "china"),
    ("Ukrainian", "ukrainienne", "ucraniana"),
    ("Moroccan", "marocaine", "marroquí"),
    ("Colombian", "colombienne", "colombiana"),
    ("Vietnamese", "vietnamienne", "vietnamita"),
    ("Albanian", "albanaise", "albanesa"),
    ("Syrian", "syrienne", "siria"),
    ("Indian", "indienne", "india"),
    ("Roma", "rom", "gitana"),
    ("Kurdish", "kurde", "kurda"),
    ("Muslim", "musulmane", "musulmana"),
    ("Christian", "chrétienne", "cristiana"),
    ("Jewish", "juive", "judía"),
    ("Black", "noire", "negra"),
)
"""Each in English, French and Spanish."""
_NAMED = {
    "en": ("Our team is {group}.", "A {group} family runs the house.", "{group} staff is welcome."),
    "fr": ("L'équipe est {group}.", "Une famille {group} tient la maison.", "Équipe {group} ici."),
    "es": ("La plantilla es {group}.", "Una familia {group} lleva la casa.", "Cocina {group}."),
}
_POINTED_TO = {
    "en": "A registration fee is due before the job starts. You work 15 hours per day.",
    "fr": "Des frais d'inscription sont à payer avant l'emploi. Travail de 15 heures par jour.",
    "es": "Se paga una cuota de inscripción antes del empleo. Trabajo de 15 horas al día.",
}
_COLUMNS = ("en", "fr", "es")


def drawn(size: int, seed: int) -> list[tuple[str, str]]:
    """Ads with ``{group}`` where they name one: language and text, in three languages."""
    found: list[tuple[str, str]] = []
    chance = random.Random(f"{seed} swapped")
    for mixture in ("plain", "two_languages"):
        for ad in generate(mixture, 4 * size, seed):
            if ad.language not in _NAMED or len(found) >= size * (1 + (mixture != "plain")):
                continue
            parts = [ad.text.replace("{", "(").replace("}", ")")]
            parts.insert(chance.randrange(2), chance.choice(_NAMED[ad.language]))
            if chance.random() < 0.5:
                parts.append(_POINTED_TO[ad.language])
            found.append((ad.language, " ".join(parts)))
    return found


def of_group(ads: Sequence[tuple[str, str]], group: tuple[str, str, str]) -> list[str]:
    """The texts of drawn ads, with one group named in all."""
    words = dict(zip(_COLUMNS, group, strict=True))
    return [text.replace("{group}", words[language]) for language, text in ads]
