"""Small things the harness and the tests share: ports, waiting, HTTP, mails, the journal."""

import email
import email.policy
import http.client
import json
import pathlib
import re
import socket
import time
import urllib.parse
from dataclasses import dataclass


_GIVEN = set()


def free_port():
    """A loopback port that nobody has at this moment, and that no other call was given."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        if port not in _GIVEN:
            _GIVEN.add(port)
            return port


def wait_until(condition, what, seconds=15, evidence=None):
    """The first true value of `condition()`; fails with `what` and the evidence when it never comes."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            shown = f"\n{evidence()}" if evidence else ""
            raise AssertionError(f"waited {seconds} s in vain: {what}{shown}")
        time.sleep(0.05)


# MARK: the web

@dataclass
class Response:
    status: int
    headers: http.client.HTTPMessage
    body: str


def request(method, url, form=None, headers=None):
    """One request, no redirect followed, no cookie kept. `form` is sent url-encoded."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    body, all_headers = None, dict(headers or {})
    if form is not None:
        body = urllib.parse.urlencode(form)
        all_headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
    try:
        target = urllib.parse.urlunsplit(("", "", parts.path, parts.query, ""))
        connection.request(method, target, body=body, headers=all_headers)
        answer = connection.getresponse()
        return Response(answer.status, answer.headers, answer.read().decode("utf-8"))
    finally:
        connection.close()


def get(url, **more):
    return request("GET", url, **more)


def post(url, form, **more):
    return request("POST", url, form=form, **more)


# MARK: mails

def read_maildir(folder):
    """The delivered mails as (bytes, message), oldest first. The bytes have CRLF, as on the wire."""
    files = sorted(pathlib.Path(folder, "new").glob("*"), key=lambda file: file.stat().st_mtime_ns)
    return [parse(file.read_bytes().replace(b"\n", b"\r\n")) for file in files]


def parse(raw):
    return Mail(raw, email.message_from_bytes(raw, policy=email.policy.SMTP))


@dataclass
class Mail:
    raw: bytes
    message: email.message.EmailMessage

    def __getitem__(self, header):
        return self.message[header]

    @property
    def recipient(self):
        """Whom the server delivered it to (what Postfix wrote), else whom the header names."""
        return str(self["X-Original-To"] or self["To"].addresses[0].addr_spec)

    @property
    def sender(self):
        """The envelope sender, as the server wrote it at delivery."""
        return str(self["Return-Path"]).strip("<>")

    def text(self, kind="plain"):
        return self.message.get_body(preferencelist=(kind,)).get_content()

    def links(self, path):
        """The addresses in the text part whose path begins with `path`, without their query."""
        found = re.findall(r"https?://[^\s<>()\"]+", self.text())
        return sorted({address.split("?")[0] for address in found
                       if urllib.parse.urlsplit(address).path.startswith(path)})

    def parts(self, content_type):
        return [part for part in self.message.walk() if part.get_content_type() == content_type]

    def calendars(self):
        """The text/calendar parts, parsed by a library that is not ours."""
        from icalendar import Calendar

        return [Calendar.from_ical(part.get_content()) for part in self.parts("text/calendar")]

    def defects(self):
        """What Python's parser objects to, in any part or header; a good mail has none."""
        found = []
        for part in self.message.walk():
            found += part.defects
            for name, value in part.items():
                found += [f"{name}: {defect!r}" for defect in getattr(value, "defects", ())]
        return found


def without_trace(raw):
    """The mail as it was handed over: without what the receiving server put above it."""
    head, _, body = raw.partition(b"\r\n\r\n")
    fields = re.split(rb"\r\n(?![ \t])", head)
    trace = (b"return-path:", b"x-original-to:", b"delivered-to:", b"received:")
    kept = [field for field in fields if not field.lower().startswith(trace)]
    return b"\r\n".join(kept) + b"\r\n\r\n" + body


# MARK: the journal

def _crc32c_table():
    table = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


_TABLE = _crc32c_table()


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = (crc >> 8) ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def read_journal(state):
    """The entries of State/journal, checked line by line: JSON, checksum, seq without gaps, and never
    claiming to be durable beyond what was written before."""
    entries = []
    for file in sorted(pathlib.Path(state, "journal").glob("*.jsonl")):
        lines = file.read_bytes().split(b"\n")
        if lines.pop() != b"":
            raise AssertionError(f"{file.name}: the last line has no end")
        for number, line in enumerate(lines, 1):
            place = f"{file.name}:{number}"
            body, mark, tail = line.rpartition(b',"crc"')
            match = re.fullmatch(rb':"([0-9a-f]{8})"}', tail)
            if not mark or not match or int(match[1], 16) != crc32c(body):
                raise AssertionError(f"{place}: the checksum does not fit: {line!r}")
            entry = json.loads(line)
            if entries and entry["seq"] != entries[-1]["seq"] + 1:
                raise AssertionError(f"{place}: seq {entry['seq']} after {entries[-1]['seq']}")
            if entry["durable"] >= entry["seq"]:
                raise AssertionError(f"{place}: durable {entry['durable']} at seq {entry['seq']}")
            entries.append(entry)
    return entries
