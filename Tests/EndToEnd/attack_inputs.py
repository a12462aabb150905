"""What the surveys of `attack.py` send: endless and from one source of randomness."""

import base64
import itertools
import urllib.parse


def _shuffled(random, items):
    """All of them in a random order, over and over."""
    items = list(items)
    while True:
        random.shuffle(items)
        yield from items


def forgeries(random, good, other):
    """Pairs of a purpose and a token that must not open it. `other` is somebody else's RSVP token."""
    def raw(token):
        return bytearray(base64.urlsafe_b64decode(token[:36]))

    def spelled(data, version="1"):
        return base64.urlsafe_b64encode(bytes(data)).decode() + version

    def flipped(purpose):
        data = raw(good[purpose])
        for _ in range(random.choice([1, 1, 1, 2, 8])):
            bit = random.randrange(len(data) * 8)
            data[bit // 8] ^= 1 << bit % 8
        return data if data != raw(good[purpose]) else flipped(purpose)

    def half(purpose):
        # The reference of one and the code of another.
        data, stranger = raw(good[purpose]), raw(other)
        return data[:11] + stranger[11:] if random.random() < 0.5 else stranger[:11] + data[11:]

    def respelled(token):
        place = random.randrange(36)
        letter = token[place]
        return random.choice([
            lambda: token[:36], lambda: token + "1", lambda: token + "=", lambda: token[:36] + "2", lambda: token + "%00",
            lambda: token[:place] + "%%%02x" % ord(letter) + token[place + 1:], lambda: token.swapcase(),
            lambda: token[:place] + urllib.parse.quote("à") + token[place + 1:], lambda: "%20" + token, lambda: token + ".",
            lambda: token[:place] + token[place + 1:], lambda: token[:35] + "==", lambda: "/" + token, lambda: token + "/x/y",
        ])()

    for purpose in _shuffled(random, good):
        token = good[purpose]
        kind = random.randrange(5)
        if kind == 0:
            made = spelled(flipped(purpose))
        elif kind == 1:
            made = spelled(half(purpose))
        elif kind == 2:
            made = good[random.choice([name for name in good if name != purpose])]
        elif kind == 3:
            made = respelled(token)
        else:
            made = spelled(random.randbytes(27))
        if made not in (token, other):
            yield purpose, made


def smuggling_shapes(random, inner):
    """Names and requests: a length that is said twice, or strangely, around a hidden request."""
    size = len(inner)
    head = "POST /r/nobody HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    chunked = f"{size:x}\r\n{inner}\r\n0\r\n\r\n"
    empty = "0\r\n\r\n" + inner
    both = f"Content-Length: {size + 5}\r\n"
    shapes = {
        "length and chunks": head + both + "Transfer-Encoding: chunked\r\n\r\n" + empty,
        "chunks and length": head + "Transfer-Encoding: chunked\r\n" + both + "\r\n" + empty,
        "two lengths": head + f"Content-Length: 0\r\nContent-Length: {size}\r\n\r\n" + inner,
        "two lengths, the other way": head + f"Content-Length: {size}\r\nContent-Length: 0\r\n\r\n" + inner,
        "lengths in a list": head + f"Content-Length: 0, {size}\r\n\r\n" + inner,
        "length with a sign": head + f"Content-Length: +{size}\r\n\r\n" + inner,
        "length below zero": head + f"Content-Length: -{size}\r\n\r\n" + inner,
        "length in hexadecimal": head + f"Content-Length: 0x{size:x}\r\n\r\n" + inner,
        "length with a zero": head + f"Content-Length: 00{size}\r\n\r\n" + inner,
        "length too large": head + f"Content-Length: {2**64}\r\n\r\n" + inner,
        "space before the colon": head + f"Content-Length : {size}\r\n\r\n" + inner,
        "tab before the colon": head + f"Transfer-Encoding\t: chunked\r\n{both}\r\n" + empty,
        "folded": head + f"X: y\r\n Content-Length: {size}\r\n\r\n" + inner,
        "folded encoding": head + f"Transfer-Encoding:\r\n chunked\r\n{both}\r\n" + empty,
        "bare line feeds": head.replace("\r\n", "\n") + f"Content-Length: {size}\n\n" + inner,
        "bare return in a value": head + f"X: y\rContent-Length: {size}\r\n\r\n" + inner,
        "zero byte in a name": head + f"Content\0-Length: {size}\r\n\r\n" + inner,
        "chunk size with a sign": head + "Transfer-Encoding: chunked\r\n\r\n" + f"+{size:x}\r\n{inner}\r\n0\r\n\r\n",
        "chunk size too large": head + "Transfer-Encoding: chunked\r\n\r\n" + f"1{'0' * 16}\r\n{inner}\r\n0\r\n\r\n",
        "chunk extension": head + "Transfer-Encoding: chunked\r\n\r\n" + f"{size:x};x=\"\n0\r\n\r\n{inner}\r\n0\r\n\r\n",
        "chunks that end in a line feed": head + "Transfer-Encoding: chunked\r\n\r\n" + f"{size:x}\n{inner}\n0\n\n",
        "chunks of HTTP/1.0": head.replace("1.1", "1.0") + f"Transfer-Encoding: chunked\r\n{both}\r\n" + empty,
        "trailer that is a request": head + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n " + inner + "\r\n\r\n",
        "encoding of vertical tab": head + f"Transfer-Encoding:\x0bchunked\r\n{both}\r\n" + empty,
        "other encodings": head + f"Transfer-Encoding: gzip, chunked\r\n{both}\r\n" + empty,
        "chunked twice": head + f"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n{both}\r\n" + empty,
        "identity": head + f"Transfer-Encoding: identity\r\nContent-Length: {size}\r\n\r\n" + inner,
        "a name that only looks so": head + f"Transfer-Encodıng: chunked\r\nContent-Length: {size}\r\n\r\n".encode().decode("latin-1") + inner,
        "chunked properly": head + "Transfer-Encoding: chunked\r\n\r\n" + chunked,
        "length properly": head + f"Content-Length: {size}\r\n\r\n" + inner,
    }
    for name in _shuffled(random, shapes):
        yield name, shapes[name]


def smtp_faults(random):
    """A stage and what goes wrong there."""
    stages = ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "body", "dot", "reply"]
    replies = ["421 4.3.0 going down", "451 4.3.0 later", "close", "rubbish", "half"]
    pairs = [(stage, fault) for stage in stages for fault in replies if (stage, fault) != ("body", "451 4.3.0 later")]
    pairs += [(stage, "550 5.1.1 no such user") for stage in ("RCPT", "dot")]
    pairs += [("tls", fault) for fault in ("absent", "refused", "rubbish", "injected")]
    return _shuffled(random, pairs)


