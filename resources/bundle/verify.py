#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verifies a Faisceau case bundle. Needs Python 3.8 or later and nothing else.

    python3 verify.py [FOLDER] [--signer SHA256:...]

FOLDER is the bundle; the folder of this script if left out. Exit code 0: every file is what was
sealed. Exit code 5: something was changed; each problem is a line. A script inside a bundle could
have been changed with it: to be sure, use a copy of this script that you already had, and compare
the signer's fingerprint with one that you got another way.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import stat
import struct
import sys

NAMESPACE = b"faisceau-bundle@faisceau"
SEAL_FORMAT = "faisceau-bundle-seal/1"
AUDIT_FORMAT = "faisceau-audit-seal/1"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
SEAL, SIGNATURE = "seal.json", "seal.json.sig"
TAG_FILES = {
    "bagit.txt", "bag-info.txt", MANIFEST, "allowed_signers", "signer.pub", "VERIFY.txt",
    "verify.py",
}  # fmt: skip
DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_./-]{1,200})")
LONGEST_PATH = 200
MOST_LINE, MOST_TAG, MOST_MISSING = 32_000_000, 1_000_000, 1_000_000
KIND = b"ssh-ed25519"

# --- Ed25519 (RFC 8032), verification only ---

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if (x & 1) != sign else x


def point(data):
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    x = recover_x(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


def add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    k, m, n, o = f - e, h - g, h + g, f + e
    return (k * m % P, n * o % P, m * n % P, k * o % P)


def times(number, base):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, base)
        base = add(base, base)
        number >>= 1
    return result


def same(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def ed25519_good(key, signature, message):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r = point(key), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    h = int.from_bytes(digest, "little") % Q
    return same(times(s, BASE), add(r, times(h, a)))


# --- OpenSSH signatures ---


def string(data):
    return struct.pack(">I", len(data)) + data


def key_blob(key):
    return string(KIND) + string(key)


def armour(key, signature):
    blob = b"SSHSIG" + struct.pack(">I", 1) + string(key_blob(key)) + string(NAMESPACE)
    blob += string(b"") + string(b"sha512") + string(string(KIND) + string(signature))
    text = base64.b64encode(blob)
    lines = [text[i : i + 70] for i in range(0, len(text), 70)]
    begin, end = b"-----BEGIN SSH SIGNATURE-----", b"-----END SSH SIGNATURE-----"
    return b"\n".join([begin] + lines + [end]) + b"\n"


def ssh_signer(armoured, message):
    """The key that signed, or None."""
    try:
        blob = base64.b64decode(b"".join(armoured.split(b"\n")[1:-2]), validate=True)
    except ValueError:
        return None
    start = len(b"SSHSIG") + 4 + 4 + 4 + len(KIND) + 4
    key, signature = blob[start : start + 32], blob[-64:]
    if armour(key, signature) != armoured:
        return None
    signed = b"SSHSIG" + string(NAMESPACE) + string(b"") + string(b"sha512")
    signed += string(hashlib.sha512(message).digest())
    return key if ed25519_good(key, signature, signed) else None


def fingerprint(key):
    digest = hashlib.sha256(key_blob(key)).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


# --- JSON, read in one way only ---


def unique(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)


def no_number(word):
    raise ValueError(word)


def whole(digits):
    return int(digits) if len(digits) <= 4300 else no_number(digits)


def strict(data):
    """The value, or None: what one reader takes and another refuses is not what was sealed."""
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=unique,
            parse_constant=no_number,
            parse_int=whole,
        )
    except (ValueError, RecursionError):
        return None


def is_count(told, found):
    return type(told) is int and told == found


# --- the bundle ---


