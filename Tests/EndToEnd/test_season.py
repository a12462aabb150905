"""The season of 2012, rehearsed: 2,000 partners, ten gatherings, scripted answers, every mail judged.

What must have been sent is worked out apart in season_model.py, from the same files and the contract."""

import collections
import csv
import datetime
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

from harness import REPOSITORY, binary
from season_model import CLOSES, OPENS, ZONE, Mail, Season
from tools import parse

FIRST, LAST = "2012-04-01", "2012-07-15"
SYSTEM_STEPS = {"desk", "digest", "preview", "alert", "test"}
COLUMNS = ["at", "local", "event", "step", "person", "email", "message_id", "outcome", "file"]
ANSWERS, PARTNERS = "4ed40c94bcadbdd3", "2090ca88e3791bae"  # how the generated files' SHA-256 begin
HOLIDAYS = {datetime.date(2012, *day) for day in ((4, 9), (4, 30), (5, 17), (5, 28))}


class SeasonTest(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="convoke-season-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.outbox = cls.folder / "outbox"
        season = cls.folder / "season"
        generator = REPOSITORY / "Tests/Fixtures/season2012/generate.py"
        subprocess.run([sys.executable, generator, season], check=True)
        cls.done = subprocess.run(
            [binary(), "rehearse", "--config", season / "Config", "--from", FIRST, "--until", LAST,
             "--answers", season / "answers.csv", "--outbox", cls.outbox],
            cwd=cls.folder, capture_output=True, text=True, timeout=600)
        if cls.done.returncode != 0:
            raise AssertionError(f"rehearse: exit {cls.done.returncode}\n{cls.done.stderr[-4000:]}")
        cls.season = Season(season, datetime.datetime.fromisoformat(FIRST).replace(tzinfo=ZONE))
        cls.all_rows = read_csv(cls.outbox / "ledger.csv")
        cls.rows = [row for row in cls.all_rows if row["step"] not in SYSTEM_STEPS]
        for row in cls.all_rows:
            row["moment"] = datetime.datetime.fromisoformat(row["at"])
            row["mail"] = Mail(row["event"], row["step"], row["person"])
        cls.timed_steps = {step.name for event in cls.season.events.values()
                           for step in event.steps if step.at}
        cls.timed = [row for row in cls.rows if row["step"] in cls.timed_steps]

    # MARK: helpers

    def sent(self, *steps):
        """How often each mail of these steps went."""
        return collections.Counter(row["mail"] for row in self.rows if row["step"] in steps)

    def wanted(self, *steps):
        return collections.Counter({mail: len(moments) for mail, moments in self.season.expected.items()
                                    if mail.step in steps})

    def assert_sent(self, *steps):
        """Exactly the expected mails of these steps went, and perhaps some that the contract leaves open."""
        sent, wanted = self.sent(*steps), self.wanted(*steps)
        self.assertTrue(wanted, f"the season has no {steps}")
        self.assertEqual(sorted((wanted - sent).items()), [], "not sent")
        extra = sent - wanted
        self.assertEqual(sorted(mail for mail in extra if mail not in self.season.allowed), [],
                         "sent and not wanted")

    # MARK: the season is what it should be

    def test_the_generator_gives_the_same_season_everywhere(self):
        for path, digest in (("answers.csv", ANSWERS), ("Config/people/partners.csv", PARTNERS)):
            found = hashlib.sha256((self.folder / "season" / path).read_bytes()).hexdigest()
            self.assertEqual(found[:16], digest, path)

    def test_the_season_is_worth_testing(self):
        sizes = {event.id: len(event.audience) for event in self.season.events.values()}
        self.assertEqual(len(self.season.people), 2000)
        self.assertEqual(len(sizes), 10)
        self.assertGreater(sizes["openspace-mei"], 450)
        self.assertGreater(min(sizes.values()), 100)
        self.assertGreater(len(self.season.left), 10)
        for step in ("waiting", "promoted", "reminder", "practical", "thanks"):
            self.assertGreater(len(self.wanted(step)), 10, step)
        moved = {(mail.event, mail.step): moments[0].isoformat()[:16]
                 for mail, moments in self.season.expected.items()}
        self.assertEqual(moved["intervision-inkopers-apr", "reminder"], "2012-04-10T08:30")  # Easter Monday
        self.assertEqual(moved["intervision-inkopers-mei", "reminder"], "2012-05-01T08:30")  # Queen's Day
        self.assertEqual(moved["intervision-inkopers-jun", "invitation"], "2012-05-18T08:30")  # Ascension Day
        self.assertEqual(moved["intervision-mvo-managers-jun", "invitation"], "2012-05-29T08:30")  # Whit Monday
        self.assertEqual(moved["openspace-mei", "invitation"], "2012-04-10T09:30")

    # MARK: who gets what

    def test_each_eligible_person_gets_exactly_one_invitation_an_event(self):
        self.assert_sent("invitation")
        self.assertEqual([mail for mail, times in self.sent("invitation").items() if times > 1], [])
        for event in self.season.events.values():
            moment = next(moment for moment, step in self.season.timed_steps(event) if step.name == "invitation")
            open_to_it = {person.id for person in event.audience
                          if not self.season.left_at(person.id, event.id, moment)
                          and not self.season.declined_at(event.id, person.id, moment)}
            reached = {mail.person for mail in self.sent("invitation") if mail.event == event.id}
            self.assertLessEqual(reached, open_to_it, event.id)
            doubtful = {mail.person for mail in self.season.allowed if mail.event == event.id}
            self.assertLessEqual(open_to_it - reached, doubtful, event.id)

    def test_each_is_told_the_date_of_an_openspace_once(self):
        self.assert_sent("save-the-date")

    def test_reminders_go_exactly_to_those_invited_and_silent_at_that_moment(self):
        self.assert_sent("reminder")

    def test_the_practical_mail_and_the_thanks_go_to_people_with_a_seat(self):
        self.assert_sent("practical")
        self.assert_sent("thanks")

    def test_no_timed_step_goes_twice_to_anyone(self):
        times = collections.Counter(row["mail"] for row in self.timed)
        self.assertEqual([mail for mail, count in times.items() if count > 1], [])

    def test_nothing_timed_goes_after_a_decline_or_an_unsubscription(self):
        for row in self.timed:
            person, moment = row["person"], row["moment"]
            self.assertFalse(self.season.declined_at(row["event"], person, moment), row)
            self.assertFalse(self.season.left_at(person, row["event"], moment), row)

    def test_each_distinct_answer_is_confirmed_once_with_the_seat_it_got(self):
        self.assert_sent("confirmation", "waiting")

    def test_a_freed_seat_goes_to_the_next_in_line(self):
        self.assert_sent("promoted")

    def test_nobody_gets_mail_that_the_season_has_no_reason_for(self):
        known = self.timed_steps | {"confirmation", "waiting", "promoted"}
        self.assertEqual(sorted({row["step"] for row in self.rows} - known), [])
        self.assertNotIn("preview", {row["step"] for row in self.all_rows})

    def test_nothing_is_missed_or_held(self):
        self.assertEqual(read_csv(self.outbox / "missed.csv"), [])

    def test_answers_that_came_too_late_or_from_strangers_are_refused_aloud(self):
        self.assertGreater(len(self.season.refused), 5)
        for address in self.season.refused:
            self.assertIn(address, self.done.stderr)

    # MARK: when

    def test_every_timed_mail_leaves_inside_sending_hours_and_never_on_a_holiday(self):
        self.assertGreater(len(self.timed), 3000)
        for row in self.timed:
            local = row["moment"].astimezone(ZONE)
            self.assertLess(local.weekday(), 5, row)
            self.assertNotIn(local.date(), HOLIDAYS, row)
            self.assertTrue(OPENS <= local.time() < CLOSES, row)

    def test_every_mail_leaves_at_its_moment(self):
        for row in self.rows:
            moments = self.season.expected.get(row["mail"])
            if moments is None:
                continue
            late = min(abs(row["moment"] - moment) for moment in moments)
            self.assertLess(late, datetime.timedelta(minutes=1), (row, moments))

    def test_two_timed_mails_about_one_event_are_three_days_apart(self):
        last = {}
        for row in self.timed:
            key = row["event"], row["person"]
            if key in last:
                self.assertGreaterEqual(row["moment"] - last[key], datetime.timedelta(days=3), row)
            last[key] = row["moment"]

    # MARK: the ledger and the mails

    def test_the_ledger_is_in_order_and_names_every_mail(self):
        with open(self.outbox / "ledger.csv", encoding="utf-8", newline="") as file:
            self.assertEqual(next(csv.reader(file))[:len(COLUMNS)], COLUMNS)
        self.assertEqual(sorted(row["file"] for row in self.all_rows),
                         sorted(file.name for file in self.outbox.glob("*.eml")))
        moments = [row["moment"] for row in self.all_rows]
        self.assertEqual(moments, sorted(moments))
        self.assertEqual({row["outcome"] for row in self.all_rows}, {"sent"})
        emails = {person.id: person.email for person in self.season.people}
        for number, row in enumerate(self.all_rows, 1):
            stamp = row["moment"].astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
            begin = f"{number:05}-{stamp}-{row['event']}-{row['step']}-"
            self.assertEqual(row["file"], f"{begin}{row['email']}.eml")
            local = datetime.datetime.fromisoformat(row["local"])
            self.assertEqual(local, row["moment"])
            self.assertEqual(local.utcoffset(), row["moment"].astimezone(ZONE).utcoffset())
        for row in self.rows:
            self.assertEqual(row["email"], emails[row["person"]])

    def test_the_picture_counts_every_mail_and_leads_to_it(self):
        index = (self.outbox / "index.html").read_text()
        dots = re.findall(r'<a href="([^"]+)" aria-label="([^"]+): (\d+)"><circle', index)
        drawn = collections.Counter()
        for page, step, count in dots:
            self.assertTrue(page.endswith(f"-{step}.html"), page)
            drawn[page] += int(count)
        self.assertEqual(drawn, collections.Counter(f"{row['event']}-{row['step']}.html" for row in self.all_rows))
        for page, count in drawn.items():
            mails = re.findall(r'<a href="(?!index.html)([^"]+)">', (self.outbox / page).read_text())
            self.assertEqual(len(mails), count, page)
            self.assertTrue((self.outbox / urllib.parse.unquote(mails[0])).is_file(), mails[0])

    def test_every_mail_parses_without_a_defect_and_says_what_it_must(self):
        message_ids, entries = set(), {}
        for row in self.rows:
            with self.subTest(file=row["file"]):
                raw = (self.outbox / row["file"]).read_bytes()
                mail = parse(raw)
                self.judge_form(raw, mail, row)
                self.judge_words(mail, row)
                for uid in self.judge_calendar(mail, row):
                    entries.setdefault(uid, set()).add((row["event"], row["person"]))
                message_ids.add(row["message_id"])
        self.assertEqual(len(message_ids), len(self.rows))
        # One entry a person and event: a UID is never shared, and nobody has two for one event.
        owners = collections.Counter(owner for owners in entries.values() for owner in owners)
        self.assertTrue(owners)
        self.assertEqual([uid for uid, owners in entries.items() if len(owners) > 1], [])
        self.assertEqual([owner for owner, count in owners.items() if count > 1], [])

    def judge_form(self, raw, mail, row):
        self.assertEqual(mail.defects(), [])
        self.assertNotRegex(raw.replace(b"\r\n", b""), rb"[\r\n]")
        self.assertLessEqual(max(map(len, raw.split(b"\r\n"))), 998)
        for header in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version"):
            self.assertEqual(len(mail.message.get_all(header, [])), 1, header)
        self.assertEqual([to.addr_spec for to in mail["To"].addresses], [row["email"]])
        self.assertEqual(str(mail["Message-ID"]).strip("<>"), row["message_id"].strip("<>"))
        if row["step"] in self.timed_steps:
            self.assertIn("https://doe-mee.mvo.example/u/", str(mail["List-Unsubscribe"]))
            self.assertEqual(mail["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
            self.assertEqual(len(mail.message.get_all("List-Id", [])), 1)

    def judge_words(self, mail, row):
        titles = self.season.events[row["event"]].titles()
        self.assertTrue(any(title in mail["Subject"] for title in titles), mail["Subject"])
        for kind in ("plain", "html"):
            text = " ".join(mail.text(kind).split())
            self.assertTrue(any(title in text for title in titles), kind)
            self.assertNotIn("{{", text, kind)
            if row["step"] in self.timed_steps:
                self.assertIn("Postbus 1, 3500 AA Utrecht", text, kind)

    def judge_calendar(self, mail, row):
        """The UIDs of the mail's calendar, which names that person and no other."""
        calendars, event = mail.calendars(), self.season.events[row["event"]]
        if row["step"] in ("invitation", "promoted"):
            self.assertEqual([calendar["METHOD"] for calendar in calendars], ["REQUEST"])
        for calendar in calendars:
            [entry] = calendar.walk("VEVENT")
            self.assertEqual(entry.decoded("DTSTART"), event.starts)
            self.assertEqual(entry.decoded("DTEND"), event.ends)
            self.assertEqual(str(entry["ATTENDEE"]).lower(), f"mailto:{row['email']}")
            self.assertEqual(int(entry.get("SEQUENCE", 0)), 0)
            yield str(entry["UID"])


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    unittest.main()
