"""What is in force, and what operators are shown: a reload that fails at any step changes nothing, and
everything that is shown is what is in force, not what stands in the files."""

import os
import pathlib
import re
import subprocess

from harness import EVENT, INVITED, PEOPLE, Case, PlainServer, fixture_config, local
from tools import get, parse, read_journal, wait_until

NEWSLETTER = """+++
subject = "Nieuws"
audience = "everyone"
at = {at}
+++
{body}
"""


class Network(Case):
    def setUp(self):
        super().setUp()
        self.server = PlainServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url, network={"operators": '"ops@network.test"'})
        self.program = self.convoke(self.site)

    def mails(self):
        staff = (["sanne@network.test"], ["ops@network.test"])
        return [mail for mail in list(self.server.mails) if mail.recipients not in staff]

    def alerts(self):
        return [" ".join(parse(mail.content).text().replace("\n>", " ").split()) for mail in list(self.server.mails)
                if mail.recipients == ["ops@network.test"]]

    def start(self, count=len(INVITED), **environment):
        self.program.start(**environment)
        wait_until(lambda: len(self.mails()) >= count, f"{count} mails", 30, self.program.log)

    def metric(self, name):
        text = get(f"{self.site.admin}/metrics").body
        return float(re.search(rf"(?m)^{re.escape(name)} (\S+)$", text)[1])

    def accepted(self):
        return [entry["fingerprint"] for entry in read_journal(self.site.state)
                if entry["type"] == "programme.accepted"]

    def newsletter(self, name="mei", body="Dag allemaal."):
        return self.site.write(f"Config/newsletters/{name}.md",
                               NEWSLETTER.format(at=local(minutes=-5), body=body))