class Check:
    def __init__(self, folder):
        self.folder = folder
        self.problems = []
        self.files = {}
        self.hashes = {}
        self.seal = None
        self.signer = ""
        self.items = 0

    def problem(self, path, what):
        self.problems.append((path, what))

    def open(self, path):
        return open(os.path.join(self.folder, *path.split("/")), "rb")

    def read(self, path):
        if path not in self.files:
            return b""
        with self.open(path) as file:
            data = file.read(65537)
        return data if len(data) <= 65536 else b""

    def run(self):
        self.walk()
        self.check_seal()
        self.check_manifests()
        self.check_hashes()
        if self.seal is not None:
            self.check_counts()
            self.check_audit()

    def walk(self):
        left = [""]
        while left:
            place = left.pop()
            names = os.listdir(os.path.join(self.folder, *place.split("/")))
            if place and not names:
                self.problem(place, "empty folder was added")
            for name in names:
                path = "%s/%s" % (place, name) if place else name
                told = os.lstat(os.path.join(self.folder, *path.split("/")))
                if len(path) > LONGEST_PATH:
                    self.problem(path, "was added")
                elif stat.S_ISREG(told.st_mode):
                    self.files[path] = told.st_size
                elif stat.S_ISDIR(told.st_mode):
                    left.append(path)
                else:
                    self.problem(path, "is not a plain file")

    def check_seal(self):
        sealed = self.read(SEAL)
        key = ssh_signer(self.read(SIGNATURE), sealed)
        if key is None:
            self.problem(SEAL, "the signature is missing or bad")
            return
        seal = strict(sealed)
        if not isinstance(seal, dict) or seal.get("format") != SEAL_FORMAT:
            self.problem(SEAL, "cannot be read")
            return
        name = seal.get("case_id")
        if not isinstance(name, str) or not re.fullmatch(r"[0-9A-Za-z_-]{1,100}", name):
            self.problem(SEAL, "cannot be read")
            return
        self.seal, self.signer = seal, fingerprint(key)
        who = "case-%s" % seal.get("case_id")
        blob = base64.b64encode(key_blob(key)).decode()
        public = "ssh-ed25519 %s %s\n" % (blob, who)
        allowed = '%s namespaces="%s" ssh-ed25519 %s\n' % (who, NAMESPACE.decode(), blob)
        for path, text in (("signer.pub", public), ("allowed_signers", allowed)):
            if self.read(path) != text.encode("utf-8"):
                self.problem(path, "does not name the key that signed")
        if seal.get("signer") != base64.b64encode(key).decode():
            self.problem(SEAL, "does not name the key that signed")
        if hashlib.sha256(self.read(TAG_MANIFEST)).hexdigest() != seal.get("tagmanifest_sha256"):
            self.problem(TAG_MANIFEST, "is not what was sealed")

    def check_manifests(self):
        if self.read("bagit.txt") != DECLARED:
            self.problem("bagit.txt", "is not what a bundle has")
        tags = self.manifest(TAG_MANIFEST)
        if tags is not None and set(tags) != TAG_FILES:
            self.problem(TAG_MANIFEST, "does not list exactly the tag files")
        payload = self.manifest(MANIFEST)
        for path in payload or {}:
            parts = path.split("/")
            if parts[0] != "data" or len(parts) < 2 or {"", ".", ".."} & set(parts):
                self.problem(MANIFEST, "lists a file outside the payload")
                payload = None
                break
        self.hashes = dict(payload or {}, **(tags or {}))

    def manifest(self, name):
        if name not in self.files:
            self.problem(name, "is missing")
            return None
        found = {}
        with self.open(name) as file:
            for line in iter(lambda: file.readline(4096), b""):
                if len(found) > len(self.files) + MOST_MISSING:
                    match = None
                else:
                    match = LINE.fullmatch(line[:-1].decode("ascii", "replace"))
                if not line.endswith(b"\n") or not match or match.group(2) in found:
                    self.problem(name, "cannot be read")
                    return None
                found[match.group(2)] = match.group(1)
        return found

    def check_hashes(self):
        for path in sorted(self.hashes):
            if path not in self.files:
                self.problem(path, "is missing")
                continue
            if self.files[path] > self.most(path):
                self.problem(path, "was changed")
                continue
            digest = hashlib.sha256()
            with self.open(path) as file:
                for chunk in iter(lambda: file.read(1 << 20), b""):
                    digest.update(chunk)
                    if path == "data/items.jsonl":
                        self.items += chunk.count(b"\n")
            if digest.hexdigest() != self.hashes[path]:
                self.problem(path, "was changed")
        for path in sorted(set(self.files) - set(self.hashes) - {TAG_MANIFEST, SEAL, SIGNATURE}):
            self.problem(path, "was added")

    def most(self, path):
        """How long a file can be at most: what is longer is not read to its end."""
        if path == MANIFEST:
            return (len(self.files) + MOST_MISSING) * (LONGEST_PATH + 67)
        if path in TAG_FILES:
            return MOST_TAG
        whole = (self.seal or {}).get("payload_bytes")
        return whole if type(whole) is int else self.files[path]

    def check_counts(self):
        size = sum(self.files[path] for path in self.files if path.startswith("data/"))
        found = {"files": len(self.files), "payload_bytes": size, "items": self.items}
        if not all(is_count(self.seal.get(name), found[name]) for name in found):
            self.problem(SEAL, "counts other files, bytes or items than there are")

    def check_audit(self):
        seal = self.audit_seal(self.seal.get("audit"))
        if seal is None or "data/audit.jsonl" not in self.files:
            self.problem("data/audit.jsonl", "has no good seal")
            return
        old = seal
        if self.seal.get("previous_seal") is not None:
            old = self.audit_seal(self.seal["previous_seal"])
            if old is None:
                self.problem(SEAL, "the previous seal of the log is bad")
                old = seal
        with self.open("data/audit.jsonl") as file:
            lines = iter(lambda: file.readline(MOST_LINE), b"")
            problem = self.chain(lines, seal, old)
        if problem:
            self.problem("data/audit.jsonl", problem)

    @staticmethod
    def chain(lines, seal, old):
        count, head = 0, "0" * 64
        then = head if old["count"] == 0 else None
        for line in lines:
            entry = strict(line) if line.endswith(b"\n") else None
            if not isinstance(entry, dict):
                return "line %d cannot be read" % (count + 1)
            if entry.get("n") != count + 1 or entry.get("prev") != head:
                return "the chain breaks at %d" % (count + 1)
            head = hashlib.sha256(line[:-1]).hexdigest()
            if "withheld" in entry:
                head = str(entry.get("sha256"))
                is_stub = set(entry) == {"n", "prev", "sha256", "withheld"}
                if not is_stub or not re.fullmatch("[0-9a-f]{64}", head):
                    return "line %d cannot be read" % (count + 1)
            count += 1
            if count == old["count"]:
                then = head
            if count > seal["count"]:
                break
        if count != seal["count"] or head != seal["head"]:
            return "is not what was sealed"
        return None if then == old["head"] else "was rewritten since the previous seal"

    def audit_seal(self, seal):
        names = {"format", "case_id", "count", "head", "at", "public_key", "signature"}
        if not isinstance(seal, dict) or set(seal) != names or seal["format"] != AUDIT_FORMAT:
            return None
        if any(type(seal[name]) is not str for name in names - {"count"}):
            return None
        if seal.get("case_id") != self.seal.get("case_id"):
            return None
        if seal.get("public_key") != self.seal.get("signer") or type(seal.get("count")) is not int:
            return None
        signed = {name: value for name, value in seal.items() if name != "signature"}
        text = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        try:
            message = text.encode("utf-8")
            key = base64.b64decode(seal["public_key"], validate=True)
            signature = base64.b64decode(seal["signature"], validate=True)
        except (KeyError, TypeError, ValueError):
            return None
        return seal if ed25519_good(key, signature, message) else None


def main():
    parser = argparse.ArgumentParser(description="Verify a Faisceau case bundle.")
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("folder", nargs="?", default=here, help="the bundle")
    parser.add_argument("--signer", help="fingerprint that must have signed")
    chosen = parser.parse_args()
    if chosen.signer is not None and not chosen.signer.strip():
        parser.error("the fingerprint is empty")
    if not os.path.isdir(chosen.folder):
        print("There is no bundle at %s" % chosen.folder, file=sys.stderr)
        return 3
    check = Check(chosen.folder)
    check.run()
    if chosen.signer and check.signer != chosen.signer.strip():
        check.problem(SIGNATURE, "was made by another key")
    for path, what in check.problems:
        print("%s: %s" % (ascii(path), what))  # a name may hold anything
    if check.problems:
        print("NOT VALID: %d problems" % len(check.problems))
        return 5
    print("VALID: %d files, %d ads, signed by %s" % (len(check.files), check.items, check.signer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
