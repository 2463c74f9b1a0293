# SPDX-License-Identifier: GPL-3.0-or-later
"""What people put in the place of letters and words: look-alikes, sounds, emoji, filler.

Collected by hand for the benchmark, without looking at what the program folds: noise by the hand
that wrote the folding would only measure that hand.
"""

from __future__ import annotations

LATIN = {
    "a": "ɑαаᴀᗩɐꓮᎪάåāλ∂ค",
    "b": "ЬᏏʙƄЪвᗷꓐᏼ฿ßɓ",
    "c": "ϲсᴄꓚᏟⅽ¢ᑕɔçƈ©",
    "d": "ԁɗᏧꓒᗞᎠᴅⅾđძժ",
    "e": "еεҽєɛᴇꓰᎬ℮ǝ€ëēⲉ",
    "f": "ƒϝꜰꓝᖴғʄſ",
    "g": "ɡɢցᏀꓖǥġԍ₲ɠ",
    "h": "һհʜᎻꓧᏂɦħнⲏ",
    "i": "іıɪɩιᎥꙇ¡ïⲓ",
    "j": "јʝϳᴊꓙᎫյɉ",
    "k": "κкᴋꓗᏦƙĸⲕ₭",
    "l": "ӏⅼʟꓡᏞᒪłɭℓ",
    "m": "мᴍꓟᎷⅿ₥ɱⲙጠ",
    "n": "пηռոɴꓠŋɲήи",
    "o": "оοօσᴏꓳⲟøόჿ",
    "p": "рρᴘꓑᏢƿ₱ⲣᑭ",
    "q": "ԛգզɋʠ",
    "r": "гᴦʀꓣᏒɾɼя®ᖇ",
    "s": "ѕꜱꓢᏚʂ§ƽՏട",
    "t": "тτᴛꓔᎢƚŧ†₮",
    "u": "υսᴜꓴᑌʋμцü",
    "v": "νѵᴠꓦᏙⅴ∨ᐯ",
    "w": "ԝωᴡꓪᏔաɯ₩ш",
    "x": "хχ᙭ꓫⅹ×ⲭ",
    "y": "уγʏꓬᎽүყ¥ÿ",
    "z": "ᴢꓜᏃʐƶʒⲍ",
}
CYRILLIC = {
    "а": "aɑαᴀ",
    "б": "6ƃϭ",
    "в": "ʙBβᏼ",
    "г": "rɼᴦ",
    "д": "gδԁᴅ",
    "е": "eɛє℮",
    "з": "3ɜʒӡ",
    "и": "uᴎίi",
    "й": "uüŭ",
    "к": "kκᴋқ",
    "л": "ᴧʌλԉ",
    "м": "mᴍʍ",
    "н": "hʜHң",
    "о": "oοօσ0ᴏ",
    "п": "nπᴨռ",
    "р": "pρᴘ",
    "с": "cϲᴄ¢",
    "т": "tτᴛm",
    "у": "yγʏү",
    "ф": "φɸⲫ",
    "х": "xχҳ×",
    "ц": "uџ",
    "ч": "4ҷӵ",
    "ш": "wɯա",
    "щ": "wϣ",
    "ы": "ӹbi",
    "ь": "bƅ",
    "э": "ɜ϶є",
    "я": "ʀᖆR",
}
ARABIC = {
    "ا": "آأإٱ",
    "ب": "ٻپٮ",
    "ت": "ٺټٹ",
    "ث": "ٽټ",
    "ج": "چڃ",
    "ح": "ځڂ",
    "خ": "څح",
    "د": "ډڊڈ",
    "ذ": "ڎڌ",
    "ر": "ڕړڑ",
    "ز": "ژڒ",
    "س": "ښڛ",
    "ش": "ڜس",
    "ص": "ڝ",
    "ض": "ڞ",
    "ع": "ڠ",
    "غ": "ڠع",
    "ف": "ڤڢ",
    "ق": "ڨڧ",
    "ك": "کڪگ",
    "ل": "ڵڶ",
    "ن": "ںڻڼ",
    "ه": "ہھە",
    "و": "ۆۇۈۋ",
    "ي": "یىې",
    "ة": "هۃ",
    "ى": "يی",
}
ALIKE = {**LATIN, **CYRILLIC, **ARABIC, **{k.upper(): v for k, v in LATIN.items()}}
ALIKE |= {letter.upper(): others for letter, others in CYRILLIC.items()}

