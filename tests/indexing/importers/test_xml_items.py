# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists in XML: which element is the item, what becomes a column, damage told by place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from indexing.errors import BadInputError
from indexing.importers.registry import open_source
from indexing.limits import MAX_JSON_DEPTH, MAX_JSON_ITEM_BYTES
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.conformance import ImporterConformance, every

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
ROOM = "<item><id>{}</id><title>Room</title></item>"


class TestXml(ImporterConformance):
    format = "xml"
    suffix = ".xml"

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        items = (
            "".join(f"<{x}>{escape(y)}</{x}>" for x, y in zip(columns, row, strict=True))
            for row in rows
        )
        inner = "\n".join(f"<item>{item}</item>" for item in items)
        path.write_text(f"{HEAD}<items>\n{inner}\n</items>", encoding="utf-8", newline="")


def found(folder: Path, inner: str, *, head: str = HEAD) -> list[AdRecord | Rejected]:
    path = folder / "ads.xml"
    path.write_text(head + inner, encoding="utf-8")
    return every(open_source(path))


def codes(items: Sequence[AdRecord | Rejected]) -> list[str]:
    return [x.code if isinstance(x, Rejected) else x.source_id for x in items]


def code_of(folder: Path, inner: str, *, head: str = HEAD) -> str:
    with pytest.raises(BadInputError) as caught:
        found(folder, inner, head=head)
    return caught.value.code


def test_lists_objects_and_attributes(tmp_path: Path) -> None:
    inner = (
        '<ads><ad id="7"><title>Room</title><price currency="EUR">50</price>'
        "<place><city>Lyon</city></place><image_urls><value>a.jpg</value><value>b.jpg</value>"
        '</image_urls><tag>one</tag><tag>two</tag><link href="https://example.org/7" rel="me"/>'
        "</ad><ad><title>Desk</title></ad></ads>"
    )
    ad, _ = found(tmp_path, inner)
    assert isinstance(ad, AdRecord)
    assert (ad.source_id, ad.title, ad.url) == ("7", "Room", "https://example.org/7")
    assert [image.untrusted_name for image in ad.images] == ["a.jpg", "b.jpg"]
    assert (ad.price_text, ad.extra["price.currency"]) == ("50", "EUR")
    assert ad.place_text == "Lyon"
    assert ad.extra["tag"] == '["one", "two"]'


def test_items_that_are_nothing_but_attributes(tmp_path: Path) -> None:
    """So SQL Server (``FOR XML RAW``), pandas and dumps of forums write their rows."""
    inner = (
        '<rows><row id="1" title="Room" url="https://example.org/1" text="Quiet&#10;dry"/>'
        '<row id="2" title="Desk" url="https://example.org/2">Old</row>'
        '<row id="3" text="Blue">Soft</row></rows>'
    )
    one, two, three = (x for x in found(tmp_path, inner) if isinstance(x, AdRecord))
    assert (one.source_id, one.title, one.body) == ("1", "Room", "Quiet\ndry")
    assert (two.url, two.body) == ("https://example.org/2", "Old")
    assert three.body == "Blue\nSoft"


def test_a_feed_of_news_is_below_its_channel(tmp_path: Path) -> None:
    inner = (
        '<rss version="2.0"><channel><title>Rooms</title><link>https://example.org</link>'
        "<item><title>Room</title><description>&lt;p&gt;Quiet&lt;br&gt;and dry&lt;/p&gt;"
        "</description><pubDate>Tue, 07 May 2024 10:00:00 +0200</pubDate></item></channel></rss>"
    )
    (ad,) = found(tmp_path, inner)
    assert isinstance(ad, AdRecord)
    assert (ad.title, ad.body) == ("Room", "Quiet\nand dry")
    assert ad.posted_at.startswith("2024-05-07T10:00")


def test_items_of_any_name_that_hold_parts_of_an_ad(tmp_path: Path) -> None:
    one = "<inserat><title>Room</title><phone>06 39 98 00 12</phone></inserat>"
    assert len(found(tmp_path, f"<all>{one * 3}</all>")) == 3


