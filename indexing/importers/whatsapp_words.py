# SPDX-License-Identifier: GPL-3.0-or-later
"""What WhatsApp itself writes into an exported chat, in the languages of the phone.

Compared without case and without direction marks. What is not listed here stays in the text: a
phrase too few costs a word in a body, a phrase too many would lose an ad.
"""

from __future__ import annotations

import re

MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_NO_MARKS = str.maketrans("", "", MARKS)

MORNING = frozenset(
    "am a ص 上午 早上 凌晨 清晨 오전 午前 öö πμ fm vorm sa de पूर्वाह्न".split()  # noqa: SIM905
)
EVENING = frozenset(
    "pm p م 下午 晚上 中午 오후 午後 ös μμ em nachm ch du अपराह्न".split()  # noqa: SIM905
)

ATTACHED = frozenset(
    (
        *("file attached", "attached", "fichier joint", "pièce jointe", "archivo adjunto"),
        *("adjunto", "datei angehängt", "anhang", "angehängt", "arquivo anexado"),
        *("ficheiro anexado", "anexado", "anexo", "file allegato", "allegato", "in allegato"),
        *("bestand bijgevoegd", "bijgevoegd", "bijlage", "файл добавлен", "прикреплено"),
        *("прикреплён файл", "вкладення", "файл додано", "dosya ekli", "eklendi", "ekli"),
        *("załączony plik", "plik dołączony", "załącznik", "załączono", "fișier atașat"),
        *("atașat", "bifogad fil", "bifogad", "bifogat", "vedhæftet fil", "vedhæftet"),
        *("vedlagt fil", "vedlagt", "tiedosto liitetty", "liite", "csatolt fájl", "csatolva"),
        *("soubor přiložen", "přiloženo", "файлът е прикачен", "прикачен", "συνημμένο αρχείο"),
        *("الملف مرفق", "ملف مرفق", "مرفق", "קובץ מצורף", "מצורף", "附件", "文件附件", "첨부됨"),
        *("file terlampir", "terlampir", "tệp đính kèm", "đính kèm", "添付ファイル", "添付"),
    )
)
PICTURE_OMITTED = frozenset(
    (
        *("image omitted", "image absente", "image omise", "imagen omitida", "bild weggelassen"),
        *("imagem ocultada", "imagem omitida", "imagem não revelada", "immagine omessa"),
        *("afbeelding weggelaten", "изображение отсутствует", "зображення пропущено"),
        *("görüntü dahil edilmedi", "pominięto obraz", "obraz pominięto", "imagine omisă"),
        *(
            "bild utelämnad",
            "تم استبعاد الصورة",
            "התמונה הושמטה",
            "이미지 생략됨",
            "画像は含まれていません",
        ),
        *("<media omitted>", "<médias omis>", "<média omis>", "<multimedia omitido>"),
        *("<medios omitidos>", "<archivo omitido>", "<medien ausgeschlossen>", "<mídia oculta>"),
        *("<arquivo de mídia oculto>", "<ficheiro não revelado>", "<media omessi>"),
        *(
            "<media weggelaten>",
            "<без медиафайлов>",
            "<медиафайлы отсутствуют>",
            "<медіа пропущено>",
        ),
        *("<medya dahil edilmedi>", "<pominięto multimedia>", "<fișiere media omise>"),
        *("<media har utelämnats>", "<تم استبعاد الوسائط>", "<המדיה הושמטה>", "<省略多媒體檔案>"),
    )
)
"""A picture, or a file of a kind that is not told, which the person left out of the export."""
_OTHER_OMITTED = (
    r"(?:(?:video|audio|sticker|gif|document|contact card|video note|voice message)"
    r" omitted|(?:vidéo|audio|gif|document|fiche contact|carte de contact|message vocal)"
    r" (?:absente?|omise?)|sticker (?:absent|omis|omitido|weggelassen|omesso|weggelaten)"
    r"|(?:vídeo|video|audio|gif|documento|tarjeta de contacto) omitid[oa]"
    r"|(?:video|audio|gif|dokument|kontaktkarte) weggelassen"
    r"|(?:vídeo|áudio|gif|documento|figurinha|cartão de contato) (?:ocultad|omitid)[oa]"
    r"|(?:video|audio|gif|documento|scheda contatto) omess[oa]"
    r"|(?:video|audio|gif|document|contactkaart) weggelaten)"
)
_IS_OMITTED = re.compile(_OTHER_OMITTED, re.IGNORECASE)
_ENDS_OMITTED = re.compile(rf"{_OTHER_OMITTED}\Z", re.IGNORECASE)
_LONGEST_OMITTED = 60
DELETED = frozenset(
    (
        *("this message was deleted", "you deleted this message", "ce message a été supprimé"),
        *("vous avez supprimé ce message", "se eliminó este mensaje", "eliminaste este mensaje"),
        *(
            "este mensaje fue eliminado",
            "este mensaje se eliminó",
            "diese nachricht wurde gelöscht",
        ),
        *("du hast diese nachricht gelöscht", "essa mensagem foi apagada"),
        *("esta mensagem foi apagada", "esta mensagem foi eliminada", "mensagem apagada"),
        *("você apagou esta mensagem", "você apagou essa mensagem", "eliminou esta mensagem"),
        *("questo messaggio è stato eliminato", "hai eliminato questo messaggio"),
        *("dit bericht is verwijderd", "dit bericht werd verwijderd", "данное сообщение удалено"),
        *("сообщение удалено", "вы удалили данное сообщение", "це повідомлення видалено"),
        *(
            "bu mesaj silindi",
            "bu mesajı sildiniz",
            "wiadomość usunięta",
            "ta wiadomość została usunięta",
        ),
        *("acest mesaj a fost șters", "تم حذف هذه الرسالة", "ההודעה נמחקה"),
    )
)
_EDITED = re.compile(
    r"[ \u00a0]?[\u200e\u200f]?<(?:This message was edited|Ce message a été modifié"
    r"|Se editó este mensaje(?:\.)?|Este mensaje fue editado|Diese Nachricht wurde bearbeitet\.?"
    r"|Mensagem editada|Esta mensagem foi editada|Questo messaggio è stato modificato"
    r"|Dit bericht is bewerkt|Данное сообщение изменено|Bu mesaj düzenlendi)>$"
)
_NOTICE = re.compile(
    r"end-to-end encrypted|chiffrés de bout en bout|cifrad[oa]s de extremo a extremo"
    r"|ende-zu-ende-verschlüsselt|criptografia de ponta a ponta|encriptad[oa]s ponto a ponto"
    r"|crittografat[ei] end-to-end|end-to-end versleuteld|защищены сквозным шифрованием"
    r"|uçtan uca şifreli|szyfrowane w pełni|مشفرة تمامًا"
    r"|created (?:this )?group|added you$|joined using|joined from|security code .*changed"
    r"|changed (?:this group|the group|their phone number|the subject|to \+)"
    r"|^missed (?:voice|video)|^appel (?:vocal|vidéo) manqué"
    r"|a créé (?:ce|le) groupe|vous a ajouté|a rejoint|code de sécurité"
    r"|a modifié (?:l'icône|le nom)"
    r"|cre[óo] (?:este|el) grupo|te añadió|te agregó|se unió|código de seguridad|^llamada perdida"
    r"|hat (?:diese|die) gruppe .*erstellt|hat dich hinzugefügt|sicherheitsnummer"
    r"|criou (?:este|o) grupo|adicionou você|ha creato (?:questo|il) gruppo|ti ha aggiunto",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r" (?:changed the (?:subject|group name)|a changé (?:l['’]objet|le nom)|a modifié (?:l['’]objet"
    r"|le nom)|cambi[óo] (?:el asunto|el nombre)|hat den (?:betreff|gruppennamen)|ha cambiato"
    r" (?:l['’]oggetto|il nome)|mudou o (?:assunto|nome)|alterou o (?:assunto|nome)) ",
    re.IGNORECASE,
)
_QUOTES = re.compile('["“”„«»]')


