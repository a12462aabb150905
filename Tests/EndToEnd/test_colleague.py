"""A seat changes hands, and a forwarded mail becomes an invitation: from the page to the other's mail."""

import json

import links
from harness import EVENT, Case, PlainServer, fixture_config, local
from tools import get, parse, post, read_journal, wait_until

ANNA, NEW = "anna@network.test", "bram@network.test"


class ColleagueTest(Case):
    def setUp(self):
        super().setUp()
        self.server = PlainServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url)
        # No invitations: what is mailed here is what the pages cause.
        self.site.write_event(starts='2099-06-17T14:00:00', capacity="2", guests="1")
        self.program = self.convoke(self.site).start()
        self.anna = links.rsvp(self.site, "101", EVENT)

    def mails_to(self, address):
        return [parse(mail.content) for mail in self.server.mails
                if address in [each.lower() for each in mail.recipients]]

    def mail_to(self, address, subject):
        """The one mail with these words in its subject."""
        def found():
            return [mail for mail in self.mails_to(address) if subject in mail["Subject"]]
        wait_until(found, f"a mail to {address}: {subject}", 30, evidence=self.program.log)
        [mail] = found()
        self.assertEqual(mail.defects(), [])
        return mail

    def entries(self, kind):
        return [entry for entry in read_journal(self.site.state) if entry["type"] == kind]

    def test_a_seat_goes_to_a_newcomer_who_can_give_it_back(self):
        self.assertEqual(post(self.anna, {"answer": "yes", "guests": "1"}).status, 303)
        self.mail_to(ANNA, "antwoord is ja")
        bram = {"name": "Bram de Wit", "email": NEW}
        done = post(self.anna + "/colleague", bram, headers={"Origin": "null"})
        self.assertEqual((done.status, done.headers["Location"]), (303, self.anna.removeprefix(self.site.web)))
        [entry] = self.entries("rsvp.handed_over")
        self.assertEqual([(fact["person"], fact["place"]) for fact in entry["facts"]],
                         [("101", "declined"), (NEW, "seated")])
        self.assertIn("Je plaats is nu van Bram de Wit", get(self.anna).body)
        self.assertIn("Je plaats is nu van Bram de Wit", self.mail_to(ANNA, "antwoord is nee").text())

        mail = self.mail_to(NEW, "Najaarsbijeenkomst")
        self.assertIn("Anna Jansen kan niet en stuurt jou", mail.text())
        [calendar] = mail.calendars()
        [link] = mail.links("/r/")
        page = get(link).body
        self.assertIn("Er is plaats voor jou en 1 gast", page)
        self.assertIn("Bakker BV", page)
        rows = {row["email"]: row for row in self.program.json("rsvps", EVENT)}
        self.assertEqual((rows[NEW]["seat"], rows[NEW]["guests"], rows[NEW]["organisation"], rows[NEW]["via"]),
                         ("seated", 1, "Bakker BV", "colleague"))
        # The newcomer is a person like any other: what is held can be read, and the page opens again
        # after a restart.
        held = json.loads(self.program.run("people", "export", NEW).stdout)
        self.assertEqual((held["name"], held["events"][0]["brought_in_by"]), ("Bram de Wit", "Anna Jansen"))
        self.program.stop()
        self.program.start()
        self.assertEqual(post(link, {"answer": "no"}).status, 303)
        self.assertEqual(self.entries("rsvp.received")[-1]["via"], "colleague")
        self.assertEqual(post(self.anna, {"answer": "yes"}).status, 303)
        self.assertIn("Er is een plaats voor je", get(self.anna).body)

    def test_a_newcomer_gets_what_those_who_come_get_and_nothing_else(self):
        self.site.write_event("other", starts=local(days=30))
        self.program.run("reload")
        self.assertEqual(post(self.anna, {"answer": "yes"}).status, 303)
        self.assertEqual(post(self.anna + "/colleague", {"name": "Bram de Wit", "email": NEW}).status, 303)
        self.mail_to(NEW, "Najaarsbijeenkomst")
        steps = {(row["event"], row["step"]): row["people"] for row in self.program.json("plan")}
        self.assertEqual((steps[EVENT, "practical"], steps[EVENT, "thanks"]), (1, 1))

        self.edit(f"[step.practical]\nat = {local(seconds=1)}\n")
        mail = self.mail_to(NEW, "Tot ")
        self.assertIn("of daarop hebt geantwoord", " ".join(mail.text().split()))
        self.assertEqual(mail["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        [link] = set(mail.links("/u/"))
        self.assertEqual(post(link, {"List-Unsubscribe": "One-Click"}).status, 200)
        self.edit(f"[step.practical]\nat = {local(seconds=1)}\n[step.thanks]\nat = {local(seconds=1)}\n")

        def thanks():
            [line] = [line for line in self.program.json("explain", NEW, EVENT) if line["step"] == "thanks"]
            return line["state"], line["why"]
        wait_until(lambda: thanks() == ("never", "unsubscribed"), "the thanks are stopped", 10, evidence=thanks)
        # The other gathering's invitation went to the roster; who is a guest here is nobody there.
        wait_until(lambda: any("carla" in mail.recipients[0] for mail in self.server.mails),
                   "invitations to the other gathering", 20, evidence=self.program.log)
        self.assertEqual({line["state"] for line in self.program.json("explain", NEW, "other")}, {"never"})
        self.assertEqual(len(self.mails_to(NEW)), 2)

    def edit(self, steps):
        self.site.write_event(starts='2099-06-17T14:00:00', capacity="2", guests="1", more=steps)
        self.program.run("reload")

    def test_a_forwarded_mail_becomes_an_invitation_of_ones_own(self):
        for _ in range(3):
            answer = post(self.anna + "/own", {"name": "Bram de Wit", "email": NEW.upper()})
            self.assertEqual(answer.status, 200)
            self.assertIn("Kijk in je mail", answer.body)
        mail = self.mail_to(NEW, "Jouw uitnodiging")
        self.assertEqual(len(self.entries("colleague.asked")), 1)
        self.assertIn("Anna Jansen kreeg een uitnodiging", mail.text())
        self.assertEqual(self.program.json("rsvps", EVENT), [])
        [link] = mail.links("/r/")
        self.assertIn("Anna Jansen stuurde deze uitnodiging naar jou door", get(link).body)
        self.assertEqual(self.program.json("rsvps", EVENT), [])
        self.assertEqual(post(link, {"answer": "yes"}).status, 303)
        [row] = self.program.json("rsvps", EVENT)
        self.assertEqual((row["organisation"], row["via"], row["seat"]), ("Bakker BV", "colleague", "seated"))
        self.mail_to(NEW, "antwoord is ja")
        # The owner of the link is told nothing else, and mailed nothing; an address that is none, and the
        # eleventh of a day.
        self.assertIn("Kijk in je mail", post(self.anna + "/own", {"name": "A", "email": ANNA}).body)
        self.assertEqual(post(self.anna + "/own", {"name": "A", "email": "a@b@c"}).status, 422)
        status = [post(self.anna + "/own", {"name": "A", "email": f"x{number}@network.test"}).status
                  for number in range(10)]
        self.assertEqual(status, [200] * 9 + [429])

        self.program.stop()
        self.program.run("people", "forget", NEW, "--yes")
        journal = "".join(file.read_text() for file in (self.site.state / "journal").glob("*.jsonl"))
        self.assertNotIn("bram", journal.lower())
        self.assertEqual(self.program.json("rsvps", EVENT), [])
        self.program.start()
        self.assertEqual(get(link).status, 404)
        # The one who was forgotten is not mailed, and who asks does not learn it.
        self.assertIn("Kijk in je mail", post(self.anna + "/own", {"name": "Bram", "email": NEW}).body)
        self.assertEqual(self.entries("colleague.asked")[-1]["person"], "x8@network.test")