class CopyTest(Network):
    """The copy is durable first, then the entry, then the programme is in force."""

    def setUp(self):
        super().setUp()
        if os.geteuid() != 0:
            self.skipTest("only root can take a folder away from root")

    def immutable(self, folder):
        subprocess.run(["chattr", "+i", folder], check=True)
        undo = ["chattr", "-i", folder]
        self.addCleanup(subprocess.run, undo)
        return undo

    def mount(self, folder, options):
        folder.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", folder], check=True)
        undo = ["umount", "-l", folder]
        self.addCleanup(subprocess.run, undo, stderr=subprocess.DEVNULL)
        return undo

    def in_the_way(self, folder):
        if folder.exists():
            folder.rmdir()
        folder.write_text("no folder")
        return ["rm", folder]

    def faults(self):
        """Each way in which the copy cannot be made, what its line says, and how it is undone."""
        other = self.site.state / "programme.new"
        return [
            ("attributes", lambda: self.immutable(self.site.state), "lsattr"),
            ("full", lambda: self.mount(other, "size=64k"), "make room on that disk"),
            ("few inodes", lambda: self.mount(other, "nr_inodes=9"), "make room on that disk"),
            ("read-only", lambda: self.mount(other, "ro"), "mount that file system writable"),
            ("no folder", lambda: self.in_the_way(other), "in the way"),
        ]

    def test_a_reload_that_cannot_be_kept_changes_nothing(self):
        self.start()
        before = self.accepted()
        self.newsletter()
        for name, break_it, remedy in self.faults():
            with self.subTest(name):
                undo = break_it()
                try:
                    line = self.one_line(self.program.run("reload", expect=73), str(self.site.state), remedy,
                                         "the programme in force stays")
                    self.assertNotIn("Cocoa", line)
                    self.assertEqual(self.metric("convoke_config_valid"), 0)
                    self.assertEqual(self.accepted(), before)
                    self.assertFalse(self.program.json("status")["config_valid"])
                finally:
                    subprocess.run(undo, check=True)
        wait_until(lambda: any("no copy can be kept" in alert for alert in self.alerts()), "an alert", 30,
                   self.program.log)
        self.assertEqual(len(self.mails()), len(INVITED), "nothing of the edit was mailed")
        self.assertNotIn("Cocoa", self.program.log())
        # What a restart opens is what was in force, also with a broken edit on disk and nothing to write.
        self.site.write_event(title='"never closed')
        self.program.kill()
        undo = self.immutable(self.site.state / "programme")
        self.program.start()
        subprocess.run(undo, check=True)
        self.assertEqual(self.accepted(), before)
        self.assertIn(EVENT, [event["event"] for event in self.program.json("status")["events"]])
        self.assertEqual(self.metric("convoke_config_valid"), 0)
        self.assertEqual(len(self.mails()), len(INVITED))
        # Mended, it comes into force, and the next restart opens that.
        self.site.write_event()
        self.assertIn("In force", self.program.run("reload").stdout)
        self.assertEqual(self.metric("convoke_config_valid"), 1)
        wait_until(lambda: len(self.mails()) == len(INVITED) + len(PEOPLE), "the newsletter", 30,
                   self.program.log)
        self.site.write_event(title='"never closed')
        self.program.kill()
        self.program.start()
        self.assertIn("newsletter-mei", [event["event"] for event in self.program.json("status")["events"]])

    def test_a_start_that_cannot_keep_a_copy(self):
        """The first one ends, with nothing recorded; a later one goes on with what was in force."""
        self.site.state.mkdir(mode=0o700)
        undo = self.mount(self.site.state / "programme", "size=64k")
        done = self.program.run("serve", expect=73)
        self.one_line(done, str(self.site.state / "programme"), "make room on that disk")
        self.assertEqual(self.accepted(), [])
        self.assertEqual(self.server.connections, 0)
        subprocess.run(undo, check=True)
        self.start()
        before = self.accepted()
        self.assertEqual(self.program.stop(), 0)
        self.newsletter()
        undo = self.mount(self.site.state / "programme.new", "size=64k")
        self.program.start()
        self.assertEqual(self.accepted(), before)
        self.assertEqual(self.metric("convoke_config_valid"), 0)
        wait_until(lambda: any("no copy can be kept" in alert for alert in self.alerts()), "an alert", 30,
                   self.program.log)
        self.assertEqual(len(self.mails()), len(INVITED))
        subprocess.run(undo, check=True)
        self.program.run("reload")
        wait_until(lambda: len(self.mails()) == len(INVITED) + len(PEOPLE), "the newsletter", 30,
                   self.program.log)

    def test_what_the_files_name_is_kept_with_them(self):
        """Files beside Config/ and outside of it, and secrets, which are not copied, by relative paths."""
        (self.folder / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
        self.site.write("secret", "korenbloem").chmod(0o600)
        self.site.write_settings(
            network={"logo": f'"{self.folder}/logo.svg"'},
            smtp={"username": '"convoke"', "password": '"file:secret"'})
        self.program.start()
        self.program.kill()
        (self.folder / "logo.svg").unlink()
        self.program.start()
        self.assertIn("there is no file", self.program.log())
        self.assertEqual(get(f"{self.site.web}/logo").status, 200)


class BuildingTest(Network):
    """Whatever serving refuses is found by `check`, with its place; one parser, one rule."""

    def test_an_address_that_check_takes_is_served(self):
        port = self.server.port
        self.site.write_settings(smtp={"url": f'"smtp://mail.localhost:{port}"'})
        self.assertNotIn("error", self.program.run("check").stderr)
        self.start()
        self.site.write_settings(smtp={"url": '"smtp://mail_relay:2525"', "tls": '"require"'})
        self.assertNotIn("error", self.program.run("check").stderr)
        self.program.run("reload")
        self.assertEqual(self.program.stop(), 0)
        self.program.start()
        self.assertEqual(self.metric("convoke_config_valid"), 1)

    def test_a_secret_that_serve_refuses_is_an_error_of_check(self):
        self.start()
        before = self.accepted()
        secret = self.site.write("secret", "korenbloem")
        dkim = '{ domain = "network.test", selector = "k1", key = "file:dkim" }'
        cases = [
            ("others can read it", "smtp", {"username": '"convoke"', "password": '"file:secret"'},
             lambda: secret.chmod(0o644)),
            ("is empty", "smtp", {}, lambda: (secret.write_text("\n"), secret.chmod(0o600))),
            ("No such file", "smtp", {}, secret.unlink),
            ("cannot be read", "smtp", {}, lambda: secret.mkdir(mode=0o700)),
            ("neither RSA", "mail", {"dkim": dkim},
             lambda: (secret.rmdir(), self.site.write("secret", "x").chmod(0o600),
                      self.site.write("dkim", "no key").chmod(0o600))),
        ]
        for words, section, settings, make in cases:
            with self.subTest(words):
                make()
                self.site.write_settings(**{section: settings})
                for command, code in (("check", 1), ("reload", 1)):
                    done = self.program.run(command, expect=code)
                    [line] = [line for line in done.stderr.splitlines() if ": error: " in line]
                    self.assertRegex(line, r"^Config/convoke.toml:\d\d:\d+: error: ")
                    self.assertIn(words, line)
                    self.assertNotIn("korenbloem", line)
                self.assertEqual(self.metric("convoke_config_valid"), 0)
        wait_until(self.alerts, "an alert", 30, self.program.log)
        self.program.kill()
        self.program.start()
        self.assertEqual(self.accepted(), before)
        self.assertIn("configuration refused", self.program.log())

    def test_what_deserves_a_warning(self):
        text = 'Kijk:\n\n![Een foto](https://network.test/x.png) en ![nog een][n]\n\n[n]: https://network.test/y'
        self.newsletter(body=text)
        letter = pathlib.Path(self.site.folder / "Templates/nl/reminder.md")
        letter.write_text(letter.read_text() + "\nZie ![de kaart](https://network.test/k.png)\n")
        self.site.write_event(about='"""Eerst dit.\n![Zaal](https://network.test/z.png) en `![niet]`"""')
        self.site.write_settings(web={
            "admin_listen": f'"0.0.0.0:{self.site.admin_port}"', "trusted_proxies": '["10.0.0.0/8", "0.0.0.0/0", "::/0"]'})
        lines = self.program.run("check").stderr.splitlines()
        self.assertEqual([line for line in lines if ": error: " in line], [])
        pictures = [line.split(": warning")[0] for line in lines if "pictures" in line]
        about = next(number for number, line in enumerate(
            (self.site.config / f"events/{EVENT}.toml").read_text().splitlines(), 1) if "Zaal" in line)
        last = len(letter.read_text().splitlines())
        self.assertEqual(sorted(pictures), sorted([
            f"Config/events/{EVENT}.toml:{about}:1", "Config/newsletters/mei.md:8:1",
            f"Config/newsletters/mei.md:8:{text.splitlines()[2].index('![nog') + 1}", f"Templates/nl/reminder.md:{last}:5"]))
        self.assertEqual(len([line for line in lines if "whoever reaches this machine" in line]), 1)
        self.assertEqual(len([line for line in lines if "nearly everywhere" in line]), 2)

    def test_a_failed_file_is_one_sentence(self):
        """Path, reason, way out and 73; never the words of a library."""
        self.start()
        wall = self.folder / "wall"
        wall.write_text("")
        for command in (["rehearse", "--outbox", str(wall / "x"), "--until", "2026-01-01", "--from", "2025-12-01"],
                        ["store", "backup", str(wall / "x")]):
            with self.subTest(command[0]):
                if command[0] == "rehearse":
                    done = subprocess.run(
                        [str(self.program.program), *command, "--config", str(self.site.config)],
                        capture_output=True, text=True, cwd=self.folder)
                else:
                    done = self.program.run(*command, expect=None)
                said = [line for line in done.stderr.splitlines() if "warning" not in line]
                self.assertEqual(len(said), 1, done.stderr)
                self.assertIn(str(wall), said[0])
                self.assertRegex(said[0], r"cannot .*; ")
                self.assertNotRegex(done.stderr, "NSCocoa|Error Domain|CocoaError")
                self.assertIn(done.returncode, (73, 74))


class ShownTest(Network):
    """Reading commands show what is in force; an edit is only in the differences and in `check`."""

    def shown(self):
        status = self.program.json("status")
        explained = self.program.json("explain", "p3@network.test")
        return {
            "rsvps": [row["person"] for row in self.program.json("rsvps", EVENT)],
            "sent": status["deliveries"]["sent"], "events": [event["event"] for event in status["events"]],
            "explain": {(row["event"], row["step"], row["state"]) for row in explained},
            "people": [row["person"] for row in self.program.json("people", "list")],
            "plan": {(row["event"], row["step"], row["at"], row["people"])
                     for row in self.program.json("plan") if "change" not in row},
            "preview": self.program.run("preview", EVENT, "reminder", "--to", "p3@network.test", "--format",
                                        "text").stdout,
            "own": self.program.run("people", "show", "p3@network.test").stdout,
        }

    def test_an_edit_is_shown_by_check_and_the_differences_only(self):
        people = [(f"{1000 + n}", f"p{n}@network.test", f"Partner {n}", "", "nl", "partner") for n in range(20)]
        self.site.write_people(people)
        self.site.write_event(more="[step.practical]\nat = \"-5d 09:30\"\n")
        self.start(20)
        self.program.run("rsvp", EVENT, "p3@network.test", "yes")
        wait_until(lambda: self.program.json("status")["deliveries"]["sent"] >= 21, "a confirmation", 30)
        before = self.shown()
        self.assertEqual(before["rsvps"], ["1003"])
        # Ten rows are cut, p3's among them; the event moves, gets another name; and one comes.
        self.site.write_people(people[10:])
        self.site.write_event(starts=local(days=40), title='"Iets anders"')
        self.site.write_event("lezing", starts=local(days=20))
        self.assertEqual(self.shown(), before)
        text = self.program.run("plan").stdout
        self.assertRegex(text, r"(?m)^\+ lezing invitation: .*, 10 people")
        self.assertIn("! it would wait for 'convoke release people': 10 of 20 people are gone", text)
        changes = {(row["event"], row["step"]): row["change"] for row in self.program.json("plan")
                   if "change" in row}
        self.assertEqual(changes["lezing", "invitation"], "new")
        self.assertEqual(changes[EVENT, "reminder"], "moved")
        named = self.program.run("preview", "lezing", "invitation", "--to", "p12@network.test", expect=1)
        self.one_line(named, "--files")
        files = self.program.run("preview", "lezing", "invitation", "--to", "p12@network.test", "--files")
        self.assertIn("Najaarsbijeenkomst", files.stdout)
        self.assertEqual(len(self.program.json("people", "list", "--files")), 10)
        # While a brake holds the people of an edit, they are who they were.
        self.program.run("reload")
        held = self.shown()
        self.assertEqual((held["rsvps"], held["people"]), (before["rsvps"], before["people"]))
        # The same without a daemon, and for a change without one: nothing comes into force by it.
        self.assertEqual(self.program.stop(), 0)
        accepted = self.accepted()
        self.site.write_event(starts=local(days=60))
        self.program.run("hold", EVENT, "reminder")
        self.assertEqual(self.accepted(), accepted)
        self.assertEqual(self.shown()["people"], before["people"])

    def test_a_hold_is_known_before_the_moment(self):
        self.site.write_settings(send={"confirm_over": "3"})
        self.site.write_event(more="[step.practical]\nto = \"audience\"\n")
        self.program.start()
        self.program.run("release", EVENT, "invitation")
        wait_until(lambda: len(self.mails()) == len(INVITED), "invitations", 30, self.program.log)
        self.program.run("hold", EVENT, "reminder")
        planned = {row["step"]: row for row in self.program.json("plan", EVENT)}
        self.assertEqual(planned["reminder"]["state"], "held")
        self.assertIn("convoke release", planned["practical"]["why"])
        for person in INVITED:
            explained = {row["step"]: row for row in self.program.json("explain", person, EVENT)}
            for step in ("reminder", "practical"):
                self.assertEqual((explained[step]["state"], explained[step]["why"], explained[step]["at"]),
                                 (planned[step]["state"], planned[step]["why"], planned[step]["at"]), step)
        self.assertEqual(self.program.json("status")["deliveries"]["held"], 2 * len(INVITED))
        self.program.run("release", EVENT, "reminder")
        self.assertEqual({row["step"]: row["state"] for row in self.program.json("explain", INVITED[0], EVENT)}
                         ["reminder"], "waiting")

    def test_what_is_dropped_stays_so_until_it_is_released(self):
        self.site.write_settings(send={"settle": '"0m"'})
        self.start()
        dropped = self.program.run("drop", EVENT)
        self.assertIn(f"convoke release {EVENT}", dropped.stdout)

        def is_dropped():
            [event] = self.program.json("status")["events"]
            states = {row["state"] for row in self.program.json("explain", INVITED[0], EVENT)}
            return (event.get("dropped"), self.program.json("plan", EVENT), states - {"sent"}) == (True, [], {"never"})

        self.assertTrue(is_dropped())
        self.assertIn(f"convoke release {EVENT}", self.program.run("check").stderr)
        self.assertIn("dropped", self.program.run("plan").stdout)
        self.assertIn("dropped", self.program.run("status").stdout)
        later = local(days=31)
        self.site.write_event(starts=later)
        self.program.run("reload")
        self.assertTrue(is_dropped(), "after a reload")
        self.program.kill()
        self.program.start()
        self.assertTrue(is_dropped(), "after a restart")
        self.assertEqual(self.program.stop(), 0)
        self.program.run("hold", "all")
        self.program.run("release", "all")
        self.assertTrue(is_dropped(), "after a command without a daemon")
        self.program.start()
        self.assertEqual(len(self.mails()), len(INVITED))
        self.program.run("release", EVENT)
        # It goes on: people hear of the new date, and nobody is invited twice.
        wait_until(lambda: len(self.mails()) == 2 * len(INVITED), "news of the date", 30,
                   lambda: read_journal(self.site.state)[-8:])
        self.assertFalse(is_dropped())
        self.assertNotIn("convoke drop", self.program.run("check").stderr)
        mailed = [entry["step"] for entry in read_journal(self.site.state) if entry["type"] == "delivery.committed"
                  and entry["email"] in INVITED]
        self.assertEqual(mailed, ["invitation"] * len(INVITED) + ["rescheduled"] * len(INVITED))
        # Without its file it is gone, and a release says what is missing.
        self.program.run("drop", EVENT)
        (self.site.config / f"events/{EVENT}.toml").unlink()
        self.site.write_event("lezing", starts=local(days=20), audience="'inkoper'")
        self.program.run("reload")
        self.one_line(self.program.run("release", EVENT, expect=1), "no file")


class JournalTest(Network):
    """Under systemd: what is wrong is an error in the journal, and in one line of `systemctl status`."""

    def test_what_ends_a_start_and_what_is_refused_are_errors(self):
        log = self.program._log
        stream = {"JOURNAL_STREAM": f"{os.stat(log).st_dev}:{os.stat(log).st_ino}"}
        self.start(**stream)
        self.program.run("hold", EVENT)
        wait_until(lambda: self.status("held: najaar"), "a status", 20, self.program.log)
        self.site.write_event(title='"never closed')
        with open(self.folder / "reload.stderr", "wb") as file:
            here = os.fstat(file.fileno())
            done = subprocess.run(
                [self.program.program, "reload", *self.program._folders()], stderr=file,
                env={**self.program.environment, "JOURNAL_STREAM": f"{here.st_dev}:{here.st_ino}"})
        self.assertEqual(done.returncode, 1)
        lines = (self.folder / "reload.stderr").read_text().splitlines()
        self.assertTrue(lines and all(line.startswith("<3>") for line in lines), lines)
        wait_until(lambda: self.status("refused: Config/events/najaar.toml:2:"), "a status", 20, self.program.log)
        self.assertRegex(self.program.log(), r"(?m)^<3>configuration refused")
        self.server.close()
        self.site.write_event()
        self.newsletter()
        self.program.run("reload")
        wait_until(lambda: self.status("relay away"), "a status", 20, self.program.log)
        self.assertFalse(self.status("refused", last=True))
        self.assertEqual(self.program.stop(), 0)
        (self.site.config / "convoke.toml").write_text("[network\n")
        self.site.state.rename(self.folder / "before")
        self.program.start(ready=False, **stream)
        self.assertEqual(self.program.wait(), 78)
        self.assertRegex(self.program.log(), r"(?m)^<3>convoke: Config/convoke.toml:1:")
        # The variable alone says nothing: it is inherited by whoever runs in a service.
        done = self.program.run("serve", expect=78, **{})
        self.assertFalse(done.stderr.startswith("<"), done.stderr)

    def status(self, words, last=False):
        self.program._read_messages()
        said = [message for message in self.program.messages if message.startswith("STATUS=")]
        return any(words in message for message in (said[-1:] if last else said))
