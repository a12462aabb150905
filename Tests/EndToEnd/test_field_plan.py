"""What is due after edits, and what waits for a person: seasons rehearsed in stages, with edits between."""

import csv
import unicodedata

from harness import EVENT, INVITED, Case, PlainServer, fixture_config
from tools import parse, read_journal, wait_until


class Stages(Case):
    """A rehearsal that goes on from one state; the host's mails are left out."""

    def setUp(self):
        super().setUp()
        self.site = fixture_config(self.folder, "smtp://127.0.0.1:9")
        self.program = self.convoke(self.site)
        self.stage = 0

    def play(self, start, end):
        """The rows of one stage to guests, and what was said on stderr."""
        self.stage += 1
        self.outbox = self.folder / f"outbox{self.stage}"
        done = self.program.run("rehearse", "--from", start, "--until", end, "--outbox", self.outbox)
        self.said = done.stderr
        with open(self.outbox / "ledger.csv", encoding="utf-8", newline="") as file:
            self.all_rows = list(csv.DictReader(file))
        return [row for row in self.all_rows
                if row["step"] not in ("desk", "digest", "preview", "alert", "note")]

    def mail(self, row):
        return parse((self.outbox / row["file"]).read_bytes())

    def steps(self, rows, email=INVITED[0]):
        return [row["step"] for row in rows if row["email"] == email]

    def revisions(self):
        return [entry for entry in read_journal(self.site.state) if entry["type"] == "event.revised"]


class MovedTest(Stages):
    def test_a_step_that_an_edit_moves_behind_a_later_one_does_not_go(self):
        self.site.write_event(starts="2027-04-08T19:00:00")
        self.assertEqual(self.steps(self.play("2027-02-24", "2027-03-10")), ["invitation"])
        self.site.write_event(starts="2027-05-20T19:00:00")
        rows = self.play("2027-03-10", "2027-05-19")
        for email in INVITED:
            self.assertEqual(self.steps(rows, email), ["rescheduled", "reminder"])
        lines = self.program.json("explain", INVITED[0], EVENT)
        save = next(line for line in lines if line["step"] == "save-the-date")
        self.assertEqual((save["state"], save["why"]), ("never", "overtaken by reminder"))

    def test_earlier_and_back_again_nobody_gets_a_step_twice(self):
        self.site.write_event(starts="2027-06-24T19:00:00")
        seen = self.steps(self.play("2027-03-01", "2027-05-20"))
        for starts, start, end in [("2027-06-10", "2027-05-20", "2027-05-21"),
                                   ("2027-06-24", "2027-05-21", "2027-05-22"),
                                   ("2027-07-01", "2027-05-22", "2027-07-03")]:
            self.site.write_event(starts=f"{starts}T19:00:00")
            seen += self.steps(self.play(start, end))
        timed = [step for step in seen if step != "rescheduled"]
        self.assertEqual(timed, ["save-the-date", "invitation", "reminder"])
        self.assertEqual(seen.count("rescheduled"), 3)