def bombs(random):
    """Names and mails that are much work for little."""
    head = b"From: a@b.test\r\nTo: bounces@network.test\r\nSubject: x\r\nMIME-Version: 1.0\r\n"

    def nested(depth):
        text = head
        for level in range(depth):
            text += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
        return text + b"\r\nend"

    def parts(count):
        return head + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\na\r\n" * count + b"--x--\r\n"

    def calendar(lines):
        return (head + b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n"
                + b"BEGIN:VEVENT\r\n" * lines + b"UID:" + b"x\r\n " * lines)

    def report(fields):
        return (head + b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n"
                b"Content-Type: message/delivery-status\r\n\r\n"
                + b"Final-Recipient: rfc822; a@b.test\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n" * fields + b"--x--\r\n")

    size = random.choice([20_000, 60_000])
    kinds = {
        "nested parts": lambda: nested(size // 10), "many parts": lambda: parts(size),
        "many fields": lambda: b"X: y\r\n" * size * 4 + head + b"\r\n",
        "one long field": lambda: b"Subject: " + b"a" * size * 50 + b"\r\n" + head + b"\r\n",
        "one folded field": lambda: b"Subject: " + b"a\r\n " * size * 10 + b"\r\n" + head + b"\r\n",
        "encoded words": lambda: b"Subject: " + b"=?utf-8?q?=3D?= " * size + b"\r\n" + head + b"\r\n",
        "half encoded words": lambda: b"Subject: " + b"=?utf-8?q?" * size + b"\r\n" + head + b"\r\n",
        "brackets": lambda: b"References: " + b"<" * size * 10 + b"\r\n" + head + b"\r\n",
        "comments": lambda: b"From: " + b"(" * size * 10 + b"\r\n" + b"To: x@y.test\r\n\r\n",
        "quotes in addresses": lambda: b"To: " + b'"\\' * size * 5 + b"\r\n" + head + b"\r\n",
        "a folded calendar": lambda: calendar(size), "many reports": lambda: report(size),
        "one line": lambda: head + b"\r\n" + b"x" * (8 << 20), "empty lines": lambda: head + b"\r\n" + b"\r\n" * (2 << 20),
        "open tags": lambda: head + b"Content-Type: text/html\r\n\r\n" + b"<div " * size * 5,
        "entities": lambda: head + b"Content-Type: text/html\r\n\r\n" + b"&#" * size * 10,
        "soft ends": lambda: head + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=\r\n" * size * 10,
        "quoted quotes": lambda: head + b"\r\n" + b">" * size * 10 + b"\n" + b"> " * size,
        "base64 of base64": lambda: head + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(
            base64.encodebytes(b"A" * (3 << 20))),
        "zero bytes": lambda: bytes(1 << 20), "nothing but ends": lambda: b"\n" * (1 << 20),
        "parameters": lambda: b"Content-Type: text/plain" + b"; a*0*=utf-8''%41" * size + b"\r\n" + head + b"\r\n",
    }
    return ((name, kinds[name]()) for name in _shuffled(random, kinds))
