# SPDX-License-Identifier: GPL-3.0-or-later
"""By which marks in their content exports of chats and of social networks are known."""

from __future__ import annotations

import re

from indexing.importers.whatsapp_headers import header_of
from indexing.importers.whatsapp_words import bare

_CHAT_TYPE = re.compile(
    rb'"type"\s*:\s*"(?:personal_chat|bot_chat|saved_messages|replies|verification_codes|'
    rb"(?:private|public)_(?:group|supergroup|channel))\""
)
_MESSAGES = re.compile(rb'"messages"\s*:\s*\[\s*(\]|\{)')
_MESSAGE = re.compile(rb'"type"\s*:\s*"(?:message|service|unsupported)"')
_ACCOUNT = re.compile(rb'\{\s*"about"\s*:.*"personal_information"\s*:\s*\{', re.DOTALL)
_PARTICIPANTS = re.compile(rb'"participants"\s*:\s*\[')
_SENDER = re.compile(rb'"(?:sender_name|senderName)"\s*:')
_META = re.compile(
    rb'"data"\s*:\s*\[\s*\{\s*"(?:post|comment|update_timestamp|backdated_timestamp)"\s*:'
    rb'|"attachments"\s*:\s*\[\s*\{\s*"data"\s*:\s*\[\s*\{\s*"(?:media|external_context|place)"'
    rb'|\{\s*"media"\s*:\s*\[\s*\{\s*"uri"\s*:[^{}]*"creation_timestamp"\s*:'
    rb'|"string_map_data"\s*:\s*\{|"ig_(?:stories|reels_media|igtv_media|archived_post_media)"\s*:'
    rb'|"(?:group_)?(?:comments|posts)_v2"\s*:\s*\[|"items_(?:selling|sold)(?:_v2)?"\s*:\s*\['
)
_META_HEAD = 100_000
_TELEGRAM_PAGE = (b'class="page_wrap"', b'class="page_body chat_page"', b'class="history"')


def is_telegram_page(start: bytes) -> bool:
    """Whether the beginning of a page is that of Telegram's HTML export."""
    return all(mark in start[:20_000] for mark in _TELEGRAM_PAGE)


def kind_of_text(start: bytes) -> str:
    """The format that the beginning of a text file shows, or '' when it is none of these."""
    opening = start[:200].lstrip()[:1]
    if opening in (b"{", b"[") and (kind := _json_kind(start)):
        return kind
    lines = start[:4096].decode("utf-8", "replace").split("\n")
    first = next((line for line in lines if bare(line)), "")
    return "whatsapp" if header_of(first) is not None else ""


def _json_kind(start: bytes) -> str:
    if start.lstrip()[:1] == b"{" and _is_telegram(start):
        return "telegram"
    return "meta" if _is_meta(start[:_META_HEAD]) else ""


def _is_telegram(start: bytes) -> bool:
    """One chat tells its type before its messages; a whole account begins with its owner."""
    if _ACCOUNT.match(start[:20_000].lstrip()):
        return True
    messages = _MESSAGES.search(start)
    if messages is None or not _CHAT_TYPE.search(start, 0, messages.start()):
        return False
    return messages[1] == b"]" or _MESSAGE.search(start, messages.start()) is not None


def _is_meta(start: bytes) -> bool:
    if _PARTICIPANTS.search(start) and (messages := _MESSAGES.search(start)):
        return messages[1] == b"]" or _SENDER.search(start, messages.start()) is not None
    return _META.search(start) is not None