class AgainTest(Stages):
    def test_after_months_who_is_silent_is_reminded_once_more(self):
        self.site.write_event(starts="2027-04-08T19:00:00")
        first = [row for row in self.play("2027-02-24", "2027-03-30") if row["step"] == "reminder"]
        self.assertEqual(sorted(row["email"] for row in first), sorted(INVITED))
        self.site.write_event(starts="2027-09-16T19:00:00")
        plan = self.program.json("plan", EVENT, "--now", "2027-03-30")
        line = next(line for line in plan if line["step"] == "reminder")
        self.assertEqual((line["local"][:16], line["people"]), ("2027-08-31T09:30", 4))
        rows = self.play("2027-03-30", "2027-09-15")
        for email in INVITED:
            self.assertEqual(self.steps(rows, email), ["rescheduled", "reminder"])
        second = [row for row in rows if row["step"] == "reminder"]
        self.assertEqual({row["local"][:16] for row in second}, {"2027-08-31T09:30"})
        ids = {row["message_id"] for row in first + second}
        self.assertEqual(len(ids), 8, "each mail has a Message-ID of its own")
        lines = [line for line in self.program.json("explain", INVITED[0], EVENT)
                 if line["step"] == "reminder"]
        self.assertEqual([line["state"] for line in lines], ["sent", "sent"])
        self.assertEqual({line["message_id"] for line in lines},
                         {row["message_id"] for row in first + second if row["email"] == INVITED[0]})
        self.assertIn("before the event was moved", lines[0]["why"])
        # The state says the same after it was read from a snapshot.
        self.program.run("store", "compact")
        again = [line for line in self.program.json("explain", INVITED[0], EVENT)
                 if line["step"] == "reminder"]
        self.assertEqual([line["state"] for line in again], ["sent", "sent"])

    def test_by_two_weeks_or_less_they_are_not(self):
        self.site.write_event(starts="2027-04-08T19:00:00")
        self.play("2027-02-24", "2027-03-30")
        self.site.write_event(starts="2027-04-22T19:00:00")
        self.assertEqual(self.steps(self.play("2027-03-30", "2027-04-23")), ["rescheduled"])

    def test_again_is_for_steps_with_a_time(self):
        self.site.write_event(more='[step.confirmation]\nagain = "3d"\n[step.reminder]\nagain = "soon"\n')
        done = self.program.run("check", expect=1)
        self.assertIn("'again' is for a step with 'at'", done.stdout + done.stderr)
        self.assertIn("'soon' is not a length of time", done.stdout + done.stderr)


class NothingChangedTest(Stages):
    def test_edits_that_nobody_can_see_are_no_revision(self):
        def write(name="Café Zuid", address="Westkanaaldijk 7\\nUtrecht", online="",
                  start="2027-04-08T19:00:00", more='duration = "2h"', zone="Europe/Amsterdam"):
            self.site.write_event(
                starts=start, timezone=f'"{zone}"', duration=None,
                venue=f'{{ name = "{name}", address = "{address}", online = "{online}" }}')
            path = self.site.config / "events" / f"{EVENT}.toml"
            text = path.read_text(encoding="utf-8").replace("duration = None\n", more + "\n")
            path.write_text(text, encoding="utf-8")

        write()
        self.play("2027-03-01", "2027-03-02")
        edits = [
            dict(name="Café Zuid "), dict(name=" Café  Zuid"), dict(name="Café\u00a0Zuid"),
            dict(name=unicodedata.normalize("NFD", "Café Zuid")), dict(name="Ca\u00adfé Zuid\u200b"),
            dict(address="Westkanaaldijk 7\\nUtrecht\\n"), dict(address="  Westkanaaldijk 7 \\n\\nUtrecht"),
            dict(more="ends = 2027-04-08T21:00:00"), dict(zone="Europe/Brussels"),
            dict(zone="Europe/Berlin"),
        ]
        for hour, edit in enumerate(edits):
            with self.subTest(edit=edit):
                write(**edit)
                rows = self.play(f"2027-03-02T{hour:02}:00", f"2027-03-02T{hour:02}:30")
                self.assertEqual((rows, self.revisions()), ([], []))
        write(zone="Europe/London")
        rows = self.play("2027-03-03", "2027-03-04")
        self.assertEqual(len(self.revisions()), 1)
        text = self.mail(rows[0]).text()
        self.assertIn("(Europe/Amsterdam)", text)
        self.assertIn("(Europe/London)", text)

    def test_a_mail_that_says_so_shows_what_changed(self):
        old = '{ name = "De Fabrique", address = "Utrecht", online = "https://meet.test/oud" }'
        new = '{ name = "Hal 4", address = "Breda", online = "https://meet.test/nieuw" }'
        self.site.write_event(starts="2027-04-08T19:00:00", venue=old)
        self.play("2027-03-01", "2027-03-02")
        self.site.write_event(starts="2027-04-08T20:00:00", venue=new)
        rows = self.play("2027-03-02", "2027-03-03")
        for email, words in [
            (INVITED[0], ["19.00–22.00", "20.00–23.00", "De Fabrique, Utrecht", "Hal 4, Breda",
                          "https://meet.test/oud", "https://meet.test/nieuw"]),
            (INVITED[2], ["19:00", "20:00", "De Fabrique, Utrecht", "Hal 4, Breda",
                          "https://meet.test/oud", "https://meet.test/nieuw"])]:
            row = next(row for row in rows if row["email"] == email)
            text = " ".join(self.mail(row).text().split())
            for word in words:
                self.assertIn(word, text)
        # Only the link: nothing is said of time and place.
        self.site.write_event(starts="2027-04-08T20:00:00", venue=new.replace("nieuw", "anders"))
        rows = self.play("2027-03-03", "2027-03-04")
        text = " ".join(self.mail(next(row for row in rows if row["email"] == INVITED[0])).text().split())
        self.assertIn("De link om online mee te doen is veranderd.", text)
        self.assertNotIn("is verzet", text)
        self.assertNotIn("De plek van", text)


