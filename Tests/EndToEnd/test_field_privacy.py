"""Erasing, telling and restoring: nothing of somebody is left where that was said, everything held is
told to whoever asks, and an older backup does not bring back who was forgotten."""

import base64
import json
import os
import pathlib
import quopri
import shutil
import subprocess

import links
from harness import EVENT, INVITED, PEOPLE, Case, PlainServer, binary, fixture_config
from tools import get, parse, post, read_journal, wait_until

ANNA, BEN = "anna@network.test", "ben@network.test"


def reply(sender, invitation, body, encoding):
    """A mail in answer to an invitation, its body encoded as a mail program does."""
    text = {"base64": base64.encodebytes(body.encode()).decode(),
            "quoted-printable": quopri.encodestring(body.encode()).decode(), "8bit": body}[encoding]
    return (f"From: {sender}\r\nTo: uitnodiging@network.test\r\nSubject: Re: {invitation['Subject']}\r\n"
            f"Message-ID: <{abs(hash((sender, body)))}@mail.test>\r\nIn-Reply-To: {invitation['Message-ID']}\r\n"
            "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"Content-Transfer-Encoding: {encoding}\r\n\r\n" + text.replace("\n", "\r\n")).encode()


class PrivacyCase(Case):
    def setUp(self):
        super().setUp()
        self.relay = PlainServer().start()
        self.addCleanup(self.relay.close)
        self.site = fixture_config(self.folder, self.relay.url)
        self.site.write_event(more='[[question]]\nid = "remark"\nask = "Wat wil je kwijt?"\n', guests="2")
        self.write_rows([])

    def write_rows(self, more):
        header = "id;email;name;organisation;language;tags;contact\n"
        rows = [";".join(f'"{cell}"' if ";" in cell else cell for cell in person) + ";\n" for person in PEOPLE]
        self.site.write("Config/people/people.csv", header + "".join(rows) + "".join(more))

    def start(self):
        self.program = self.convoke(self.site).start()
        for address in INVITED:
            wait_until(lambda: self.mails(address), f"a mail to {address}", evidence=self.program.log)

    def mails(self, address):
        return [parse(mail.content) for mail in list(self.relay.mails) if mail.recipients == [address]]

    def receive(self, raw, state=None):
        done = subprocess.run([binary(), "receive", "--config", self.site.config, "--state", state or self.site.state],
                              input=raw, capture_output=True, timeout=30)
        self.assertEqual(done.returncode, 0, done.stderr)

    def settled(self):
        """No mail waits to be read."""
        rooms = [self.site.state / "spool" / room for room in ("new", "work", "done")]
        wait_until(lambda: not any(list(room.glob("*")) for room in rooms if room.exists()), "mail is read",
                   evidence=self.program.log)

    def files(self):
        return {path: path.read_bytes() for path in self.site.state.rglob("*") if path.is_file()}

    def named_in(self, *needles):
        """Files of the state that hold one of these, plainly, in base64 or quoted-printable."""
        found = set()
        for path, raw in self.files().items():
            texts = [raw, quopri.decodestring(raw)]
            if path.suffix == ".eml":
                mail = parse(raw.split(b"\n", 1)[1])
                texts += [part.get_payload(decode=True) or b"" for part in mail.message.walk()]
            found |= {str(path.relative_to(self.site.state)) for text in texts for needle in needles
                      if needle.lower().encode() in text.lower()}
        return sorted(found)


class ForgetEverythingTest(PrivacyCase):
    SECOND = "a.jansen@thuis.test"

    def test_nothing_is_left_where_it_says_so(self):
        # Bad rows of hers, her address in another's column, what an editor leaves.
        self.write_rows([
            '101;"Anna <anna@network.test>";Anna Jansen;Bakker BV;nl;partner;\n',
            "199;anna(at)network,test;Anna  JANSEN;Bakker BV;nl;partner;\n",
            "107;gert@network.test;Gert Groot;Groot BV;nl;partner;ANNA@Network.TEST\n"])
        self.site.write("Config/people/people.csv~", "id;email\n101;anna@network.test\n")
        self.start()
        wait_until(lambda: self.mails("gert@network.test"), "a mail to Gert")
        [invitation] = self.mails(ANNA)
        [bens] = self.mails(BEN)
        self.assertEqual(post(links.rsvp(self.site, "101", EVENT), {"answer": "yes", "guests": "0"}).status, 303)
        self.program.run("store", "compact")
        # Her words from another address, which only the thread ties to her; Ben's, in which she is named.
        self.receive(reply(self.SECOND, invitation, "Ik neem mijn hond mee, mag dat?\nAnna", "base64"))
        self.receive(reply(self.SECOND, invitation, "Nog één vraag: is er café-zitplaats?", "quoted-printable"))
        self.receive(reply(BEN, bens, "Vraag maar aan Anna: anna@network.test weet het.", "base64"))
        self.receive(reply(BEN, bens, "Of mail naar anna@network.test: é", "quoted-printable"))
        self.receive(b"From: x@y.test\r\nSubject: =?utf-8?B?" + base64.b64encode(b"over anna@network.test")
                     + b"?=\r\n\r\nniets\r\n")
        self.receive(b"From: x@y.test\r\nSubject: knal\r\n\r\njoanna@network.test en anna@network.test.example\r\n")
        self.settled()
        post(links.rsvp(self.site, "102", EVENT),
             {"answer": "yes", "guests": "0", "q_remark": "Bel anna@network.test als het niet lukt"})
        self.program.run("hold", EVENT, "reminder", BEN)
        self.assertTrue(self.named_in(self.SECOND))
        self.assertTrue(self.named_in("mijn hond"))

        done = self.program.run("people", "forget", ANNA, "--yes")
        self.assertIn(f"nothing of {ANNA} left", done.stdout)
        self.assertEqual(self.named_in("mijn hond", self.SECOND, "zitplaats", "Vraag maar aan Anna"), [])
        left = [path for path in self.named_in(ANNA) if "joanna@network.test" not in (self.site.state / path).read_text()]
        self.assertEqual(left, [])
        self.assertEqual(self.named_in("Bakker BV", "Anna Jansen", '"101"'), [])
        self.assertEqual(len(self.named_in("joanna@network.test")), 1, "another's address is another's")
        rows = (self.site.state / "programme/Config/people/people.csv").read_text()
        self.assertIn("107;gert@network.test;Gert Groot", rows)
        # What Ben wrote is his, without her address; and it is so in memory and after a compaction too.
        [bens] = [row for row in self.program.json("rsvps", EVENT) if row["person"] == "102"]
        self.assertEqual(bens["answers"], {"remark": "Bel [erased] als het niet lukt"})
        self.program.run("store", "compact")
        self.program.run("store", "verify")
        self.program.run("reload")
        self.assertEqual([path for path in self.named_in(ANNA)
                          if "joanna@network.test" not in (self.site.state / path).read_text()], [])

    def test_what_cannot_be_erased_is_named(self):
        self.start()
        host = "sanne@network.test"
        self.program.run("desk", EVENT)
        wait_until(lambda: self.mails(host), "a mail for the host", evidence=self.program.log)
        done = self.program.run("people", "forget", host, "--yes", expect=1)
        self.assertNotIn("nothing of", done.stdout)
        self.assertIn("programme/Config/events/najaar.toml: still names them", done.stderr)
        self.assertIn("host or the operators of the programme in force", done.stderr)
        self.assertIn("not all of somebody could be erased", self.program.log())
        # Another host takes over: nothing is left of the former one.
        self.site.write_event(host='"Wim Anders <wim@network.test>"', guests="2")
        self.program.run("reload")
        self.assertIn("nothing of", self.program.run("people", "forget", host, "--yes").stdout)
        self.assertEqual(self.named_in(host), [])
        self.one_line(self.program.run("people", "forget", host, "--yes", expect=1), "nobody is known")

    def test_without_a_daemon_the_same(self):
        self.start()
        [invitation] = self.mails(ANNA)
        self.receive(reply(self.SECOND, invitation, "Ik neem mijn hond mee, mag dat?\nAnna", "base64"))
        self.settled()
        self.assertEqual(self.program.stop(), 0)
        self.receive(reply(self.SECOND, invitation, "Toch maar niet de hond.", "base64"))
        self.assertIn("nothing of", self.program.run("people", "forget", "101", "--yes").stdout)
        self.assertEqual(self.named_in(self.SECOND, "hond", ANNA, '"101"'), [])


class ExportTest(PrivacyCase):
    def test_every_line_that_names_the_person_is_told_and_nothing_of_others(self):
        self.start()
        link = links.rsvp(self.site, "101", EVENT)
        for answer, words in (("maybe", "Of toch niet"), ("no", "Helaas"), ("yes", "Met de trein")):
            self.assertEqual(
                post(link, {"answer": answer, "guests": "0", "q_remark": words}).status, 303)
        post(links.rsvp(self.site, "102", EVENT), {"answer": "yes", "guests": "0", "q_remark": "Bens woorden"})
        self.assertEqual(post(link + "/colleague", {"name": "Bram Bakker", "email": "bram@network.test"}).status // 100, 3)
        [invitation] = self.mails(ANNA)[:1]
        self.receive(reply("a.jansen@thuis.test", invitation, "Ik heb nog een vraag over de lunch.", "base64"))
        self.settled()
        self.program.run("people", "unsubscribe", ANNA)
        held = json.loads(self.program.run("people", "export", ANNA).stdout)

        def names(entry):
            return ('"101"' in json.dumps({key: value for key, value in entry.items() if key != "answers"})
                    or ANNA in json.dumps(entry))

        journal = [entry for entry in read_journal(self.site.state) if names(entry)]
        self.assertGreater(len(journal), 8)
        told = {entry["seq"]: entry for entry in held["history"] if "seq" in entry}
        self.assertEqual(sorted(told), [entry["seq"] for entry in journal])
        for entry in journal:
            if entry.get("person") == "101":  # a line of hers is told whole
                for key in set(entry) - {"durable", "crc", "by"}:
                    self.assertEqual(told[entry["seq"]][key], entry[key], entry)
        kinds = {entry["type"] for entry in journal}
        self.assertLessEqual({"rsvp.received", "delivery.committed", "delivery.sent", "mail.received",
                              "person.unsubscribed"}, kinds)
        text = json.dumps(held)
        for hers in ("Met de trein", "Of toch niet", "Helaas", invitation["Message-ID"], "a.jansen@thuis.test"):
            self.assertIn(hers, text)
        self.assertEqual(held["rows"], [{"file": "people/people.csv", "line": 2, "row": dict(zip(
            ("id", "email", "name", "organisation", "language", "tags", "contact"), (*PEOPLE[0], "")))}])
        [mail] = held["mails"]
        self.assertTrue(mail["theirs"])
        self.assertIn(base64.b64encode(b"Ik heb nog een vraag").decode()[:20], mail["mail"])
        for others in ("Bens woorden", BEN, "Ben de Vries", "bram@network.test", "Bram Bakker", "carla@network.test",
                       '"102"', '"103"'):
            self.assertNotIn(others, text)
        # The same after a snapshot has taken the place of the lines.
        self.program.run("store", "compact")
        again = json.loads(self.program.run("people", "export", "101").stdout)
        self.assertEqual([event["answer"] for event in again["events"]], ["no"])
        self.assertIn("Of toch niet", json.dumps(again))
        self.assertNotIn("Bens woorden", json.dumps(again))


class RestoreTest(PrivacyCase):
    def setUp(self):
        super().setUp()
        self.start()
        self.assertEqual(post(links.rsvp(self.site, "101", EVENT), {"answer": "yes", "guests": "0"}).status, 303)
        self.backup = self.folder / "backups" / "old"
        self.backup.parent.mkdir()
        self.program.run("store", "backup", str(self.backup))
        # What goes afterwards the copy cannot know of.
        self.site.write_event("voorjaar")
        self.program.run("reload")
        wait_until(lambda: len(self.to_ben("voorjaar")) == 1, "Ben's second invitation", evidence=self.program.log)
        self.program.run("people", "forget", ANNA, "--yes")
        self.list = self.folder / "forgotten.json"
        self.program.run("people", "forgotten", "--out", str(self.list))
        self.assertEqual(self.program.stop(), 0)
        self.lost = self.folder / "lost"
        shutil.move(self.site.state, self.lost)

    def to_ben(self, event):
        sent = [entry for entry in read_journal(self.site.state) if entry["type"] == "delivery.sent"]
        return [entry for entry in sent if (entry["event"], entry["person"]) == (event, "102")]

    def restore(self, *more, expect=0):
        return self.program.run("restore", str(self.backup), *more, expect=expect)

    def test_an_older_copy_comes_back_without_the_forgotten(self):
        self.assertNotIn("network.test", self.list.read_text())
        self.assertEqual(self.list.stat().st_mode & 0o777, 0o600)
        self.one_line(self.restore(expect=75), "forgotten", "nothing was done")
        self.assertFalse(self.site.state.exists())
        done = self.restore("--forgotten", str(self.list))
        self.assertIn("1 people of the list", done.stdout)
        self.say(done, "hold all")
        self.assertEqual(self.named_in(ANNA, '"101"', "Bakker BV"), [])
        self.assertEqual(self.site.state.stat().st_mode & 0o777, 0o700)
        self.program.run("store", "verify")
        self.assertEqual(json.loads(self.list.read_text())["key"],
                         self.forgotten_again()["key"], "the key of the hashes is the same")
        self.relay.mails.clear()
        self.program.start()
        self.assertEqual(get(links.rsvp(self.site, "101", EVENT)).status, 404)
        self.assertEqual(post(links.rsvp(self.site, "102", EVENT), {"answer": "yes", "guests": "0"}).status, 303)
        self.assertEqual(list(self.relay.mails), [])
        self.program.run("release", "all")
        wait_until(lambda: len(self.mails(BEN)) == 2, "the confirmation and, let go, the invitation again",
                   evidence=self.program.log)
        self.assertEqual(self.mails(ANNA), [])
        # The list of the restored store knows of her as well.
        self.assertEqual(self.forgotten_again(), json.loads(self.list.read_text()))

    def say(self, done, words):
        """Carries out the lines with these words that a restore offered."""
        lines = [line.split() for line in done.stdout.splitlines() if line.startswith("  convoke " + words)]
        self.assertTrue(lines, done.stdout)
        for line in lines:
            self.program.run(*line[1:line.index("--config")])

    def forgotten_again(self):
        path = self.folder / "again.json"
        self.program.run("people", "forgotten", "--out", str(path))
        return json.loads(path.read_text())

    def test_said_so_it_comes_back_as_it_was_and_says_what_would_go_again(self):
        done = self.restore("--without-forgotten")
        self.assertIn("It knows of nothing after", done.stdout)
        self.assertRegex(done.stdout, r"4 mails are due at once[^$]*voorjaar +\S+ +4")
        self.assertIn(ANNA, str(read_journal(self.site.state)))
        self.say(done, "hold all")
        self.relay.mails.clear()
        self.program.start()
        self.say(done, "drop voorjaar")
        self.say(done, "release all")
        self.assertEqual(post(links.rsvp(self.site, "102", EVENT), {"answer": "yes", "guests": "0"}).status, 303)
        wait_until(lambda: self.mails(BEN), "the confirmation")
        self.assertEqual([(mail.recipients, parse(mail.content)["Subject"]) for mail in self.relay.mails][1:], [])
        self.assertEqual(self.program.stop(), 0)
        shutil.move(self.site.state, self.folder / "again")
        self.restore("--without-forgotten", "--forgotten", str(self.list), expect=64)

    def test_places_that_cannot_be(self):
        self.site.state.mkdir()
        (self.site.state / "keys.json").write_text("mine")
        self.one_line(self.restore("--without-forgotten", expect=73), "not empty")
        self.assertEqual((self.site.state / "keys.json").read_text(), "mine")
        (self.site.state / "keys.json").unlink()
        inside = self.backup / "State"
        done = subprocess.run([binary(), "restore", self.backup, "--without-forgotten", "--config", self.site.config,
                               "--state", inside], capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 64, done.stderr)
        self.assertFalse(inside.exists())
        self.program.run("restore", str(self.folder / "nowhere"), "--without-forgotten", expect=66)
        # Damage, a list of another store, keys that are not there: refused, and nothing is left to serve.
        segment = sorted((self.backup / "journal").glob("*.jsonl"))[0]
        good = segment.read_bytes()
        for breaks, code in ((lambda: segment.write_bytes(good.replace(b"yes", b"yse", 1)), 65),
                             (lambda: (self.backup / "keys.json").rename(self.folder / "keys"), 78)):
            breaks()
            self.restore("--forgotten", str(self.list), expect=code)
            self.assertEqual(os.listdir(self.site.state), [])
            segment.write_bytes(good)
        (self.folder / "keys").rename(self.backup / "keys.json")
        other = json.loads(self.list.read_text()) | {"key": "aaaaaaaaaaaaaaaaaaaaaaaa"}
        foreign = self.folder / "foreign.json"
        foreign.write_text(json.dumps(other))
        self.one_line(self.restore("--forgotten", str(foreign), expect=65), "another store")
        self.assertEqual(os.listdir(self.site.state), [])
        # Killed in the middle, it is no store: nobody serves it.
        (self.site.state / "restoring").mkdir()
        self.program.start(ready=False)
        self.assertEqual(self.program.wait(), 73)
        self.assertIn("restore was begun here", self.program.log())

    def test_copies_in_rotation_have_the_newest_list_beside_them(self):
        self.restore("--forgotten", str(self.list))
        copies = self.folder / "copies"
        copies.mkdir()
        for name in ("20200101T000000Z", "20210101T000000Z", "mine"):
            (copies / name / "journal").mkdir(parents=True)
        self.program.run("store", "backup", str(copies), "--keep", "2")
        left = sorted(os.listdir(copies))
        self.assertEqual(len(left), 4, left)
        self.assertEqual([left[0], *left[2:]], ["20210101T000000Z", "forgotten.json", "mine"])
        self.assertEqual(json.loads((copies / "forgotten.json").read_text()), json.loads(self.list.read_text()))
        self.assertTrue(pathlib.Path(copies / left[1] / "forgotten.json").exists())
