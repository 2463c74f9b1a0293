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
LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_./-]{1,200})")
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


# --- the bundle ---


class Check:
    def __init__(self, folder):
        self.folder = folder
        self.problems = []
        self.files = set()
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
            return file.read(1 << 20)

    def run(self):
        self.walk()
        self.check_seal()
        self.check_manifests()
        self.check_hashes()
        if self.seal is not None:
            self.check_counts()
            self.check_audit()

    def walk(self):
        for place, folders, names in os.walk(self.folder):
            for name in folders + names:
                full = os.path.join(place, name)
                path = os.path.relpath(full, self.folder).replace(os.sep, "/")
                mode = os.lstat(full).st_mode
                if stat.S_ISREG(mode):
                    self.files.add(path)
                elif not stat.S_ISDIR(mode):
                    self.problem(path, "is not a plain file")
                elif not os.path.islink(full) and not os.listdir(full):
                    self.problem(path, "empty folder was added")

    def check_seal(self):
        sealed = self.read(SEAL)
        key = ssh_signer(self.read(SIGNATURE), sealed)
        if key is None:
            self.problem(SEAL, "the signature is missing or bad")
            return
        try:
            seal = json.loads(sealed.decode("utf-8"))
        except (ValueError, RecursionError):
            seal = None
        if not isinstance(seal, dict) or seal.get("format") != SEAL_FORMAT:
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
            for line in file:
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
            digest = hashlib.sha256()
            with self.open(path) as file:
                for chunk in iter(lambda: file.read(1 << 20), b""):
                    digest.update(chunk)
                    if path == "data/items.jsonl":
                        self.items += chunk.count(b"\n")
            if digest.hexdigest() != self.hashes[path]:
                self.problem(path, "was changed")
        for path in sorted(self.files - set(self.hashes) - {TAG_MANIFEST, SEAL, SIGNATURE}):
            self.problem(path, "was added")

    def check_counts(self):
        payload = [path for path in self.files if path.startswith("data/")]
        size = sum(os.path.getsize(os.path.join(self.folder, *p.split("/"))) for p in payload)
        found = (len(self.files), size, self.items)
        if found != tuple(self.seal.get(name) for name in ("files", "payload_bytes", "items")):
            self.problem(SEAL, "counts other files, bytes or items than there are")

    def check_audit(self):
        seal, hashes = self.audit_seal(self.seal.get("audit")), ["0" * 64]
        if seal is None or "data/audit.jsonl" not in self.files:
            self.problem("data/audit.jsonl", "has no good seal")
            return
        with self.open("data/audit.jsonl") as file:
            for line in file:
                try:
                    entry = json.loads(line.decode("utf-8"))
                except (ValueError, RecursionError):
                    entry = None
                if not isinstance(entry, dict) or not line.endswith(b"\n"):
                    self.problem("data/audit.jsonl", "line %d cannot be read" % len(hashes))
                    return
                if entry.get("n") != len(hashes) or entry.get("prev") != hashes[-1]:
                    self.problem("data/audit.jsonl", "the chain breaks at %d" % len(hashes))
                    return
                withheld = "withheld" in entry
                digest = hashlib.sha256(line[:-1]).hexdigest()
                hashes.append(str(entry.get("sha256")) if withheld else digest)
        if len(hashes) - 1 != seal["count"] or hashes[-1] != seal["head"]:
            self.problem("data/audit.jsonl", "is not what was sealed")
        if self.seal.get("previous_seal") is not None:
            old = self.audit_seal(self.seal["previous_seal"])
            if old is None or not 0 <= old["count"] < len(hashes):
                self.problem(SEAL, "the previous seal of the log is bad")
            elif hashes[old["count"]] != old["head"]:
                self.problem("data/audit.jsonl", "was rewritten since the previous seal")

    def audit_seal(self, seal):
        if not isinstance(seal, dict) or seal.get("format") != AUDIT_FORMAT:
            return None
        if seal.get("case_id") != self.seal.get("case_id"):
            return None
        if seal.get("public_key") != self.seal.get("signer") or type(seal.get("count")) is not int:
            return None
        signed = {name: value for name, value in seal.items() if name != "signature"}
        text = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        try:
            key = base64.b64decode(seal["public_key"], validate=True)
            signature = base64.b64decode(seal["signature"], validate=True)
        except (KeyError, TypeError, ValueError):
            return None
        return seal if ed25519_good(key, signature, text.encode("utf-8")) else None


def main():
    parser = argparse.ArgumentParser(description="Verify a Faisceau case bundle.")
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("folder", nargs="?", default=here, help="the bundle")
    parser.add_argument("--signer", default="", help="fingerprint that must have signed")
    chosen = parser.parse_args()
    if not os.path.isdir(chosen.folder):
        print("There is no bundle at %s" % chosen.folder, file=sys.stderr)
        return 3
    check = Check(chosen.folder)
    check.run()
    if chosen.signer and check.signer != chosen.signer:
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
