"""The signed links of a site, made from its State/keys.json as docs/architecture.md's LinkToken makes
them, but by Python's own libraries: for pages whose mail a test need not wait for."""

import base64
import hashlib
import hmac
import json

HOST = "sanne@network.test"


def _key(site, purpose):
    [key] = json.loads((site.state / "keys.json").read_text())["keys"]
    # HKDF-SHA256 (RFC 5869) with the empty salt, one block.
    extracted = hmac.digest(bytes(32), bytes.fromhex(key["secret"]), "sha256")
    return key["id"], hmac.digest(extracted, f"convoke.v1.link.{purpose}".encode() + b"\x01", "sha256")


def token(site, purpose, person, event=""):
    """The last part of a link: who, which event, what for, signed."""
    number, key = _key(site, purpose)
    event, person = event.encode(), person.encode()
    named = hashlib.sha256(event).digest()[:4] + hashlib.sha256(person).digest()[:6]
    code = hmac.digest(key, event + b"\0" + person + b"\0", "sha256")[:16]
    return base64.urlsafe_b64encode(bytes([number]) + named + code).decode() + "1"


def rsvp(site, person, event):
    return f"{site.web}/r/{token(site, 'rsvp', person, event)}"


def unsubscribe(site, person):
    return f"{site.web}/u/{token(site, 'unsubscribe', person)}"


def preferences(site, person):
    return f"{site.web}/p/{token(site, 'preferences', person)}"


def host(site, event, address=HOST):
    return f"{site.web}/host/{token(site, 'host', address, event)}"
