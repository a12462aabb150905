"""What robots, scanners and strangers do to the pages of a real daemon: nothing changes, nobody is in the way."""

import concurrent.futures
import contextlib
import itertools
import random
import re
import socket
import time

import links
from harness import EVENT, Case, fixture_config, local
from tools import get, post, read_journal, request

ANNA, BEN = "101", "102"
# What the mail scanners and link previews of large providers call themselves, and how prefetches look.
SCANNERS = [
    {"User-Agent": "Mozilla/5.0 (compatible; Microsoft-Office-SafeLinks/1.0)"},
    {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Barracuda Sentinel (EE)"},
    {"User-Agent": "Mozilla/5.0 (compatible; Proofpoint URL Defense)"},
    {"User-Agent": "Mimecast-URL-Protect"},
    {"User-Agent": "GoogleImageProxy", "Purpose": "prefetch", "Sec-Purpose": "prefetch;prerender"},
    {"User-Agent": "Slackbot-LinkExpanding 1.0", "X-Moz": "prefetch", "X-Purpose": "preview"},
]
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


class AbuseTest(Case):
    def setUp(self):
        super().setUp()
        self.site = fixture_config(self.folder, "smtp://127.0.0.1:1")
        # Far off, so that nothing is mailed.
        self.site.write_event(starts="2099-06-17T14:00:00", guests="2")
        self.site.write_event("onlangs", starts=local(days=-30))
        self.site.write_event("lang-geleden", starts=local(days=-32))
        self.program = self.convoke(self.site).start()
        self.rsvp = links.rsvp(self.site, ANNA, EVENT)

    def lines(self):
        """What visitors could have done: the journal without the store's own lines and what time did."""
        return [entry for entry in read_journal(self.site.state)
                if entry["type"].split(".")[0] in ("rsvp", "seat", "person", "colleague", "occurred", "hold")]

    def wire(self, data, seconds=30):
        """Everything the server says to these bytes until it closes."""
        with socket.create_connection(("127.0.0.1", self.site.web_port), timeout=seconds) as peer:
            with contextlib.suppress(ConnectionError):
                peer.sendall(data)
            answer = b""
            with contextlib.suppress(ConnectionError):
                while chunk := peer.recv(65536):
                    answer += chunk
            return answer

    def test_fifty_looks_of_every_scanner_at_every_link_leave_no_trace(self):
        person = links.unsubscribe(self.site, ANNA), links.preferences(self.site, ANNA)
        desk = links.host(self.site, EVENT)
        every = [self.rsvp, self.rsvp + "?a=no", self.rsvp + "/event.ics", self.rsvp + "/own",
                 self.rsvp + "/colleague", *person, person[1] + "/data.json", desk, desk + "/answers.csv",
                 desk + "/sheet", desk + "/badges"]
        before = self.lines()

        def scan(number):
            headers = SCANNERS[number % len(SCANNERS)]
            return {request("HEAD" if number % 5 == 0 else "GET", link, headers=headers).status for link in every}

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            self.assertEqual(set().union(*pool.map(scan, range(50))), {200})
        self.assertEqual(self.lines(), before)

    def test_a_hundred_equal_answers_at_once_and_then_two_different(self):
        with concurrent.futures.ThreadPoolExecutor(100) as pool:
            same = list(pool.map(lambda _: post(self.rsvp, {"answer": "yes", "guests": "1"}).status, range(100)))
            self.assertEqual(set(same), {303})
            self.assertEqual(len([line for line in self.lines() if line["type"] == "rsvp.received"]), 1)
            two = [{"answer": "yes", "guests": "2"}, {"answer": "maybe"}]
            self.assertEqual([each.status for each in pool.map(lambda form: post(self.rsvp, form), two)], [303, 303])
        answers = [(line["answer"], line.get("guests", 0))
                   for line in self.lines() if line["type"] == "rsvp.received"]
        self.assertEqual((answers[0], sorted(answers[1:])), (("yes", 1), [("maybe", 0), ("yes", 2)]))
        [row] = self.program.json("rsvps", EVENT)
        self.assertEqual((row["answer"], row["guests"]), answers[-1])

    def test_ten_thousand_links_that_are_one_bit_off_open_nothing(self):
        """One bit of a good link, or two, changed; the answer is always the same."""
        token = self.rsvp.rpartition("/")[2]
        bits = [(place, bit) for place in range(len(token)) for bit in range(6)]

        def changed(*flips):
            characters = list(token)
            for place, bit in flips:
                characters[place] = ALPHABET[ALPHABET.index(characters[place]) ^ 1 << bit]
            return "".join(characters)

        # Every single bit, then pairs of them.
        pairs = random.Random(7).sample(list(itertools.combinations(bits, 2)), 10_000 - len(bits))
        wrong = {changed(bit) for bit in bits} | {changed(*pair) for pair in pairs}
        self.assertEqual(len(wrong - {token}), 10_000)
        statuses = set()
        with socket.create_connection(("127.0.0.1", self.site.web_port), timeout=30) as peer:
            reader = peer.makefile("rb")
            for number, each in enumerate(sorted(wrong)):
                # From ever other networks, or the limit on guesses would answer in its place.
                peer.sendall(f"GET /r/{each} HTTP/1.1\r\nHost: x\r\n"
                             f"X-Forwarded-For: 10.{number >> 8}.{number & 255}.1\r\n\r\n".encode())
                statuses.add(reader.readline())
                length = 0
                while (line := reader.readline()) != b"\r\n":
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                reader.read(length)
        self.assertEqual(statuses, {b"HTTP/1.1 404 Not Found\r\n"})
        self.assertEqual(get(self.rsvp).status, 200)

    def test_a_hosts_link_is_the_hosts_own_and_ends_a_month_after_the_event(self):
        self.assertEqual(get(links.host(self.site, "onlangs")).status, 200)
        self.assertEqual(get(links.host(self.site, "lang-geleden")).status, 404)
        self.assertEqual(get(links.host(self.site, EVENT, "anna@network.test")).status, 404)
        # A partner's link says that it is over.
        self.assertIn("voorbij", get(links.rsvp(self.site, ANNA, "lang-geleden")).body)

    def test_requests_that_no_honest_program_sends_are_refused(self):
        path = "/r/" + self.rsvp.rpartition("/")[2]
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        body = "answer=yes"
        hostile = {
            "a length and chunks": f"{head}Content-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{body}",
            "chunks and a length": f"{head}Transfer-Encoding: chunked\r\nContent-Length: 10\r\n\r\n0\r\n\r\n{body}",
            "two lengths": f"{head}Content-Length: 10\r\nContent-Length: 12\r\n\r\n{body}",
            "a signed length": f"{head}Content-Length: +10\r\n\r\n{body}",
            "a bad chunk size": f"{head}Transfer-Encoding: chunked\r\n\r\nxyz\r\n{body}\r\n0\r\n\r\n",
            "a chunk longer than said": f"{head}Transfer-Encoding: chunked\r\n\r\n5\r\n{body}\r\n0\r\n\r\n",
            "an encoding nobody knows": f"{head}Transfer-Encoding: xchunked\r\n\r\n{body}",
            "a folded header": f"{head}X-A: b\r\n c\r\nContent-Length: 10\r\n\r\n{body}",
            "a space before the colon": f"{head}Content-Length : 10\r\n\r\n{body}",
            "a null byte in a header": f"{head}X-A: \0\r\nContent-Length: 10\r\n\r\n{body}",
            "a hundred thousand headers": head + "X-A: b\r\n" * 100_000 + f"Content-Length: 10\r\n\r\n{body}",
            "a header of a megabyte": f"{head}X-A: {'b' * 1_000_000}\r\nContent-Length: 10\r\n\r\n{body}",
            "a huge body": f"{head}Content-Length: 104857600\r\n\r\n{body}" + "x" * 1_000_000,
            "no HTTP at all": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "x" * 500 + "\r\n\r\n",
        }
        before = self.lines()
        for name, text in hostile.items():
            with self.subTest(name):
                answer = self.wire(text.encode("latin-1"))
                status = re.match(rb"HTTP/1\.1 (\d+)|$", answer)[1]
                self.assertIn(status, (None, b"400", b"413", b"431", b"501"), answer[:200])
        self.assertEqual(self.lines(), before)
        self.assertEqual(get(self.rsvp).status, 200)

    def test_a_thousand_slow_clients_are_in_nobodys_way(self):
        path = "/r/" + self.rsvp.rpartition("/")[2]
        pieces = [f"GET {path} HTTP/1.1\r\nHost:".encode(),
                  f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                  f"Content-Length: 10\r\n\r\nans".encode(), b""]
        with contextlib.ExitStack() as slow:
            for number in range(1000):
                peer = slow.enter_context(socket.create_connection(("127.0.0.1", self.site.web_port), timeout=30))
                peer.sendall(pieces[number % len(pieces)])
            took = []
            for number in range(50):
                began = time.monotonic()
                if number % 2:
                    self.assertEqual(post(self.rsvp, {"answer": "no" if number % 4 == 1 else "yes"}).status, 303)
                else:
                    self.assertEqual(get(self.rsvp).status, 200)
                took.append(time.monotonic() - began)
        took.sort()
        print(f"\nbeside 1,000 slow clients: {took[25] * 1000:.0f} ms, the slowest {took[-1] * 1000:.0f} ms",
              flush=True)
