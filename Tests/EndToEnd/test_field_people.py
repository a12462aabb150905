"""Who a person is, with the built program: ids and addresses that change between exports, what
spreadsheets write, and what a host's spreadsheet reads."""

import csv
import io

import links
from harness import EVENT, INVITED, PEOPLE, Case, PlainServer, fixture_config
from tools import get, post, read_journal, wait_until

ANNA, BEN = "anna@network.test", "ben@network.test"


def changed(number, **columns):
    """The fixture's people, one of them with other columns."""
    names = ("id", "email", "name", "organisation", "language", "tags")
    return [tuple(columns.get(name, value) for name, value in zip(names, row))
            if row[0] == number else row for row in PEOPLE]


class Identity(Case):
    def setUp(self):
        super().setUp()
        self.relay = PlainServer().start()
        self.addCleanup(self.relay.close)
        self.site = fixture_config(self.folder, self.relay.url)
        self.program = self.convoke(self.site).start()
        wait_until(lambda: all(self.mails(address) for address in INVITED), "four invitations",
                   evidence=self.program.log)

    def mails(self, address):
        return [mail for mail in list(self.relay.mails) if mail.recipients == [address]]

    def load(self, people, expect=0):
        self.site.write_people(people)
        return self.program.run("reload", expect=expect)

    def quiet(self, people, since):
        """Nobody was mailed but the new guest that everybody waits for."""
        fresh = ("199", "fresh@network.test", "Fleur Nieuw", "", "nl", "partner")
        self.load([*people, fresh])
        wait_until(lambda: self.mails(fresh[1]), "the new guest's invitation", evidence=self.program.log)
        now = [mail.recipients for mail in list(self.relay.mails)]
        self.assertEqual([mail for mail in now[since:] if mail != [fresh[1]]], [])

    def explain(self, who):
        return {row["step"]: row for row in self.program.json("explain", who, EVENT)}


class RenumberingTest(Identity):
    def test_no_means_no_under_another_id_and_nobody_is_invited_twice(self):
        self.assertEqual(post(links.unsubscribe(self.site, "101"), {}).status, 200)
        self.program.run("rsvp", EVENT, "102", "yes")
        wait_until(lambda: len(self.mails(BEN)) == 2, "Ben's confirmation", evidence=self.program.log)
        page = links.rsvp(self.site, "102", EVENT)
        since = len(self.relay.mails)
        people = [(f"9{row[0]}", *row[1:]) for row in PEOPLE]
        self.site.write_people(people)
        self.assertNotIn("+ ", self.program.run("plan").stdout)
        self.quiet(people, since)
        for who in ("101", "9101", ANNA):
            self.assertEqual(self.explain(who)["reminder"]["why"], "unsubscribed", who)
            self.assertEqual(self.explain(who)["invitation"]["state"], "sent", who)
        [row] = self.program.json("rsvps", EVENT)
        self.assertEqual((row["person"], row["email"]), ("9102", BEN))
        self.assertEqual(get(page).status, 200)
        self.program.run("rsvp", EVENT, "9103", "no")
        self.program.run("rsvp", EVENT, "104", "maybe")
        self.assertEqual(self.program.stop(), 0)
        self.program.start()  # and so it is after a start, and after a snapshot
        self.program.run("store", "compact")
        self.assertEqual(self.explain("9103")["reminder"]["state"], "never")
        self.assertEqual(sum(entry["type"] == "person.known_as"
                             for entry in read_journal(self.site.state)), len(PEOPLE))
        # Erased under the new id, nothing is left of either.
        self.program.run("people", "forget", "9101")
        journal = "".join(path.read_text() for path in (self.site.state / "journal").iterdir())
        for trace in ('"101"', '"9101"', ANNA):
            self.assertNotIn(trace, journal)
        self.one_line(self.program.run("explain", "101", EVENT, expect=1), "nobody is known")

    def test_an_export_without_ids_and_one_with_them(self):
        since = len(self.relay.mails)
        self.program.run("people", "unsubscribe", "101")
        for people in ([("", *row[1:]) for row in PEOPLE], PEOPLE):
            done = self.load(people)
            self.assertIn("In force: 6 people", done.stdout)
            self.assertNotIn("held", done.stderr)  # no brake: nobody is gone
        self.quiet(PEOPLE, since)
        self.assertEqual(self.explain(ANNA)["reminder"]["why"], "unsubscribed")

    def test_gone_and_back_under_another_id(self):
        self.program.run("people", "unsubscribe", "101")
        since = len(self.relay.mails)
        self.load(PEOPLE[1:])
        self.program.run("release", "people")
        self.quiet(changed("101", id="777"), since)
        self.assertEqual(self.explain("777")["reminder"]["why"], "unsubscribed")

    def test_another_address_is_the_same_person_there(self):
        since = len(self.relay.mails)
        self.quiet(changed("101", email="anna.jansen@network.test"), since)
        self.assertEqual(self.explain("anna.jansen@network.test")["invitation"]["state"], "sent")


