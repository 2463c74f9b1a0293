# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures as ``ssh-keygen -Y`` makes and checks them, for Ed25519 keys only.

Every desktop has ``ssh-keygen``: whoever gets a bundle needs no program of ours.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

_MAGIC = b"SSHSIG"
_VERSION = 1
_KIND = b"ssh-ed25519"
_HASH = b"sha512"
_BEGIN = "-----BEGIN SSH SIGNATURE-----"
_END = "-----END SSH SIGNATURE-----"
_LINE = 70
_KEY_BYTES = 32
_SIGNATURE_BYTES = 64


def sign(key: Ed25519PrivateKey, message: bytes, namespace: str) -> bytes:
    """The armoured signature of ``message``."""
    signature = key.sign(_signed(message, namespace))
    return _armour(key.public_key().public_bytes_raw(), signature, namespace)


def signer(untrusted_signature: bytes, message: bytes, namespace: str) -> bytes | None:
    """The 32 bytes of the key that signed, or None when this is not exactly its signature.

    The armour is made again and compared, so that no second spelling of a signature passes.
    """
    parts = _parts(untrusted_signature)
    if parts is None:
        return None
    key, signature = parts
    if _armour(key, signature, namespace) != untrusted_signature:
        return None
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, _signed(message, namespace))
    except (InvalidSignature, ValueError):
        return None
    return key


def public_line(key: bytes, comment: str) -> str:
    """The key as a line of ``signer.pub``, without its line end."""
    return f"{_KIND.decode()} {base64.b64encode(_key_blob(key)).decode()} {comment}"


def allowed_line(key: bytes, principal: str, namespace: str) -> str:
    """The key as a line of ``allowed_signers``, without its line end."""
    blob = base64.b64encode(_key_blob(key)).decode()
    return f'{principal} namespaces="{namespace}" {_KIND.decode()} {blob}'


def fingerprint(key: bytes) -> str:
    """``SHA256:…`` as ``ssh-keygen -l`` prints it."""
    digest = hashlib.sha256(_key_blob(key)).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _key_blob(key: bytes) -> bytes:
    return _string(_KIND) + _string(key)


def _signed(message: bytes, namespace: str) -> bytes:
    digest = hashlib.sha512(message).digest()
    return _MAGIC + b"".join(map(_string, (namespace.encode(), b"", _HASH, digest)))


def _armour(key: bytes, signature: bytes, namespace: str) -> bytes:
    blob = b"".join(
        (
            _MAGIC,
            struct.pack(">I", _VERSION),
            _string(_key_blob(key)),
            _string(namespace.encode()),
            _string(b""),
            _string(_HASH),
            _string(_string(_KIND) + _string(signature)),
        )
    )
    text = base64.b64encode(blob).decode()
    lines = [text[start : start + _LINE] for start in range(0, len(text), _LINE)]
    return ("\n".join([_BEGIN, *lines, _END]) + "\n").encode()


def _parts(untrusted_signature: bytes) -> tuple[bytes, bytes] | None:
    """Key and signature at the places where an Ed25519 signature has them."""
    lines = untrusted_signature.split(b"\n")[1:-2]
    try:
        blob = base64.b64decode(b"".join(lines), validate=True)
    except binascii.Error:
        return None
    key_at = len(_MAGIC) + 4 + 4 + 4 + len(_KIND) + 4
    key, signature = blob[key_at : key_at + _KEY_BYTES], blob[-_SIGNATURE_BYTES:]
    if len(key) != _KEY_BYTES or len(signature) != _SIGNATURE_BYTES:
        return None
    return key, signature
