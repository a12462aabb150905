"""What stops by itself: a clock that is set wrong while the daemon runs, a roster that shrinks, an edit
that would mail everybody; and reloads in the midst of sending."""

import collections
import datetime
import pathlib
import threading

from harness import EVENT, INVITED, PEOPLE, Case, PlainServer, fixture_config, local
from tools import get, parse, post, read_journal, wait_until

FAKETIME = pathlib.Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")


def members(count, start=0):
    """So many partners, in the columns of the fixture."""
    return [(f"{1000 + number}", f"p{number}@network.test", f"Partner {number}", "", "nl", "partner")
            for number in range(start, start + count)]


class Brakes(Case):
    def setUp(self):
        super().setUp()
        self.server = PlainServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url)
        self.starts = local(days=30)  # a new date would be an edit that has to stand first
        self.site.write_event(starts=self.starts)
        self.program = self.convoke(self.site)

    def mails(self):
        """All but what goes to the host and the operators."""
        return [mail for mail in list(self.server.mails)
                if mail.recipients not in (["sanne@network.test"], ["ops@network.test"])]

    def alerts(self):
        return [parse(mail.content).text() for mail in list(self.server.mails)
                if mail.recipients == ["ops@network.test"]]

    def wait_for_mails(self, count):
        wait_until(lambda: len(self.mails()) >= count, f"{count} mails", 60,
                   lambda: f"{len(self.mails())} mails\n{self.program.log()[-3000:]}")
        self.assertEqual(len(self.mails()), count)

    def holds(self):
        return self.program.json("status")["holds"]

    def entries(self, kind):
        return [entry for entry in read_journal(self.site.state) if entry["type"] == kind]


class ClockTest(Brakes):
    def setUp(self):
        super().setUp()
        self.assertTrue(FAKETIME.exists(), "libfaketime is missing: run scripts/setup test")
        self.fake = self.folder / "faketime"
        self.set_clock("+0")
        reminder = local(hours=20)
        self.site.write_event(starts=self.starts, more=f"[step.reminder]\nat = {reminder}\n")

    def set_clock(self, offset):
        fresh = self.fake.with_suffix(".new")
        fresh.write_text(f"{offset}\n")
        fresh.replace(self.fake)

    def start(self):
        """The daemon on a clock that `set_clock` moves; the clock from boot stays what it is."""
        self.program.start(
            LD_PRELOAD=str(FAKETIME), FAKETIME_TIMESTAMP_FILE=str(self.fake), FAKETIME_NO_CACHE="1",
            FAKETIME_DONT_FAKE_MONOTONIC="1", DONT_FAKE_MONOTONIC="1", NO_FAKE_STAT="1")
        self.wait_for_mails(len(INVITED))

    def answer(self, number, choice):
        [link] = [link for mail in map(lambda mail: parse(mail.content), self.mails()[:4])
                  if mail.recipient == INVITED[number] for link in mail.links("/r/")]
        shown = get(link)
        self.assertEqual(shown.status, 200)
        saved = post(link, {"answer": choice})
        self.assertEqual(saved.status, 303, saved.body)

    def processor_seconds(self):
        """By thread, without the one on which libdispatch keeps its timers: the kernel's timers do not
        know of the faked clock, so that one spins here and nowhere else."""
        spent = {}
        for task in pathlib.Path(f"/proc/{self.program.process.pid}/task").iterdir():
            name, fields = (task / "stat").read_text().split("(", 1)[1].rsplit(")", 1)
            if "overcommit" not in name:
                fields = fields.split()
                spent[f"{name} {task.name}"] = (int(fields[11]) + int(fields[12])) / 100
        return spent

    def test_a_jump_stops_mail_and_nothing_else(self):
        self.start()
        for number, offset in enumerate(("+25h", "+10y", "-2h")):
            with self.subTest(offset=offset):
                sent = len(self.mails())
                self.set_clock(offset)
                held = wait_until(self.holds, "everything is held", 25, self.program.log)
                self.assertRegex(held[0], r"^all: the clock jumped from 20")
                self.assertIn("convoke_stopped{what=\"all\"} 1", get(f"{self.site.admin}/metrics").body)
                self.answer(number, "maybe")
                before = self.processor_seconds()
                threading.Event().wait(2)
                busy = {thread: spent - before.get(thread, 0)
                        for thread, spent in self.processor_seconds().items()
                        if spent - before.get(thread, 0) > 1.8}
                self.assertEqual(busy, {}, "a busy loop")
                self.assertEqual(len(self.mails()), sent, "nothing goes while the clock is wrong")
                self.set_clock("+0")
                wait_until(lambda: not self.holds(), "it goes on by itself", 25, self.program.log)
                self.wait_for_mails(sent + 1)  # the confirmation of that answer
        self.assertEqual(self.program.log().count("held until it is released"), 3)
        self.assertEqual(self.entries("delivery.missed"), [])
        year = datetime.datetime.now(datetime.UTC).year
        self.assertEqual({entry["at"][:4] for entry in self.entries("rsvp.received")}, {f"{year}"})
        self.assertEqual(self.program.stop(), 0)

    def test_an_operator_is_told_and_says_that_the_clock_is_right(self):
        self.site.write_settings(network={"operators": '"ops@network.test"'})
        self.start()
        self.set_clock("+25h")
        [alert] = wait_until(self.alerts, "an alert", 60, self.program.log)
        self.assertIn("convoke release all", alert)
        self.assertIn("Released: all mail", self.program.run("release", "all").stdout)
        self.wait_for_mails(2 * len(INVITED))  # the reminder's moment has come
        self.assertEqual(self.holds(), [])