def bare(untrusted_text: str) -> str:
    """A text without direction marks and without spaces around it."""
    return untrusted_text.translate(_NO_MARKS).strip()


def is_other_omitted(untrusted_line: str) -> bool:
    """Whether a line says that a file was left out, by itself or at its end behind a ``•``."""
    if _IS_OMITTED.fullmatch(untrusted_line):
        return True
    rest = untrusted_line.partition(" • ")[2]
    return _ENDS_OMITTED.search(rest[-_LONGEST_OMITTED:]) is not None


def is_deleted(untrusted_text: str) -> bool:
    """Whether nothing is left of a message but the note that it was taken back."""
    return len(untrusted_text) < 100 and bare(untrusted_text).rstrip(".").casefold() in DELETED


def is_notice(untrusted_sender: str, untrusted_text: str) -> bool:
    """Whether a line with a colon was written by the program: a notice, not a sender's words.

    On one kind of phone notices bear the group's name as a sender and begin with a mark; on the
    other a colon can stand in a quoted name of a group.
    """
    if len(_QUOTES.findall(untrusted_sender)) % 2 or _SUBJECT.search(untrusted_sender):
        return True
    is_marked = untrusted_text.startswith("\u200e") and len(untrusted_text) < 500
    return is_marked and _NOTICE.search(bare(untrusted_text)) is not None


def without_edited(untrusted_text: str) -> tuple[str, str]:
    """A text without the note at its end that it was edited, and that note."""
    found = _EDITED.search(untrusted_text, max(0, len(untrusted_text) - 80))
    if not found:
        return untrusted_text, ""
    return untrusted_text[: found.start()], bare(found.group())
