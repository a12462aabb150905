"""Pages and forms on other people's proxies, under abuse, and in the words of those who read them."""

import concurrent.futures
import http.client
import http.server
import re
import resource
import shutil
import socket
import threading
import time
import unittest

import links
from harness import EVENT, Case, PlainServer, fixture_config, local
from tools import get, parse, post, read_journal, wait_until

ANNA, BEN, CARLA, DIRK = "anna@network.test", "ben@network.test", "carla@network.test", "dirk@network.test"
LUNCH = '[[question]]\nid = "lunch"\nask = { nl = "Eet je mee?", en = "Lunch?" }\ntype = "yesno"\n'
WORDS = '[[question]]\nid = "vraag"\nask = "Welke vraag breng je mee?"\ntype = "text"\n'


class Proxy:
    """A reverse proxy for one path of its own name, which takes that path off or passes it on."""

    def __init__(self, path, strips):
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self):
                if not self.path.startswith(path + "/"):
                    return self.send_error(502, "outside of the path")
                target = self.path[len(path):] if strips else self.path
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                upstream = http.client.HTTPConnection("127.0.0.1", proxy.upstream, timeout=20)
                upstream.request(self.command, target, body or None, dict(self.headers))
                answer = upstream.getresponse()
                data = answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("connection", "content-length", "date", "server"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
                upstream.close()

            do_GET = do_POST = pass_on

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.path, self.url, self.upstream = path, self.origin + path, None
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class FieldCase(Case):
    def network(self, url=None, **keys):
        """A network whose event lies far off, so that only what the pages cause is mailed."""
        self.server = PlainServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url, **({"web": {"url": f'"{url}"'}} if url else {}))
        self.site.write_event(**{"starts": "2099-06-17T14:00:00", **keys})

    def start(self, **options):
        self.program = self.convoke(self.site, **options).start()
        self.people = {name: links.rsvp(self.site, number, EVENT)
                       for name, number in ((ANNA, "101"), (BEN, "102"), (CARLA, "103"), (DIRK, "104"))}
        self.desk = links.host(self.site, EVENT)

    def mails_to(self, address):
        return [parse(mail.content) for mail in self.server.mails
                if address in [each.lower() for each in mail.recipients]]

    def mail_to(self, address, subject):
        def found():
            return [mail for mail in self.mails_to(address) if subject in mail["Subject"]]
        wait_until(found, f"a mail to {address}: {subject}", 30, evidence=self.program.log)
        return found()[0]

    def entries(self, kind):
        return [entry for entry in read_journal(self.site.state) if entry["type"] == kind]


class TextTest(FieldCase):
    def test_a_note_of_several_lines_is_sent_as_it_was_shown(self):
        self.network()
        self.start()
        self.assertEqual(post(self.people[ANNA], {"answer": "yes"}).status, 303)
        note = "Beste allemaal,\r\n\r\nNeem een jas mee.\r\nHet wordt koud.\r\n\r\n- eerste\r\n- tweede\r\n"
        shown = post(self.desk, {"note": note, "action": "show"}).body
        hidden = re.search(r'<input type="hidden" name="note" value="([^"]*)"', shown)[1]
        self.assertNotIn("\r", hidden)
        # A browser sends the hidden field's line ends as CRLF, whatever they were.
        self.assertEqual(post(self.desk, {"note": hidden.replace("\n", "\r\n"), "action": "send"}).status, 303)
        mail = self.mail_to(ANNA, "Bericht van Sanne")
        self.assertNotIn("\N{REPLACEMENT CHARACTER}", mail.text() + mail.text("html"))
        self.assertIn("Beste allemaal,\n\nNeem een jas mee. Het wordt koud.\n\n- eerste\n- tweede\n",
                      mail.text().replace("\r\n", "\n"))
        preview = re.search(r'<div id="note-preview"[^>]*>(.*?)</div>\n<form', shown, re.S)[1]
        self.assertIn(preview.strip(), mail.text("html").replace("\r\n", "\n"))