@pytest.mark.parametrize(
    "inner",
    [
        "<svg><g><title>a</title><desc>b</desc></g><g><title>c</title><desc>d</desc></g></svg>",
        "<urlset><url><loc>https://example.org</loc></url></urlset>",
        "<note><to>me</to></note>",
    ],
)
def test_xml_of_another_kind_is_refused(tmp_path: Path, inner: str) -> None:
    assert code_of(tmp_path, inner) == "file_not_this_format"


def test_entities_are_not_written_out(tmp_path: Path) -> None:
    """A thousand million laughs in a kilobyte."""
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = f'{HEAD}<!DOCTYPE items [<!ENTITY e0 "ha">{lines}]>'
    assert code_of(tmp_path, f"<items>{ROOM.format('&e9;')}</items>", head=head) == "file_bomb"
    aside = f'{HEAD}<!DOCTYPE items SYSTEM "file:///etc/hostname">'
    assert codes(found(tmp_path, f"<items>{ROOM.format(1)}</items>", head=aside)) == ["1"]


def test_damage_ends_the_reading_and_is_told(tmp_path: Path) -> None:
    items = ROOM.format(1) + ROOM.format(2)
    assert codes(found(tmp_path, f"<items>{items}<item>&nbsp;</item>")) == ["1", "2", "xml_broken"]
    assert codes(found(tmp_path, f"<items>{items}<item><id>3")) == ["1", "2", "file_cut"]
    assert codes(found(tmp_path, f"<items>{items}<item></items>")) == ["1", "2", "xml_broken"]
    deep = "<a>" * 300
    assert codes(found(tmp_path, f"<items>{items}<item>{deep}")) == ["1", "2", "cell_too_long"]


def test_what_one_item_is_too_large_for_its_neighbours_are_read(tmp_path: Path) -> None:
    long = f"<item><id>2</id><title>{'word ' * (MAX_JSON_ITEM_BYTES // 4)}</title></item>"
    parts = f"<item><id>3</id>{'<p/>' * (MAX_JSON_ITEM_BYTES // 50)}</item>"
    deep = "<b>" * (MAX_JSON_DEPTH + 5) + "</b>" * (MAX_JSON_DEPTH + 5)
    inner = ROOM.format(1) + long + parts + f"<item><id>4</id>{deep}</item>" + ROOM.format(5)
    assert codes(found(tmp_path, f"<items>{inner}</items>")) == [
        "1",
        "cell_too_long",
        "cell_too_long",
        "json_too_deep",
        "5",
    ]


def test_a_tag_without_end_is_given_up(tmp_path: Path) -> None:
    endless = f'<item name="{"a" * 9_000_000}"/>'
    behind = ROOM.format(9)
    assert codes(found(tmp_path, f"<items>{ROOM.format(1)}{endless}{behind}</items>")) == [
        "1",
        "cell_too_long",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251", "iso-8859-5", "koi8-r"])
def test_the_declared_encoding_is_taken(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "ads.xml"
    text = f'<?xml version="1.0" encoding="{encoding}"?><items><item><title>Кімната'.replace(
        "і", "и"
    )
    path.write_bytes((text + "</title></item></items>").encode(encoding))
    (ad,) = every(open_source(path))
    assert isinstance(ad, AdRecord)
    assert ad.title == "Кимната"


@pytest.mark.parametrize("told", ["utf-8", "utf-16", "no-such"])
@pytest.mark.parametrize("held", ["utf-8", "cp1252"])
def test_a_declaration_that_is_not_so(tmp_path: Path, told: str, held: str) -> None:
    path = tmp_path / "ads.xml"
    rows = "".join(f"<item><title>{x}</title></item>" for x in ("Vélo", "Chambre à louer", "Où ?"))
    text = f'<?xml version="1.0" encoding="{told}"?><items>{rows}</items>'
    path.write_bytes(text.encode(held))
    titles = [ad.title for ad in every(open_source(path)) if isinstance(ad, AdRecord)]
    assert titles == ["Vélo", "Chambre à louer", "Où ?"]


def test_signs_that_no_xml_may_hold(tmp_path: Path) -> None:
    (ad,) = found(tmp_path, "<items><item><title>Ro\x0bom \x02</title></item></items>")
    assert isinstance(ad, AdRecord)
    assert ad.title.startswith("Ro\ufffdom")
