# SPDX-License-Identifier: GPL-3.0-or-later
"""What importers of chats and of social networks have to do: they have no titles and contacts."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from indexing.importers.registry import open_source
from indexing.records import AdRecord
from tests.indexing.importers.conformance import ROWS, ImporterConformance, every


class ChatConformance(ImporterConformance):
    """The general suite; a row's title is written as the sender, its phone not at all."""

    fields: ClassVar[frozenset[str]]
    """Every field that a message fills."""

    def written_id(self, number: str) -> str:
        """The id that an ad has whose row was written with ``number``."""
        return number

    def test_round_trip_of_every_cell(self, tmp_path: Path) -> None:
        source = open_source(self.made(tmp_path))
        ads = [item for item in every(source) if isinstance(item, AdRecord)]
        assert source.format == self.format
        assert [(x.source_id, x.author, x.body) for x in ads] == [
            (self.written_id(number), sender, text) for number, sender, text, _ in ROWS
        ]

    def test_field_map_has_a_reason_for_each_field(self, tmp_path: Path) -> None:
        source = open_source(self.made(tmp_path))
        assert set(source.field_map.fields) == self.fields
        assert set(source.field_map.reasons) == self.fields

    def test_nothing_is_passed_over(self, tmp_path: Path) -> None:
        source = open_source(self.made(tmp_path))
        assert len(every(source)) == len(ROWS)
        assert source.skipped == {}
        assert not [note for note in source.notes if note.code.startswith("skipped_")]
