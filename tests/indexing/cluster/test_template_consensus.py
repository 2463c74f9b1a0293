# SPDX-License-Identifier: GPL-3.0-or-later
"""A word stays where telling it once is cheaper than telling it in every text."""

from __future__ import annotations

import pytest

from indexing.cluster.template_alignment import Lexicon
from indexing.cluster.template_consensus import constants_of

FRAME = "a green lamp stands by the window of", "and every morning somebody turns it on"


@pytest.mark.parametrize(
    ("usual", "others", "stays"),
    [
        (20, 0, True),
        (19, 1, True),
        (18, 2, True),
        (17, 1, False),
        (12, 1, False),  # "harbour" eight times is told shorter as a slot of two values
        (11, 9, False),
        (10, 1, False),
    ],
)
def test_a_word_that_most_texts_have(usual: int, others: int, stays: bool) -> None:
    """Of 20 texts ``usual`` have the word, the rest one of so many others in its place."""
    instead = [f"harbour{chr(97 + n % others)}" for n in range(20 - usual)]
    lexicon = Lexicon()
    texts = [
        lexicon.ids([*FRAME[0].split(), word, *FRAME[1].split()])
        for word in ["station"] * usual + instead
    ]
    told = [lexicon.keys[one] for one in constants_of(texts, lexicon)]
    frame = [*FRAME[0].split(), *(["station"] if stays else []), *FRAME[1].split()]
    assert told == frame
