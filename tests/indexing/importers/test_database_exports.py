# SPDX-License-Identifier: GPL-3.0-or-later
"""What databases and the programs around them export, by their documented shapes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.importers.registry import open_source
from indexing.records import AdRecord
from tests.indexing.importers.conformance import every

ADS = (("7", "Room", "Quiet room"), ("8", "Desk", "Old desk"))


def items(tag: str, item: str, more: str = "") -> str:
    """The ads as elements of columns that name themselves in an attribute."""
    return "".join(
        f"<{item}{more}><{tag} name='id'>{id_}</{tag}><{tag} name='title'>{title}</{tag}>"
        f"<{tag} name='body'>{body}</{tag}></{item}>\n"
        for id_, title, body in ADS
    )


XML = {
    "mysql --xml": f"<resultset statement='SELECT'>{items('field', 'row')}</resultset>",
    "mysqldump --xml": "<mysqldump><database name='site'><table_structure name='ads'>"
    "<field Field='id' Type='int'/><field Field='title' Type='text'/></table_structure>"
    f"<table_data name='ads'>{items('field', 'row')}</table_data></database></mysqldump>",
    "phpMyAdmin": "<pma_xml_export version='1.0' xmlns:pma='https://example.org/pma'>"
    "<pma:structure_schemas><pma:database name='site'><pma:table name='ads'>CREATE</pma:table>"
    "</pma:database></pma:structure_schemas><database name='site'><!-- Table ads -->"
    + items("column", "table", " name='ads'")
    + "</database></pma_xml_export>",
    "Solr": "<response><lst name='responseHeader'><int name='status'>0</int></lst>"
    f"<result name='response' numFound='2'>{items('str', 'doc')}</result></response>",
}


def found(path: Path) -> list[tuple[str, str, str]]:
    ads = [x for x in every(open_source(path)) if isinstance(x, AdRecord)]
    return [(ad.source_id, ad.title, ad.body) for ad in ads]


@pytest.mark.parametrize("program", XML)
def test_columns_that_are_named_in_an_attribute(tmp_path: Path, program: str) -> None:
    path = tmp_path / "ads.xml"
    path.write_text(f"<?xml version='1.0'?>\n{XML[program]}", encoding="utf-8")
    source = open_source(path)
    assert source.columns == ("id", "title", "body")
    assert found(path) == list(ADS)


def test_tables_of_phpmyadmin_in_json(tmp_path: Path) -> None:
    rows = [dict(zip(("id", "title", "body"), ad, strict=True)) for ad in ADS]
    head = {"type": "header", "comment": "Export to JSON plugin for PHPMyAdmin"}
    told = [
        head,
        {"type": "database", "name": "site"},
        {"type": "table", "name": "ads", "database": "site", "data": rows},
    ]
    path = tmp_path / "ads.json"
    path.write_text(json.dumps(told, indent=1))
    assert found(path) == list(ADS)
    path.write_text(json.dumps([{**head, "comment": "of an ad"}, *rows]))
    assert found(path)[1:] == list(ADS)


def test_a_missing_value_of_mysql(tmp_path: Path) -> None:
    path = tmp_path / "ads.tsv"
    path.write_text("id\ttitle\tbody\n\\N\tRoom\ta \\N b\n8\tDesk\t\\N\n")
    assert found(path) == [("", "Room", "a \\N b"), ("8", "Desk", "")]


def test_a_feed_with_its_text_in_full(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(
        "<rss xmlns:content='c' xmlns:dc='d' xmlns:wp='w'><channel><title>Site</title>"
        + "".join(
            f"<item><title>{title}</title><link>https://example.org/{id_}</link><dc:creator>jane"
            f"</dc:creator><description>{body[:5]}</description><content:encoded><![CDATA[<p>{body}"
            f"</p>]]></content:encoded><wp:post_id>{id_}</wp:post_id></item>"
            for id_, title, body in ADS
        )
        + "</channel></rss>"
    )
    assert found(path) == list(ADS)
    assert {ad.author for ad in every(open_source(path)) if isinstance(ad, AdRecord)} == {"jane"}


@pytest.mark.parametrize(
    "start",
    ["-- MySQL dump 10.19\n--\n\n", "/*!40101 SET NAMES utf8 */;\n", "BEGIN TRANSACTION;\n"],
)
def test_a_dump_in_sql_is_named(tmp_path: Path, start: str) -> None:
    path = tmp_path / "site.sql"
    path.write_text(
        f"{start}CREATE TABLE `ads` (`id` int);\nINSERT INTO `ads` VALUES (1,'Room');\n"
    )
    with pytest.raises(BadInputError) as caught:
        open_source(path)
    assert caught.value.detail["looks_like"] == "SQL"
    assert open_source(path, format="csv").format == "csv"  # a person may know better


def test_a_table_that_speaks_of_sql_is_none(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    path.write_text("title,body\nRoom,insert into\n--,create table\n")
    assert [title for _, title, _ in found(path)] == ["Room", "--"]