class RosterTest(Brakes):
    def test_a_roster_that_shrinks_waits_for_its_release(self):
        self.site.write_settings(network={"operators": '"ops@network.test"'})
        self.site.write_people(members(20))
        self.program.start()
        self.wait_for_mails(20)
        self.site.write_people(members(17))
        shown = self.program.run("plan").stdout
        self.assertIn("! it would wait for 'convoke release people': 3 of 20 people are gone", shown)
        reload = self.program.run("reload")
        self.assertIn("In force: 20 people", reload.stdout)
        self.assertIn("3 of 20 people are gone from Config/people: convoke release people", reload.stderr)
        self.assertEqual(self.holds(), ["people: 3 of 20 people are gone from Config/people"])
        self.assertIn("3 of 20 people are gone from Config/people", self.program.log())
        [alert] = wait_until(self.alerts, "an alert", 60, self.program.log)
        self.assertIn("convoke release people", alert)
        self.assertEqual(self.entries("person.left"), [])
        self.assertIn("convoke release people", self.program.run("plan").stdout)
        self.program.kill()
        self.program.start()
        self.assertEqual(self.holds(), ["people: 3 of 20 people are gone from Config/people"])
        released = self.program.run("release", "people")
        self.assertIn("In force: 17 people", released.stdout)
        self.assertEqual(self.holds(), [])
        self.one_line(self.program.run("release", "people", expect=1), "not waiting")
        self.assertEqual({entry["person"] for entry in self.entries("person.left")}, {"1017", "1018", "1019"})
        # Who left is told of nothing any more; who stayed is.
        self.site.write_event(starts=self.starts, more=f"[step.reminder]\nat = {local(seconds=1)}\n")
        self.program.run("reload")
        self.program.run("release", "all")
        self.wait_for_mails(37)
        reminded = {mail.recipients[0] for mail in self.mails()[20:]}
        self.assertEqual(reminded, {person[1] for person in members(17)})


