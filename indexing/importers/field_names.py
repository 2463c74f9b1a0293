# SPDX-License-Identifier: GPL-3.0-or-later
"""Column names as scrapers write them, best name first; of most languages only the plainest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from indexing.limits import MAX_COLUMN_CHARACTERS

FIELDS = (
    "source_id",
    "url",
    "site",
    "title",
    "body",
    "posted_at",
    "captured_at",
    "place_text",
    "contacts",
    "author",
    "price_text",
    "images",
)
TELLING_FIELDS = frozenset(("title", "body", "url", "source_id"))
"""Fields of which an ad has at least one; other things have prices and dates as well."""
SHORT_NAMES = {
    "place": "place_text",
    "price": "price_text",
    "contact": "contacts",
    "image": "images",
}
"""Other words for a field that a person may write in an override."""

_NAMES = {
    "source_id": (
        "id _id ad_id ad_archive_id advt_id post_id listing_id list_id doc_id backpagepostid"
        " listing_number job_id"
        " offer_id item_id property_id annonce_id id_annonce anuncio_id id_anuncio offre_id"
        " ref reference referencia identifiant posting_id listing_no ad_number ad_no numero_annonce"
        " num_annonce n_annonce reference_annonce numero_anuncio id_oferta id_publicacion n_ref"
        " anzeigen_id anzeigennummer ref_annonce nr_ogloszenia advertentienummer"
        " номер_объявления annonce_n anuncio_n wp:post_id guid"
        " classified_id advert_id advertisement_id external_id page_id"
    ),
    "url": (
        "url link href page_url post_url ad_url job_url item_url listing_url source_url permalink"
        " obj_original_url lien url_annonce enlace lien_annonce adresse_web url_anuncio"
        " enlace_anuncio detail_url web_url canonical_url link_url"
        " share_url permalink_url tweet_url title_url title_link post_link ad_link listing_link"
        " item_link product_url"
        " product_link advert_url advert_link"
        " ссылка посилання"
    ),
    "site": "site website domain source_site site_name siteinfo.site platform plateforme sitio"
    " source",
    "title": (
        "title job_title post_title ad_title headline subject titre titre_annonce titulo intitule"
        " titulo_anuncio listing_title libelle encabezado objet heading asunto titel"
        " titre_de_l_annonce titolo tytul titlu заголовок название название_объявления betreff"
        " überschrift name nom nombre"
    ),
    "body": (
        "body description text content content_text content_html body_html post_text ad_text"
        " body_text full_text extracted_text details"
        " job_description annonce texte contenu descriptif texto descripcion contenido anuncio"
        " detalle detalles texte_annonce texto_anuncio corps cuerpo ad_body advert_text selftext"
        " beschreibung anzeigentext texte_de_l_annonce descrizione testo descricao"
        " opis tresc omschrijving beschrijving descriere описание текст текст_объявления"
        " video_description desc long_description full_description post_message message mensaje"
        " ad_description listing_description item_description product_description content:encoded"
        " post_content ad_content listing_text long_text offer_text"
    ),
    "posted_at": (
        "posted_at date_posted date_published posted post_date ad_pub_date published published_at"
        " publication"
        " publication_date date_publication pub_date created created_at date datetime timestamp"
        " timestamp_ms date_unixtime fecha fecha_publicacion publie_le date_annonce posted_date"
        " date_de_publication date_mise_en_ligne date_de_mise_en_ligne mise_en_ligne publicado"
        " publicado_el fecha_de_publicacion fecha_anuncio listed_at created_timestamp"
        " creation_timestamp creation_date date_creation datum einstelldatum data_pubblicazione"
        " data_publicacao data_dodania datum_plaatsing дата дата_публикации time posted_time"
        " date_update last_updated updated_timestamp"
        " created_utc create_time creation_time created_time taken_at taken_at_timestamp"
        " dc:date post_created posted_on published_on date_created date_utc upload_date"
        " listing_date posting_date date_listed date_added added_on added_at active_date"
    ),
    "captured_at": (
        "captured_at timestamp_crawl crawled_at crawledat scraped_at scrapedat scrape_date"
        " warc-date saved_date datetime_scr ts fetched_at collected_at collecte_le captured"
        " capture_date date_collecte date_capture date_captured fecha_captura extracted_at"
        " date_extraction date_de_collecte fecha_extraccion fecha_de_captura crawl_time crawl_date"
        " scrape_time downloaded_at datetime_crawled"
        " current_time timestamp_collected collection_time extraction_date scraped_date"
        " date_scraped crawled_date retrieved_at date_retrieved date_accessed access_date"
        " date_consultation date_de_consultation fecha_consulta fecha_de_consulta"
        " scraped_on crawled_on collected_on date_collected collection_date snapshot_date last_seen"
    ),
    "place_text": (
        "place where location city town region area state country address neighborhood"
        " siteinfo.area ville lieu departement adresse pays localisation code_postal ciudad lugar"
        " ubicacion provincia direccion codigo_postal zip zipcode zip_code postcode postal_code loc"
        " localite commune quartier barrio municipio localidad zona pais county district suburb"
        " ort stadt luogo citta miasto plaats город место регион"
        " location_name place_name"
        " full_address neighbourhood province city_name region_name municipality"
    ),
    "contacts": (
        "phone phones phone_number phone_numbers cell_phone cell mobile tel telephone telefono"
        " movil portable numero_telephone contact contacts contact_info contact.phones"
        " contact.emails contact.phone contact.email email emails e-mail mail courriel correo"
        " whatsapp telegram viber signal email_address mobile_phone cellphone telephone_number gsm"
        " celular numero_de_telephone telefono_movil correo_electronico adresse_mail adresse_email"
        " whatsapp_number numero_whatsapp contact_phone contact_email contact_number coordonnees"
        " telefon telefonnummer handynummer telefone telemovel telefoon telefoonnummer телефон"
        " skype wechat telegram_username contact_telephone telefono_contacto numero_contact"
    ),
    "author": (
        "author from sender_name user_name username contactname contact_name seller poster"
        " advertiser auteur vendeur annonceur autor vendedor anunciante user utilisateur usuario"
        " pseudo nom_utilisateur nombre_usuario nombre_de_usuario publie_par publicado_por"
        " posted_by seller_name author_name nickname owner verkaufer verkäufer anbieter venditore"
        " vendedora sprzedawca verkoper продавец автор"
        " owner_username owner_full_name display_name screen_name dc:creator page_name"
        " advertiser_name contact_person profile_name sender creator creator.name expediteur"
        " remitente"
    ),
    "price_text": (
        "price price_text salary salary_range wage pay rate prix tarif salaire loyer precio salario"
        " tarifa cost rent montant importe tarifs tarifas coste prix_total sueldo remuneration"
        " preis prezzo preco cena prijs цена"
        " hourly_rate rates fee"
    ),
    "images": (
        "images image_urls images_urls images_url image image_url image_paths image_path img"
        " img_src img_src_list photos photo photo_url photo_urls picture pictures media attachments"
        " thumbnails file_urls files image_files fotos foto imagenes imagen obj_stored_url"
        " joined_pictures url_image url_images url_photo url_photos lien_photo lien_image"
        " image_src picture_url picture_urls galerie galeria gallery image_links photo_links imgs"
        " bild bilder immagini zdjecia afbeeldingen фото фотографии"
        " display_url full_picture thumbnail_url main_image image_link photo_link picture_link"
        " img_url img_urls enclosure media:content media:thumbnail"
        " photo_path photo_paths photo_file photo_files picture_path picture_paths image_name"
        " image_names main_photo cover_image thumb img_path img_paths local_images"
        " local_image_paths downloaded_images media_files media_urls media_paths"
    ),
}
_WEAK_BODY = "caption comment summary resume commentaire comentario raw_content"
_PAGES = "raw_html page_html html_content html source_html page_source source_code source markup"
_CLOCKS = "time heure hora uhrzeit ora horas godzina tijd время час posted_time post_time"
_HOLDING_ALL = (
    "ad advert listing item node data post product result offer job annonce anuncio fields"
    " attributes properties _source"
)
_PARTS = (
    "requirements benefits responsibilities qualifications duties conditions missions profil"
    " exigences avantages requisitos beneficios responsabilidades competences skills_required"
)
_MONEY = r"(?:usd|eur|euros?|gbp|range|text|raw|value|amount|min|max|monthly|hourly)?"
_PRICE = re.compile(rf"(?:price|salary|wage|prix|tarif|salaire|loyer|precio|salario|rent){_MONEY}")
_LIST_OF_ADS = "webscraperstarturl"
"""Usually the page that lists the ads; where the ad has no other address, its own."""
_NAMES_ASKED = 2_000


def key_of(untrusted_name: str) -> str:
    """A column name without case, accents, spaces, ``_ - .`` and other signs."""
    # One character can become eighteen, and a name can be as long as its file.
    start = untrusted_name[:MAX_COLUMN_CHARACTERS]
    plain = unicodedata.normalize("NFKD", start.casefold())
    return "".join(char for char in plain if char.isalnum())


def _table(names: str) -> dict[str, int]:
    keys: dict[str, int] = {}
    for rank, name in enumerate(names.split()):
        keys.setdefault(key_of(name), rank)
    return keys


NAMES: Mapping[str, Mapping[str, int]] = {field: _table(names) for field, names in _NAMES.items()}
WEAK_BODY = _table(_WEAK_BODY)
PARTS_OF_BODY = _table(_PARTS)
PAGES = _table(_PAGES)
"""Columns that hold the page as the crawler got it: the body where nothing else is."""
CLOCKS = _table(_CLOCKS)
"""Columns with the time of day alone, beside one with the day."""
_WHOLE = _table(_HOLDING_ALL)
_COPY = re.compile(r" \(\d+\)$")
_NO_DATES = ("timestamp_index",)
_OF_OTHERS = frozenset(
    {"similar", "related", "recommended", "suggested", "similaires", "similares", "relacionados"}
    | {"comment", "comments", "review", "reviews", "reply", "replies", "commentaires"}
    | {"comentarios", "collected", "collector", "reported", "reporter", "saved", "scraped"}
    | {"scraper", "crawler", "analyst", "reviewer", "investigator", "assigned"}
)
"""Words in names of columns that tell of other ads, of readers, or of who collected the ads."""
_NO_NUMBERS_TO_CALL = frozenset(
    {"code", "key", "id", "ids", "uid", "uuid", "hash", "sku", "index", "rank", "count", "zip"}
)
"""Words in names of columns whose numbers are none to call."""
_NUMBERED = ("contacts", "images", "place_text")
_HOLDERS = ("contacts", "images", "place_text", "author", "price_text")
"""Fields whose parts scrapers write flattened: ``location/city``, ``seller.name``."""
_WRITTEN = re.compile(r"rendered|text|plain|html|value|content|default|en|fr|es", re.IGNORECASE)
"""A title or text in its forms: ``title.rendered``, ``description.fr``."""
_KEYS = re.compile(r"(?:.*[-_])?(?:id|uuid|slug)", re.IGNORECASE)
_TELLING = re.compile(r"name|username|title|text|display|value|amount|formatted", re.IGNORECASE)


_QUOTED = re.compile(
    r"(?:quoted|retweeted|in_?reply_?to|reply_?to|replied)[a-z_]*\.", re.IGNORECASE
)
"""What a posting quotes or answers, with all that is nested in it."""


def is_beside(column: str) -> bool:
    """Whether a column holds what is no part of the ad, whatever its values look like.

    A scraper's notes on its own work (Apify: ``#error``; when a crawler's dump was filed), contacts
    in the menu of a page, another's posting that this one quotes.
    """
    is_note = column.startswith("#") or column == "contacts_in_rest" or column in _NO_DATES
    return is_note or _QUOTED.match(column) is not None


def is_no_contact(column: str, code: str) -> bool:
    """Whether the name of a column tells that what looks like a contact is none of the ad.

    Args:
        column: its name.
        code: what its values look like, as reasons of a mapping say it.
    """
    words = _words(column)
    is_code = code == "values_are_phones" and not _NO_NUMBERS_TO_CALL.isdisjoint(words)
    is_of_others = code.endswith(("emails", "phones")) and not _OF_OTHERS.isdisjoint(words)
    return is_code or is_of_others


def _words(column: str) -> list[str]:
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", column[:MAX_COLUMN_CHARACTERS])
    return re.findall(r"[^\W\d_]+", apart.casefold())


def field_of(column: str) -> tuple[str, int] | None:
    """The field a column name stands for, with the rank of that name (0 is best)."""
    if is_beside(column):
        return None
    key = key_of(re.sub(r"\.\$(?:oid|date|numberLong)$", "", column))  # as MongoDB writes tables
    for field, keys in NAMES.items():
        if key in keys:
            return field, keys[key]
    bare = re.sub(r"\d+", "", key)  # phone2, images/0/url, loc7
    for field in _NUMBERED:
        if bare != key and bare in NAMES[field]:
            return field, NAMES[field][bare]
    if _PRICE.fullmatch(key):
        return "price_text", 50
    if re.search(r"[ _-]src(?: \d+)?$", column):
        return "images", 60
    if re.search(r"[ _-]href(?: \d+)?$", column):
        return "url", 60
    if key == _LIST_OF_ADS:
        return "url", 90
    return _flattened(column)


def of_first_table(columns: Sequence[str]) -> Sequence[str]:
    """The columns without those of a second table to the right of the first.

    A header that tells twice of whole ads tells of two in each row; what it names twice gets a
    number behind its name.
    """
    copies = [column for column in columns if _COPY.search(column)]
    twice = {found[0] for x in copies if (found := field_of(_COPY.sub("", x)))}
    return [x for x in columns if x not in copies] if len(twice & TELLING_FIELDS) > 1 else columns


def names_fields(columns: Iterable[str]) -> bool:
    """Whether the first names of these are names of several parts of an ad."""
    cut = (column[:MAX_COLUMN_CHARACTERS] for column in islice(columns, _NAMES_ASKED))
    return len({found[0] for name in cut if (found := field_of(name))}) > 1


def _flattened(column: str) -> tuple[str, int] | None:
    """The field of a part of a nested value: that of the name before its first ``/`` or ``.``."""
    whole, *parts = re.split(r"[/.]", column)
    key = re.sub(r"\d+", "", key_of(whole))
    for field in _HOLDERS if parts else ():
        if key in NAMES[field]:
            if field != "author" and _KEYS.fullmatch(parts[-1]):
                return None
            return field, 70 if _TELLING.fullmatch(parts[-1]) else 75
    for field in ("title", "body") if len(parts) == 1 and _WRITTEN.fullmatch(parts[0]) else ():
        if key in NAMES[field]:
            return field, 70
    if parts and key_of(whole) in _WHOLE:  # a record within its envelope: ad.location.city
        inner = field_of(re.split(r"[/.]", column, maxsplit=1)[1])
        return inner and (inner[0], inner[1] + 1)
    return None
