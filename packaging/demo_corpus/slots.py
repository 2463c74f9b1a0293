# SPDX-License-Identifier: GPL-3.0-or-later
"""Values for the slots of a sentence: cities, sums, dates, counts."""

from __future__ import annotations

import datetime as dt
import random

from demo_corpus.banks import Bank, choose

CITIES = {
    "en": "Leeds Bristol Norwich Cardiff Exeter Derby Lincoln Dundee Preston Oxford Swansea Hull "
    "Chester York Reading Bath Aberdeen Ipswich Durham Gloucester",
    "fr": "Lyon Nantes Rennes Dijon Angers Tours Limoges Grenoble Amiens Reims Poitiers Nancy "
    "Orléans Rouen Brest Nîmes Valence Chartres Pau Metz",
    "es": "Valencia Murcia Zaragoza Burgos Huelva Lérida Sevilla Gijón Albacete Toledo Cáceres "
    "Logroño Almería Oviedo Soria Jaén Palencia Santander Córdoba Vigo",
    "ro": "Cluj Iași Brașov Sibiu Oradea Arad Bacău Pitești Buzău Ploiești Galați Suceava Deva "
    "Craiova Brăila Tulcea Zalău Bistrița Slatina Focșani",
    "uk": "Львів Полтава Вінниця Житомир Черкаси Тернопіль Рівне Луцьк Одеса Умань Хмельницький "
    "Ужгород Ніжин Біла_Церква Кропивницький Дніпро Самбір Стрий Лубни Бровари",
    "ru": "Рига Вильнюс Таллин Даугавпилс Нарва Клайпеда Алматы Астана Шымкент Бишкек Ереван "
    "Гюмри Тбилиси Батуми Караганда Павлодар Каунас Тарту Лиепая Кутаиси",
    "ar": "الرباط فاس مراكش أكادير طنجة وجدة تونس صفاقس سوسة القيروان عمان إربد الزرقاء بيروت "
    "صيدا مكناس بنزرت المنستير العقبة تطوان",
}
_MONEY = {"uk": 12.0, "ro": 2.5}
_UNIT = {
    "en": "£{}",
    "fr": "{} €",
    "es": "{} €",
    "ro": "{} lei",
    "uk": "{} грн",
    "ru": "{} евро",
    "ar": "{} يورو",
}


def cities(language: str) -> list[str]:
    """Give the ordinary city names used in a language."""
    return [name.replace("_", " ") for name in CITIES[language].split()]


def money(language: str, euros: float) -> str:
    """Write a sum the way ads of the language write it."""
    amount = euros * _MONEY.get(language, 1.0)
    if amount >= 20:
        step = 5 if amount < 1000 else 50
        number = str(round(amount / step) * step)
    else:
        number = f"{amount:.2f}" if language == "en" else f"{amount:.2f}".replace(".", ",")
    return _UNIT[language].format(number)


def values(bank: Bank, day: dt.date, rng: random.Random) -> dict[str, str]:
    """Draw one value for every slot."""
    language = bank.language
    start, end = rng.sample(cities(language), 2)
    when = day + dt.timedelta(days=rng.randint(3, 40))
    mark = "." if language in {"ro", "uk", "ru"} else "/"
    thing = rng.choice(bank.lines("things", "s"))
    return {
        "city": start,
        "city2": end,
        "date": f"{when.day:02d}{mark}{when.month:02d}",
        "wage": money(language, rng.randint(44, 76) / 4),
        "month": money(language, rng.randint(22, 48) * 50),
        "rent": money(language, rng.randint(24, 90) * 10),
        "price": money(language, rng.randint(5, 90) * 5),
        "small": money(language, rng.randint(10, 44) / 2),
        "n": str(rng.randint(2, 9)),
        "n2": str(rng.randint(10, 48)),
        "hour": str(rng.randint(5, 11)),
        "m2": str(rng.randint(9, 64)),
        "km": str(rng.randint(3, 18) * 5),
        "year": str(rng.randint(2001, 2024)),
        "age": str(rng.randint(71, 96)),
        "thing": choose(thing.text, rng),
    }


def reroll(old: dict[str, str], new: dict[str, str], rng: random.Random) -> dict[str, str]:
    """Give the values of a repost: date anew, city and sums now and then, the rest kept."""
    result = dict(old)
    result["date"] = new["date"]
    for name, chance in (("city", 0.45), ("city2", 0.3), ("wage", 0.25), ("price", 0.25)):
        if rng.random() < chance:
            result[name] = new[name]
    if rng.random() < 0.3:
        result["n"] = new["n"]
    return result