_LEET = """
    a=4@ b=8 c=( e=3 g=9 h=# i=1! l=1| o=0 s=5$ t=7+ z=2
    о=0 з=3 ч=4 б=6 в=8 а=@4 т=7 е=3 л=/ و=9 ه=5 ا=1 ع=3 ح=7 ط=6 ق=8
"""
LEET = dict(pair.split("=", 1) for pair in _LEET.split())
TURNED = dict(zip("abcdefghijklmnopqrstuvwxyz", "ɐqɔpǝɟƃɥᴉɾʞꞁɯuodbɹsʇnʌʍxʎz", strict=True))
BARE = str.maketrans("àâäáãéèêëíîïóôöõúùûüçñøåŞşğıėёйأإآةى", "aaaaaeeeeiiioooouuuucnoaSsgieеиاااهي")
VOWELS = frozenset("aeiouyàâäáãéèêëíîïóôöõúùûüаеиоуыэюяёاويى")
MARKS = "\u0300\u0301\u0302\u0303\u0307\u0308\u030a\u0323\u0330\u0332\u0335\u0336\u0338\u035c\u0489"
ARABIC_MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"
UNSEEN = "\u200b\u200c\u2060\u00ad\u180e\ufe0f"

_STYLE_STARTS = (0x1D400, 0x1D434, 0x1D4D0, 0x1D56C, 0x1D5A0, 0x1D5D4, 0x1D63C, 0x1D670)


def _style(start: int) -> dict[int, int]:
    """Upper then lower case letters of one drawn alphabet that stands together from ``start``."""
    style = {ord("A") + step: start + step for step in range(26)}
    return style | {ord("a") + step: start + 26 + step for step in range(26)}


def _capitals(start: int) -> dict[int, int]:
    """One alphabet without small letters."""
    return {ord(case) + step: start + step for step in range(26) for case in "aA"}


STYLES: tuple[dict[int, int], ...] = (
    *(_style(start) for start in _STYLE_STARTS if start != 0x1D434),
    {ord("a") + step: 0xFF41 + step for step in range(26)},
    _capitals(0x24B6),
    _capitals(0x1F130),
    _capitals(0x1F150),
    _capitals(0x1F170),
    {ord("a") + step: 0x249C + step for step in range(26)},
    {ord(plain): ord(turned) for plain, turned in TURNED.items()},
)