class PlanTest(Brakes):
    """An edit on disk that is not in force yet."""

    def rows(self):
        """What is planned once the edit is in force, but for when exactly what goes at once goes."""
        now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=5)
        planned = {(row["event"], row["step"]): row for row in self.program.json("plan")}
        return {(row["event"], row["step"], max(row["at"], f"{now:%Y-%m-%dT%H:00:00Z}"), row["people"])
                for row in planned.values() if row.get("change") != "gone"}

    def test_a_plan_says_what_a_reload_will_do(self):
        self.site.write_settings(send={"settle": '"0m"'})
        self.program.start()
        self.wait_for_mails(len(INVITED))
        self.program.run("rsvp", EVENT, INVITED[0], "yes")
        self.wait_for_mails(len(INVITED) + 1)
        self.assertNotIn("Not yet in force", self.program.run("plan").stdout)
        was = {row["step"]: row for row in self.program.json("plan")}
        self.assertTrue(all("change" not in row for row in was.values()))

        starts = datetime.datetime.fromisoformat(self.starts)
        later, other = (f"{starts + datetime.timedelta(days=days):%Y-%m-%dT%H:%M:%S}" for days in (1, 5))
        self.site.write_event(starts=later, more="[step.reminder]\noff = true\n")
        self.site.write_event("lezing", starts=other, audience="'inkoper'")
        shown = self.program.run("plan").stdout
        self.assertIn("Not yet in force; convoke reload would change:", shown)
        self.assertNotRegex(shown, r"(?m) $")
        self.assertRegex(shown, r"(?m)^! najaar: .*; 4 people are told \(rescheduled\) once it has stood for 0m")
        self.assertRegex(shown, r"(?m)^- najaar reminder: no longer sent \(3 people\)")
        self.assertRegex(shown, r"(?m)^~ najaar practical: .* → .*, 1 → 1 people")
        self.assertRegex(shown, r"(?m)^\+ lezing invitation: .*, 2 people")
        found = self.program.json("plan")
        self.assertEqual([row["at"] for row in found if "change" not in row], [row["at"] for row in was.values()])
        rows = {(row["event"], row["step"]): row for row in found if "change" in row}
        self.assertEqual(rows["lezing", "invitation"]["change"], "new")
        moved = rows[EVENT, "practical"]
        self.assertEqual((moved["change"], moved["was"]),
                         ("moved", {"at": was["practical"]["at"], "people": 1}))
        gone = rows[EVENT, "reminder"]
        self.assertEqual((gone["change"], gone["people"], gone["was"]["people"]), ("gone", 0, 3))
        self.assertEqual(len(self.mails()), len(INVITED) + 1, "a plan sends nothing")

        planned = self.rows()
        self.program.run("reload")
        self.wait_for_mails(len(INVITED) + 1 + 4 + 2)  # rescheduled, and the new event's invitation
        self.assertEqual(self.program.run("plan").stdout.count("Not yet in force"), 0)
        self.assertEqual(
            {row for row in planned if row[1] not in ("invitation", "rescheduled")},
            {row for row in self.rows() if row[0] == EVENT or row[1] != "invitation"})
        told = collections.Counter((parse(mail.content).recipient) for mail in self.mails()[5:])
        self.assertEqual(told, collections.Counter(
            INVITED + [person[1] for person in PEOPLE if "inkoper" in person[5]]))

    def test_a_quorum_is_planned_and_who_is_not_meant_is_told_why(self):
        self.site.write_event(starts=self.starts, quorum="2", answer_by='"-3d"')
        self.program.run("rsvp", EVENT, INVITED[0], "yes", "--new-store")
        rows = {row["step"]: row for row in self.program.json("plan")}
        self.assertEqual(rows["cancelled"]["why"], "1 of 2 organisations so far: called off if it stays so")
        self.assertEqual(rows["practical"]["why"], "only if the quorum is reached")
        waiting = {row["step"]: row["why"] for row in self.program.json("explain", INVITED[0])}
        self.assertIn("only if the quorum is reached", waiting["practical"])

        outside = self.program.json("explain", "frits@network.test")
        why = "the event is not for them: its audience is 'partner and not pers', and they do not meet 'partner'"
        self.assertEqual({(row["state"], row["why"]) for row in outside}, {("never", why)})
        shown = self.program.run("explain", "frits@network.test").stdout
        self.assertLessEqual(max(len(line) for line in shown.splitlines()), 100)
        self.assertNotIn("…", shown)
        self.assertIn("do not meet 'partner'", " ".join(shown.split()))


class BlastTest(Brakes):
    def test_an_edit_that_would_mail_everybody_is_stopped(self):
        self.site.write_people(members(20))
        self.program.start()
        self.wait_for_mails(20)
        # Only a reminder that is due after the invitation went reaches anybody.
        self.site.write_event(starts=self.starts, more=f"[step.reminder]\nat = {local(seconds=1)}\n")
        shown = self.program.run("plan").stdout
        self.assertIn("! it would wait for 'convoke release all': the edit wants 20 mails at once", shown)
        reload = self.program.run("reload")
        self.assertIn("convoke release all", reload.stderr)
        self.assertRegex(self.holds()[0], "^all: the edit wants 20 mails at once where 0 were planned")
        threading.Event().wait(2)
        self.assertEqual(len(self.mails()), 20)
        self.program.run("release", "all")
        self.wait_for_mails(40)


class ReloadTest(Brakes):
    def test_reloads_while_mail_leaves_lose_and_repeat_nothing(self):
        people = members(150)
        self.site.write_people(people)
        self.program.start()
        for number in range(3):
            self.site.write_event(starts=self.starts, title=f'"Bijeenkomst {number}"')
            self.program.run("reload")
        self.site.write_event(title='"never closed')
        self.program.run("reload", expect=1)
        self.wait_for_mails(len(people))
        received = collections.Counter(mail.recipients[0] for mail in self.mails())
        self.assertEqual(received, collections.Counter(person[1] for person in people))

    def test_a_crash_with_a_broken_edit_on_disk_goes_on_with_the_last_good_one(self):
        self.program.start()
        self.wait_for_mails(len(INVITED))
        self.program.kill()
        good = (self.site.config / f"events/{EVENT}.toml").read_text()
        self.site.write_event(capacity='"many"')
        self.site.write_people(PEOPLE[:1])
        self.program.start()
        self.assertFalse(self.program.json("status")["config_valid"])
        self.assertIn("configuration refused", self.program.log())
        self.assertIn("convoke_config_valid 0", get(f"{self.site.admin}/metrics").body)
        self.program.run("rsvp", EVENT, INVITED[3], "yes")
        self.wait_for_mails(len(INVITED) + 1)
        self.site.write(f"Config/events/{EVENT}.toml", good)
        self.site.write_people()
        self.program.run("reload")
        self.assertIn("convoke_config_valid 1", get(f"{self.site.admin}/metrics").body)