class WaitingTest(Stages):
    OPS = "ops@network.test"

    def alerts(self):
        return [(row["local"][:16], self.mail(row).text()) for row in self.all_rows
                if row["step"] == "alert"]

    def prepare(self, preview):
        self.site.write_settings(network={"operators": f'"{self.OPS}"'},
                                 send={"confirm_over": "3", "preview_before": f'"{preview}"'})
        (self.site.config / "events" / f"{EVENT}.toml").unlink()
        self.site.write("Config/newsletters/mei.md",
                        '+++\nsubject = "Mei"\naudience = \'partner and not pers\'\n'
                        "at = 2027-03-02T09:30:00\n+++\n\nHallo.\n")

    def test_the_operators_are_told_before_and_when_it_is_due_for_a_newsletter_too(self):
        self.prepare("1d")
        rows = self.play("2027-02-25", "2027-03-04")
        self.assertEqual(rows, [])
        (before, first), (due, second) = self.alerts()
        self.assertEqual((before, due), ("2027-03-01T09:30", "2027-03-02T09:30"))
        for text in (first, second):
            self.assertIn("4 mails wait for you", text)
            self.assertIn("convoke release newsletter-mei newsletter", " ".join(text.replace("> ", "").split()))
        self.assertIn("from 2027-03-02 09:30", " ".join(first.split()))
        self.assertIn("serve would wait here for 'convoke release newsletter-mei newsletter'", self.said)

    def test_with_no_preview_they_are_told_when_it_is_due(self):
        self.prepare("off")
        self.play("2027-02-25", "2027-03-04")
        self.assertEqual([at for at, _ in self.alerts()], ["2027-03-02T09:30"])

    def test_status_begins_with_what_waits_and_says_how_to_let_it_go(self):
        server = PlainServer().start()
        self.addCleanup(server.close)
        self.site.write_settings(smtp={"url": f'"{server.url}"'}, send={"confirm_over": "3"},
                                 network={"operators": f'"{self.OPS}"'})
        self.program.start()
        alert = wait_until(
            lambda: next((mail for mail in list(server.mails) if mail.recipients == [self.OPS]), None),
            "the alert", 20, self.program.log)
        command = f"convoke release {EVENT} invitation"
        self.assertIn(command, " ".join(parse(alert.content).text().split()))
        status = self.program.run("status").stdout.splitlines()
        self.assertEqual(status[0], f"! {EVENT}: 4 mails wait for you: {command}")
        waiting = self.program.json("status")["waiting_for_you"]
        self.assertEqual([(wait["event"], wait["step"], wait["mails"], wait["command"]) for wait in waiting],
                         [(EVENT, "invitation", 4, command)])
        self.assertEqual(self.program.log().count("waits for you"), 1)
        self.program.run("hold", "all")
        self.assertTrue(self.program.run("status").stdout.startswith("! all: "))
        self.program.run("release", "all")
        self.program.run(*command.split()[1:])
        wait_until(lambda: len(server.mails) >= 5, "the invitations", 20, self.program.log)
        self.assertEqual(self.program.json("status")["waiting_for_you"], [])
        self.program.run("hold", EVENT, "reminder")
        self.assertEqual(self.program.json("status")["waiting_for_you"], [], "nothing of it is near")
        self.assertEqual(len([m for m in server.mails if m.recipients == [self.OPS]]), 1)