BETWEEN = (
    *".*|_-·•~'`,:^+¤°",
    "...",
    "**",
    "💎",
    "✨",
    "🔥",
    "⭐",
    "🌸",
    "💫",
    "♥",
    "➰",
    "_-",
    "▪",
)
WALLS = (
    *("~~~", "***", "!!!", "•••", "___", "===>", "★★★", "▬▬▬", "|||", "……", "¸.•*´", "═══"),
    *(":::", "///", "!!1!", "??!", "✧･ﾟ", "-=-=-", "#####", "░▒▓", "»»»", "(((", "}{", "꧁꧂"),
)
EMOJI = tuple("🔥✨⭐🌟💫🎉🎈🌸🌺🍀🌈👍👌💯🚀📍✅🔔💎🎀🦋🍓🌴⚡🎯🙏😊😍😉🤗")
FILLER = {
    "latin": ("ok", "hey", "haha", "lol", "hmm", "mdr", "jaja", "top", "super", "wow", "xx", "yo"),
    "cyrillic": ("ну", "вот", "короче", "кстати", "типа", "ага", "ок", "супер"),
    "arabic": ("يعني", "والله", "طيب", "هههه", "بس", "يلا", "اوكي"),
}
SOUNDS = (
    *(("ph", "f"), ("qu", "k"), ("ck", "k"), ("tion", "shun"), ("eau", "o"), ("au", "o")),
    *(("oo", "u"), ("ee", "i"), ("ea", "ee"), ("ight", "ite"), ("sch", "sh"), ("ch", "sh")),
    *(("th", "d"), ("ll", "y"), ("ou", "u"), ("ai", "é"), ("x", "ks"), ("c", "k"), ("y", "i")),
    *(("v", "b"), ("s", "z"), ("w", "v"), ("er", "a"), ("h", "")),
    *(("ться", "цца"), ("тся", "ца"), ("ого", "ово"), ("чт", "шт"), ("сч", "щ"), ("жи", "жы")),
    *(("ши", "шы"), ("тс", "ц"), ("ть", "т"), ("о", "а"), ("е", "и"), ("г", "к")),
    *(("ث", "ت"), ("ذ", "د"), ("ظ", "ض"), ("ة", "ه"), ("ق", "ك"), ("ص", "س"), ("ط", "ت")),
)
_HEARD = """
    to=2 too=2 for=4 you=u your=ur are=r see=c
    be=b and=&|n|nd with=w/|wiv great=gr8 there=their
    their=there here=hear please=pls|plz because=cuz week=weak
    good=gud night=nite people=ppl one=1|won new=nu|knew
    by=buy our=hour hour=our pair=pear fair=fare site=sight
    weekend=wknd right=rite some=sum where=wear wait=weight
    piece=peace whole=hole meet=meat sale=sail the=da|teh
    c'est=c|sé est=é|et et=é|est ses=ces ces=ses à=a
    que=ke qui=ki quoi=koi quand=kan pour=pr vous=vs
    avec=av|avk dans=ds|dan sans=100|cent tous=ts très=tré
    beaucoup=bcp bien=b1 rien=r1 demain=2main deux=2 son=sont
    toujours=tjs temps=tps|tant plus=+ cours=court|kour ou=où
    qué=k porque=xq|pq por=x para=pa|xa más=+|mas hay=ay
    hola=ola casa=caza|kasa hacer=acer también=tb mucho=muxo
    hasta=asta hora=ora hoy=oy con=kon nuevo=nuebo todo=to2
    você=vc não=ñ|naum também=tb quando=qd hoje=hj aqui=aki
    che=ke non=nn per=x perché=xké anche=anke sono=sn
    più=+ und=u.|& nicht=nich viel=fiel seit=seid mehr=meer
    für=4|fuer ist=isst eine=1e|ne ein=1|nen das=dass|det
    что=чо|шо сейчас=щас пожалуйста=плиз|пжлст спасибо=спс
    сегодня=седня хорошо=харашо очень=оч можно=можна только=тока
    когда=када его=ево чтобы=штоб или=иль здравствуйте=здрасте
    هذا=هاد|دا هذه=هذي|دي الآن=هلق|دلوقتي جدا=كتير|قوي إلى=الي
    على=ع|علي في=ف|فى أيضا=كمان|برضو ماذا=شو|ايه لماذا=ليش|ليه
"""
HEARD = dict(pair.split("=", 1) for pair in _HEARD.split())
"""English, French, Spanish, Portuguese, Italian, German, Russian, Arabic: as heard or in short."""
DRAWN = {
    word: emoji
    for emoji, words in {
        "🏠": "house home maison casa haus дом بيت منزل",
        "🛏": "room bed chambre lit habitación cama zimmer комната غرفة quarto camera",
        "🚗": "car voiture coche auto машина سيارة carro ride",
        "📞": "phone call téléphone appelez llamar anrufen звоните اتصل telefone chiamare",
        "💶": "money euro euros argent dinero geld деньги price prix precio цена",
        "☀": "day sun jour soleil día sol tag день يوم",
        "🌙": "night nuit noche nacht ночь evening soir tarde вечер ليل",
        "⏰": "time hours heure heures horas zeit время ساعة",
        "🎵": "music musique música musik музыка",
        "🎸": "guitar guitare guitarra gitarre гитара",
        "🎹": "piano klavier пианино",
        "🐶": "dog chien perro hund собака",
        "🌳": "garden jardin jardín garten сад حديقة",
        "🧹": "cleaning clean ménage limpieza putzen уборка تنظيف",
        "🍳": "kitchen cuisine cocina küche кухня مطبخ",
        "🚲": "bike bicycle vélo bici bicicleta fahrrad велосипед",
        "📚": "book books livre livres libro libros bücher книги كتب",
        "🎓": "lesson lessons cours clases unterricht уроки دروس",
        "🆓": "free gratuit gratis бесплатно",
        "👋": "hello bonjour hola hallo привет مرحبا olá ciao",
        "💼": "work job travail emploi trabajo arbeit работа عمل",
        "🛋": "sofa canapé sofá диван",
        "🔑": "key keys clé llave ключ",
        "🌍": "city ville ciudad stadt город مدينة",
    }.items()
    for word in words.split()
}