class WaitingTest(Identity):
    def test_an_id_for_somebody_else_waits_for_a_release(self):
        self.program.run("people", "unsubscribe", "101")
        since = len(self.relay.mails)
        reused = changed("101", email="zoe@network.test", name="Zoë Anders")
        self.site.write_people(reused)
        check = self.program.run("check").stderr
        self.assertIn("Config/people/people.csv:2:1: warning: the id was that of 'Anna Jansen'", check)
        self.assertIn("convoke release people", self.program.run("plan").stdout)
        reload = self.load(reused)
        self.assertIn("In force: 5 people", reload.stdout)
        self.assertIn("people.csv:2", reload.stderr)
        self.quiet(reused, since)
        self.assertIn("waits for 'convoke release people'", self.explain("101")["reminder"]["why"])
        self.assertIn("name and address are others now", self.program.run("status").stdout)
        self.program.stop()
        self.program.start()
        self.assertIn("waits for 'convoke release people'", self.explain("101")["reminder"]["why"])
        self.program.run("release", "people")
        self.assertEqual(self.explain("zoe@network.test")["reminder"]["why"], "unsubscribed")
        self.one_line(self.program.run("release", "people", expect=1), "not waiting")

    def test_two_known_people_in_one_row_are_united_by_a_release(self):
        self.program.run("rsvp", EVENT, "102", "no")
        self.program.run("people", "unsubscribe", "101")
        wait_until(lambda: len(self.mails(BEN)) == 2, "Ben's confirmation", evidence=self.program.log)
        since = len(self.relay.mails)
        united = [row for row in changed("101", email=BEN) if row[0] != "102"]
        self.assertIn("two people who are known stand in one row", self.load(united).stderr)
        self.quiet(united, since)
        self.assertIn("In force", self.program.run("release", "people").stdout)
        for who in ("101", "102", BEN):
            self.assertEqual(self.explain(who)["reminder"]["state"], "never", who)
        [row] = self.program.json("rsvps", EVENT)
        self.assertEqual((row["person"], row["answer"]), ("101", "no"))
        self.program.stop()
        self.program.start()
        [row] = self.program.json("rsvps", EVENT)
        self.assertEqual((row["person"], row["answer"]), ("101", "no"))