class SmallerTest(Stages):
    def newsletter(self, paragraphs):
        body = "\n\n".join(f"Alinea {number} met **vet**, [een link](https://mvo.test/{number}) en woorden."
                           for number in range(paragraphs))
        self.site.write("Config/newsletters/mei.md",
                        '+++\nsubject = "Mei"\naudience = "everyone"\nat = 2027-03-02T09:30:00\n+++\n\n' + body)

    def test_a_letter_that_gmail_would_clip_is_a_warning(self):
        self.newsletter(900)
        done = self.program.run("check")
        line = next(line for line in (done.stdout + done.stderr).splitlines() if "Gmail" in line)
        self.assertIn("newsletters/mei.md", line)
        self.assertIn("warning", line)
        self.assertIn("unsubscribe", line)
        self.newsletter(20)
        done = self.program.run("check")
        self.assertNotIn("Gmail", done.stdout + done.stderr)
        self.site.write_event(about='"""' + "\n\n".join(["* veel **tekst**"] * 1500) + '"""')
        done = self.program.run("check")
        self.assertIn(f"step 'invitation' of '{EVENT}'", done.stdout + done.stderr)

    def test_an_evening_that_ends_at_midnight_is_one_day(self):
        self.site.write_event(starts="2027-04-08T20:00:00", duration='"4h"')
        rows = self.play("2027-03-01", "2027-03-02")
        mail = self.mail(next(row for row in rows if row["email"] == INVITED[0]))
        for text in (mail.text(), mail.text("html")):
            self.assertIn("donderdag 8 april 2027, 20.00–0.00 uur", text)
            self.assertNotIn("9 april", text)
        event = mail.calendars()[0].walk("VEVENT")[0]
        self.assertEqual(event["DTEND"].dt.strftime("%Y-%m-%d %H:%M"), "2027-04-09 00:00")

    def test_a_zone_that_is_only_a_city_gets_its_name(self):
        for written, meant in [("Amsterdam", "Europe/Amsterdam"), ("new york", "America/New_York"),
                               ("Europe/Amstredam", "Europe/Amsterdam"), ("Brusels", "Europe/Brussels")]:
            self.site.write_settings(network={"timezone": f'"{written}"'})
            done = self.program.run("check", expect=1)
            self.assertIn(f"did you mean '{meant}'?", done.stdout + done.stderr)

    def test_a_rehearsals_mails_are_signed_where_the_key_can_be_read(self):
        import subprocess
        key = self.site.folder / "dkim.pem"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
        key.chmod(0o600)
        self.site.write_settings(
            mail={"dkim": f'{{ domain = "network.test", selector = "k1", key = "file:{key}" }}'})
        self.site.write_event(starts="2027-04-08T20:00:00")
        rows = self.play("2027-03-01", "2027-03-02")
        self.assertTrue(rows)
        for row in self.all_rows:
            self.assertIn("d=network.test", str(self.mail(row)["DKIM-Signature"]))
        self.assertEqual(self.said, "")
        key.unlink()
        self.play("2027-03-02", "2027-04-09")
        self.assertTrue(self.all_rows)
        self.assertTrue(all(self.mail(row)["DKIM-Signature"] is None for row in self.all_rows))
        self.assertEqual(self.said.count("without the DKIM signature"), 1)