class ProxyTest(FieldCase):
    def behind(self, strips):
        proxy = Proxy("/doe-mee", strips)
        self.addCleanup(proxy.close)
        # The invitation is due, for the links in a mail.
        self.network(url=proxy.url, starts=local(days=30))
        self.site.write_settings(network={"logo": '"logo.svg"'})
        self.site.write("logo.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="48"/>')
        proxy.upstream = self.site.web_port
        self.assertEqual(self.convoke(self.site).run("check").returncode, 0)
        self.start()

        mail = self.mail_to(ANNA, "Najaarsbijeenkomst")
        rsvp = next(link for link in mail.links("/doe-mee/r/") if not link.endswith(".ics"))
        self.assertTrue(rsvp.startswith(proxy.url + "/r/"), rsvp)
        self.assertEqual(mail.links("/r/"), [])
        [calendar] = mail.calendars()
        self.assertIn(rsvp.encode(), calendar.to_ical().replace(b"\r\n ", b""))
        [leave] = re.findall(r"<(http[^>]+)>", mail["List-Unsubscribe"])
        self.assertTrue(leave.startswith(proxy.url + "/u/"))
        desk = links.host(self.site, EVENT).replace(self.site.web, proxy.url)
        news = links.preferences(self.site, "101").replace(self.site.web, proxy.url)
        seen = set()
        todo = [rsvp, rsvp + "?a=yes", rsvp + "/own", desk, leave, news]
        while todo:
            url = todo.pop()
            if url in seen:
                continue
            seen.add(url)
            answer = get(url)
            self.assertEqual(answer.status, 200, url)
            for path in re.findall(r'(?:href|action|src)="(/[^"#]*)', answer.body):
                self.assertTrue(path.startswith("/doe-mee/"), f"{path} on {url}")
                todo.append(proxy.origin + path)
        self.assertTrue({proxy.url + "/logo", desk + "/answers.csv", news + "/data.json"} <= seen, seen)
        # A form, as a browser sends it from our page; a redirect; the other's place is no origin of ours.
        sent = post(rsvp, {"answer": "yes"}, headers={"Origin": proxy.origin})
        self.assertEqual((sent.status, sent.headers["Location"]), (303, rsvp.removeprefix(proxy.origin)))
        self.assertIn("BEGIN:VCALENDAR", get(rsvp + "/event.ics").body)
        self.assertEqual(post(rsvp, {"answer": "no"}, headers={"Origin": "http://evil.example"}).status, 403)
        gone = post(leave, {"List-Unsubscribe": "One-Click"})
        self.assertEqual(gone.status, 200)
        self.assertEqual(len(self.entries("person.unsubscribed")), 1)
        self.assertEqual(get(proxy.url + "/r/" + "A" * 40).status, 404)

    def test_below_a_path_that_the_proxy_takes_off(self):
        self.behind(strips=True)

    def test_below_a_path_that_the_proxy_passes_on(self):
        self.behind(strips=False)

    def test_only_a_path_that_cannot_work_is_refused(self):
        self.network()
        program = self.convoke(self.site)
        for path, code in (("/doe-mee", 0), ("/a/b-c_d.e~f/", 0), ("/doe//mee", 1), ("/../doe", 1), ("/a/./b", 1),
                           ("/d%6fe", 1), ("/doe?x=1", 1), ("/{doe}", 1)):
            self.site.write_settings(web={"url": f'"https://mvo.example{path}"'})
            done = program.run("check", expect=code)
            self.assertEqual("'url' must be" in done.stdout + done.stderr
                             or "the path of 'url'" in done.stdout + done.stderr, code == 1, path)


class DeskTest(FieldCase):
    def tiles(self):
        return {label: int(number)
                for label, number in re.findall(r"<dt>([^<]*)</dt><dd>(\d+)</dd>", get(self.desk).body)}

    def test_the_numbers_and_words_of_the_desk_and_of_an_offer(self):
        self.network(capacity="1", answer_by='"-3d"', more=LUNCH)
        self.start()
        self.assertEqual(post(self.people[ANNA], {"answer": "yes", "q_lunch": "yes"}).status, 303)
        self.assertEqual(post(self.people[BEN], {"answer": "yes", "q_lunch": "no"}).status, 303)
        self.assertEqual(self.tiles(), {"Plaatsen bezet van 1": 1, "Ja": 1, "Wachtlijst": 1, "Misschien": 0,
                                        "Nee": 0, "Nog stil": 2})
        desk = get(self.desk).body
        said = re.findall(r"Eet je mee\?</span><br>([^<]*)", desk)
        self.assertEqual(said, ["Ja", "Nee"])
        rows = get(self.desk + "/answers.csv").body
        self.assertNotIn("yes", rows)
        self.assertRegex(rows, r"(?m)^.*Ben de Vries.*Nee\r?$")
        # Who has a place is told what another answer gives up, before it is given.
        self.assertIn("dan komt je plaats vrij voor een ander", get(self.people[ANNA]).body)
        self.assertIn("geef je je plek op de wachtlijst op", get(self.people[BEN]).body)
        self.assertIn("Graag je antwoord uiterlijk", get(self.people[DIRK]).body)

        time.sleep(1.1)  # or the curve has one moment, and is no curve
        self.assertEqual(post(self.people[ANNA], {"answer": "no"}).status, 303)
        offer = get(self.people[BEN]).body
        self.assertIn("We houden hem voor je vast tot", offer)
        self.assertNotIn("Graag je antwoord uiterlijk", offer)
        self.assertIn("gaat de plaats meteen naar de volgende", offer)
        self.assertEqual(self.tiles()["Plaats aangeboden"], 1)
        self.assertEqual(self.tiles()["Ja"], 0)
        # Ben waited and has an offer; neither is a seat.
        self.assertIn("van 1 naar 0", get(self.desk).body)
        self.assertEqual(post(self.people[BEN], {"answer": "maybe"}).status, 303)
        self.assertIn("is nu voor een ander", get(self.people[BEN]).body)
        self.assertIn("is nu voor een ander", " ".join(self.mail_to(BEN, "antwoord is misschien").text().split()))
        # Who never had a place is not told of one.
        self.assertEqual(post(self.people[DIRK], {"answer": "maybe"}).status, 303)
        self.assertNotIn("voor een ander", get(self.people[DIRK]).body)
        self.assertNotIn("voor een ander", self.mail_to(DIRK, "antwoord is misschien").text())
        self.assertEqual(sum(self.tiles().values()) - self.tiles()["Plaatsen bezet van 1"], 4)


class LimitTest(FieldCase):
    def test_words_beside_a_no_end_and_the_no_does_not(self):
        self.network(more=WORDS)
        self.start()
        link = self.people[ANNA]
        answers = [post(link, {"answer": "no", "q_vraag": f"w{number:03} " + "x" * 3000}) for number in range(40)]
        self.assertEqual([answer.status for answer in answers], [303] * 30 + [200] * 10)
        self.assertIn("je woorden niet", answers[-1].body)
        self.assertIn("w039", answers[-1].body)
        written = [entry for entry in read_journal(self.site.state) if entry["type"] in ("rsvp.received", "rsvp.words")]
        self.assertEqual(len(written), 30)
        [row] = self.program.json("rsvps", EVENT)
        self.assertEqual((row["answer"], row["answers"]["vraag"][:4]), ("no", "w029"))
        # Spent or not: an equal repeat and a plain no are taken, and a yes waits.
        self.assertEqual(post(link, {"answer": "no", "q_vraag": "w029 " + "x" * 3000}).status, 303)
        self.assertEqual(post(link, {"answer": "no"}).status, 303)
        self.assertEqual(post(link, {"answer": "yes"}).status, 429)

    def test_preferences_end_and_unsubscribing_does_not(self):
        self.network()
        self.start()
        page = links.preferences(self.site, "101")
        statuses = [post(page, {"action": "save", "language": ("en", "nl")[number % 2], "kind": "openspace"}).status
                    for number in range(40)]
        self.assertEqual(statuses, [303] * 30 + [429, 303] * 5)
        self.assertEqual(len(self.entries("person.language")), 30)
        self.assertEqual(post(page, {"action": "save", "language": "en"}).status, 429)
        self.assertEqual([entry["kind"] for entry in self.entries("person.unsubscribed")], ["openspace"])
        leave = links.unsubscribe(self.site, "102")
        for _ in range(45):
            self.assertEqual(post(leave, {"List-Unsubscribe": "One-Click"}).status, 200)
            last = post(leave, {"action": "resume"}).status
        self.assertEqual(last, 429)
        self.assertEqual(len(self.entries("person.resubscribed")), 30)
        self.assertEqual(len(self.entries("person.unsubscribed")), 32)

    def test_refused_colleagues_leave_nothing_behind(self):
        self.network()
        self.start()
        own = self.people[ANNA] + "/own"
        statuses = [post(own, {"name": "Bram", "email": f"verzonnen{number}@elders.test"}).status
                    for number in range(60)]
        self.assertEqual(statuses, [200] * 10 + [429] * 50)
        # A place that one does not have sends nobody either.
        for number in range(20):
            post(self.people[BEN] + "/colleague", {"name": "B", "email": f"gestuurd{number}@elders.test"})
        self.program.run("store", "compact")
        self.program.stop()
        held = b"".join(file.read_bytes() for file in self.site.state.rglob("*.jsonl"))
        self.assertEqual({int(number) for number in re.findall(rb"verzonnen(\d+)@", held)}, set(range(10)))
        self.assertNotIn(b"gestuurd", held)

    def test_nobody_is_mailed_or_known_at_a_strangers_wish(self):
        self.network(capacity="3")
        self.start()
        self.assertEqual(post(self.people[ANNA], {"answer": "yes"}).status, 303)
        self.assertEqual(post(self.people[CARLA], {"answer": "yes"}).status, 303)
        self.assertEqual(post(links.unsubscribe(self.site, "102"), {"action": "stop"}).status, 200)
        self.program.run("people", "forget", "dirk@network.test", "--yes")

        def ask(email, name="Bram de Wit", errand="own"):
            answer = post(f"{self.people[ANNA]}/{errand}", {"name": name, "email": email})
            return answer.status, answer.body.replace(email, "X")
        same = ask("nieuw@elders.test")
        self.assertEqual(same[0], 200)
        for email in (BEN, CARLA, DIRK, ANNA, "nieuw@elders.test"):
            self.assertEqual(ask(email), same, email)
        for name in ("https://evil.example", "Win op evil.example", "bel 0900-123456", "a@b.nl", "x" * 61):
            for email in (BEN, CARLA, "ander@elders.test"):
                status, body = ask(email, name)
                self.assertEqual((status, "naamkaartje" in body), (422, True), name)
        mail = self.mail_to("nieuw@elders.test", "Jouw uitnodiging")
        self.assertIn("Anna Jansen kreeg een uitnodiging", " ".join(mail.text().split()))
        self.assertIn("op naam van Bram de Wit", " ".join(mail.text().split()))
        asked = {entry["person"] for entry in self.entries("colleague.asked")}
        self.assertEqual(asked, {"nieuw@elders.test", "103"})
        # Sending somebody who comes anyway looks like any other sending.
        self.assertEqual(ask(CARLA, errand="colleague")[0], 303)
        self.assertIn("Je plaats is nu van", get(self.people[ANNA]).body)
        rows = {row["email"]: row["seat"] for row in self.program.json("rsvps", EVENT)}
        self.assertEqual((rows[ANNA], rows[CARLA]), ("none", "seated"))
        self.assertEqual([mail for mail in self.mails_to(BEN) if "uitnodiging" in mail["Subject"]], [])


class LoadTest(FieldCase):
    WIDE = [row * width + "\n" + "|-" * width + "|\n" + "a\n" * 1700 for row, width in (("|a", 49), ("|a", 120))]

    def test_laborious_notes_stand_in_nobodys_way(self):
        self.network()
        self.start()
        self.assertEqual(post(self.people[ANNA], {"answer": "yes"}).status, 303)
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            notes = [pool.submit(post, self.desk, {"note": self.WIDE[number % 2][:3844], "action": "show"})
                     for number in range(6)]
            slowest = 0
            while not all(note.done() for note in notes):
                begin = time.monotonic()
                self.assertEqual(get(self.site.admin + "/healthz").status, 200)
                self.assertEqual(get(self.people[ANNA]).status, 200)
                slowest = max(slowest, time.monotonic() - begin)
            self.assertLess(slowest, 5)
            self.assertEqual({note.result().status for note in notes}, {200})
        self.assertEqual(self.program.stop(), 0)

    def test_a_wide_table_in_a_newsletter_is_named(self):
        self.network()
        table = "|a" * 2000 + "|\n" + "|-" * 2000 + "|\n" + "|b" * 2000 + "|\n"
        self.site.write("Config/newsletters/breed.md",
                        '+++\nsubject = "Breed"\naudience = "everyone"\nat = 2099-06-17T14:00:00\n+++\n' + table)
        done = self.convoke(self.site).run("check")
        self.assertIn("a table of more than 50 columns is left as it was typed", done.stdout + done.stderr)

    def test_two_thousand_silent_connections_shut_nobody_out(self):
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, limit[1]), limit[1]))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, limit)
        self.network()
        for proxies, most in (("[]", 500), ('["127.0.0.1"]', 2000)):
            with self.subTest(trusted_proxies=proxies):
                self.site.write_settings(web={"trusted_proxies": proxies})
                self.start()
                silent = []
                try:
                    for number in range(2100):
                        peer = socket.create_connection(("127.0.0.1", self.site.web_port), timeout=5)
                        if number % 3 == 0:
                            peer.sendall(b"POST /r/x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na")
                        silent.append(peer)
                    begin = time.monotonic()
                    for _ in range(3):
                        self.assertEqual(get(self.people[ANNA]).status, 200)
                    self.assertLess(time.monotonic() - begin, 5)
                    wait_until(lambda: self.alive(silent) <= most, "the idlest are gone", 10)
                finally:
                    for peer in silent:
                        peer.close()
                self.assertEqual(self.program.stop(), 0)

    @staticmethod
    def alive(peers):
        def is_open(peer):
            peer.setblocking(False)
            try:
                return peer.recv(1) != b""
            except BlockingIOError:
                return True
            except OSError:
                return False
        return sum(map(is_open, peers))

    @unittest.skipUnless(shutil.which("strace"), "no strace on this machine")
    def test_a_failed_accept_ends_nothing(self):
        for error in ("EPROTO", "ENETDOWN", "EMFILE"):
            with self.subTest(error=error):
                self.network() if not hasattr(self, "site") else None
                self.start(wrapper=("strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=accept4",
                                    "-e", f"inject=accept4:error={error}:when=2"))
                # The connection that broke is that client's trouble; the next one finds an open door.
                for link in [self.people[ANNA]] * 4 + [self.site.admin + "/healthz"] * 2:
                    wait_until(lambda: self.opens(link), f"{link} after {error}", 10, evidence=self.program.log)
                wait_until(lambda: self.opens(self.people[ANNA], {"answer": "no"}), "an answer", 10)
                self.program.process.poll()
                self.assertIsNone(self.program.process.returncode)
                self.assertEqual(self.program.stop(), 0)

    @staticmethod
    def opens(link, form=None):
        try:
            return (get(link) if form is None else post(link, form)).status in (200, 303)
        except OSError:
            return False
