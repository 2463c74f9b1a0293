# SPDX-License-Identifier: GPL-3.0-or-later
"""Towns: only after a cue, only of the case's countries, and the file they come from."""

from __future__ import annotations

import tomllib
from hashlib import sha256

import pytest

from indexing.errors import BadInputError
from indexing.extract import gazetteer
from indexing.extract.mentions import extract
from indexing.records import Mention, MentionKind


def places(text: str, *regions: str, field: str = "body") -> list[Mention]:
    found = extract({field: text}, regions=regions)
    for one in found:
        assert text[one.start : one.end] == one.raw
    return [one for one in found if one.kind is MentionKind.PLACE]


@pytest.mark.parametrize(
    ("text", "region", "names"),
    [
        ("Appartement à Lyon, près de Saint-Étienne", "FR", ["Lyon", "Saint-Étienne"]),
        ("Ride from Paris to Marseille on Saturday", "FR", ["Paris", "Marseille"]),
        ("Room in Bath, near Bristol", "GB", ["Bath", "Bristol"]),
        ("Mesa en Madrid cerca de Alcalá de Henares", "ES", ["Madrid", "Alcalá de Henares"]),
        ("room near marseille", "FR", ["marseille"]),
        ("Комната в Париж", "FR", ["Париж"]),
        ("غرفة في باريس", "FR", ["باريس"]),
        ("din București spre Cluj-Napoca", "RO", ["București", "Cluj-Napoca"]),
    ],
)
def test_towns_are_read_after_a_cue(text: str, region: str, names: list[str]) -> None:
    assert [one.raw for one in places(text, region)] == names


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("Lyon. Paris. Marseille.", "FR"),
        ("Room in Bath", "FR"),
        ("Room in Bath", ""),
        ("IN GOOD STATE, NEAR NICE PARK", "FR"),
        ("Listen to Paris, call Victoria", "FR"),
        ("Llama a Victoria, en casa, a la venta", "ES"),
        ("good person in sale, in order", "US"),
        ("Vous êtes à deux, en vente", "FR"),
        ("à nice table, Une maison", "FR"),
    ],
)
def test_a_name_alone_is_no_place(text: str, region: str) -> None:
    assert places(text, *filter(None, [region])) == []


def test_a_column_of_places_needs_no_cue() -> None:
    (one,) = places("Lyon (69), France", "FR", field="place_text")
    assert (one.value, one.raw, one.region) == ("Lyon, FR, geonames:2996944", "Lyon", "FR")
    assert places("call 06 39 98 12 34", "FR", field="place_text") == []


def test_how_sure_a_name_is() -> None:
    (one,) = places("in Bristol", "GB")
    assert one.validity == "valid"
    (one,) = places("в Париж", "FR")
    assert one.validity == "possible"  # another name than the town's own


def test_a_towns_own_name_goes_before_other_names() -> None:
    (one,) = places("em Porto", "FR", "PT")
    assert one.value.startswith("Porto, PT")
    assert places("em Porto", "FR") == []


def test_the_file_is_the_one_of_its_manifest() -> None:
    manifest = tomllib.loads((gazetteer.FOLDER / "MANIFEST.toml").read_text("utf-8"))
    data = (gazetteer.FOLDER / manifest["file"]).read_bytes()
    assert sha256(data).hexdigest() == manifest["sha256"]
    assert "GeoNames" in manifest["attribution"]
    (town,) = {named.town for named in [gazetteer.towns(("FR",))["paris"]]}
    assert (round(town.latitude), round(town.longitude)) == (49, 2)


def test_a_changed_file_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("places")
    for name in ("MANIFEST.toml", "cities15000.tsv.gz"):
        (folder / name).write_bytes((gazetteer.FOLDER / name).read_bytes()[:-1])
    monkeypatch.setattr(gazetteer, "FOLDER", folder)
    gazetteer.towns.cache_clear()
    gazetteer._lines.cache_clear()
    with pytest.raises(BadInputError, match="places_damaged"):
        gazetteer.towns(("FR",))
    gazetteer._lines.cache_clear()