class SpreadsheetTest(Case):
    def setUp(self):
        super().setUp()
        self.site = fixture_config(self.folder, "smtp://127.0.0.1:9")
        self.program = self.convoke(self.site)

    def write(self, text):
        (self.site.config / "people/people.csv").write_text(text, encoding="utf-8")

    def people(self, text):
        self.write(text)
        self.assertNotIn("people.csv", self.program.run("check").stderr, text)
        return self.program.json("people", "list")

    def test_what_excel_writes(self):
        wanted = [("00042", "anna@network.test", ["partner", "inkoper"])]
        for text in (
            'sep=;\r\nid;email;tags\r\n="00042";anna@network.test;partner, inkoper\r\n;;\r\n',
            "id\temail\ttags\n00042\tanna@network.test\tpartner;inkoper\n\t\t\n",
            'id,email,tags,\n"=""00042""",\u200banna@network.test\u00a0,"partner;inkoper",\n,,,\n',
            "\ufeffid;e\u200bmail;tags\n\ufeff\"00042\";anna@network.test;partner;\n"
            "00042;anna@network.test;inkoper\n",
        ):
            found = [(row["person"], row["email"], row["tags"]) for row in self.people(text)]
            self.assertEqual(found, wanted, repr(text))

    def test_one_id_for_many_addresses_is_an_error(self):
        rows = "".join(f"1,23457E+11;p{number}@network.test;partner\n" for number in range(30))
        self.write("id;email;tags\n" + rows)
        done = self.program.run("check", expect=1)
        self.assertIn("people.csv:2:1: error: 30 addresses share the id '1,23457E+11'", done.stderr)

    def test_a_thousand_problems_are_twenty_and_a_count(self):
        self.write("email;name\n" + "".join(f"nobody{row};x\n" for row in range(1000)))
        lines = [line for line in self.program.run("check").stderr.splitlines() if "people.csv" in line]
        self.assertEqual(len(lines), 21)
        self.assertIn("and 980 more of this kind", lines[-1])
        self.assertRegex(self.program.run("check").stdout, "10[0-9]{2} warnings")
        told = [row for row in self.program.json("check") if row["path"].endswith("people.csv")]
        self.assertEqual(len(told), 1000)

    def test_what_cannot_be_seen_is_shown(self):
        self.write("email;name\nan\u200dna@network.test;x\n")
        self.assertIn("an<U+200D>na", self.program.run("check").stderr)

    def test_an_address_that_no_server_would_take_is_no_address(self):
        self.write("email;name\n\"\"\"a\\\"\"b\"\"@network.test\";x\n")
        self.assertIn("cannot stand before the @", self.program.run("check").stderr)


class SheetTest(Identity):
    def test_cells_are_harmless_however_a_spreadsheet_parts_them(self):
        cell = "a;=1+1\tb\t@x,-2"
        self.site.write_event(more='[[question]]\nid = "q"\nask = "?"\ntype = "text"\n')
        self.load(changed("101", name="=cmd, +31;-1"))
        self.program.run("rsvp", EVENT, ANNA, "yes", "--answer", f"q={cell}")
        text = self.program.run("rsvps", EVENT, "--csv").stdout_bytes.decode("utf-8")
        self.assertFalse(text.startswith("\ufeff"))
        rows = list(csv.reader(io.StringIO(text)))
        self.assertEqual(rows[0][:3], ["person", "email", "name"])
        for part in rows[1]:
            for separator in ";\t,\n":
                for piece in part.split(separator):
                    self.assertFalse(piece.lstrip().startswith(("=", "+", "-", "@")), repr(part))
        desk = get(links.host(self.site, EVENT) + "/answers.csv")
        self.assertTrue(desk.body.startswith("\ufeff"))
        first = desk.body.splitlines()[0]
        self.assertGreater(first.count(";"), 4, "a Dutch Excel parts cells at the semicolon")


class GreetingTest(Case):
    def test_a_greeting_that_a_person_would_write(self):
        relay = PlainServer().start()
        self.addCleanup(relay.close)
        site = fixture_config(self.folder, relay.url)
        names = {"Jansen, Anna": "Dag Anna,", "Dhr. P. Bakker": "Dag,", "-": "Dag,",
                 "n.v.t.": "Dag,", "p@network.test": "Dag,", "Team Inkoop": "Dag,"}
        site.write_people([(str(number), f"p{number}@network.test", name, "", "nl", "partner")
                           for number, name in enumerate(names)])
        program = self.convoke(site)
        for number, (name, greeting) in enumerate(names.items()):
            shown = program.run("preview", EVENT, "invitation", "--to", f"p{number}@network.test",
                                "--format", "text").stdout
            self.assertIn(greeting, shown, name)
