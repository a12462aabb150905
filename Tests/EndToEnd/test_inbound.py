"""Mail that comes back: through a real Postfix and its pipe(8), a Maildir, and the command alone."""

import email.message
import json
import os
import pathlib
import re
import resource
import shutil
import smtplib
import subprocess
import tempfile
import unittest

from harness import EVENT, PEOPLE, Case, PlainServer, Postfix, binary, fixture_config
from replies import calendar_reply, plain_reply, uid_of
from tools import get, parse, read_journal, read_maildir, wait_until

ANNA, BEN, CARLA, DIRK = (person[1] for person in PEOPLE[:4])


class PipeTest(Case):
    """docs/inbound.md as it stands: recipient_delimiter, transport_maps, a pipe that runs as the owner."""

    def setUp(self):
        super().setUp()
        self.site = fixture_config(self.folder, "smtp://127.0.0.1:1")
        self.program = self.convoke(self.site)
        self.program.program = self._as_owner()
        routes = self.folder / "routes"
        # Taken at the door, and sent back later: what a server does that knows only where to pass mail on.
        gone = self.folder / "gone"
        gone.write_text("#!/bin/sh\ncat >/dev/null\necho 5.1.1 no such user here\nexit 67\n")
        gone.chmod(0o755)
        routes.write_text("/^weg@network\\.test$/ gone:\n" + self._documented("/etc/postfix/convoke"))
        self.postfix = Postfix(
            self.folder, main=self._documented("/etc/postfix/main.cf", routes),
            master=f"gone unix - n n - 1 pipe\n  user={self._owner()} argv={gone}\n"
            + self._documented("/etc/postfix/master.cf"))
        self.addCleanup(self.postfix.close)
        self.postfix.start()
        self.site.write_settings(smtp={"url": f'"{self.postfix.url}"'})
        self.site.write_people([*PEOPLE, ("107", "weg@network.test", "Wim Weg", "Weg BV", "nl", "partner")])
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", self._owner(), self.site.folder], check=True)

    def _documented(self, file, routes=""):
        """The block of docs/inbound.md for that file, with this test's names and places."""
        page = (pathlib.Path(__file__).parents[2] / "docs/inbound.md").read_text()
        [block] = re.findall(rf"^`{re.escape(file)}`:\n```\n(.*?)^```$", page, re.S | re.M)
        for theirs, ours in (("mvo\\.example", "network\\.test"), ("user=convoke", f"user={self._owner()}"),
                             ("/usr/bin/convoke", self.program.program), ("/etc/postfix/convoke", routes),
                             ("/etc/convoke/Config", self.site.config), ("/var/lib/convoke", self.site.state)):
            block = block.replace(theirs, str(ours))
        return block

    def _owner(self):
        return "nobody" if os.geteuid() == 0 else os.environ["USER"]

    def _as_owner(self):
        """pipe(8) never runs anything as root, and a store has one owner: root's tests run it as nobody."""
        program = shutil.copy(binary(), self.folder / "convoke-itself")
        script = self.folder / "convoke"
        script.write_text(
            f'#!/bin/sh\n[ "$(id -u)" = 0 ] || exec {program} "$@"\n'
            f'exec setpriv --reuid=65534 --regid=65534 --clear-groups {program} "$@"\n')
        script.chmod(0o755)
        return script

    def mails_to(self, person, count=1):
        def found():
            mails = [mail for mail in read_maildir(self.postfix.maildir) if mail.recipient == person]
            return len(mails) >= count and mails
        return wait_until(found, f"{count} mails to {person}", 30,
                          evidence=lambda: self.postfix.read_log() + self.program.log()[-3000:])

    def send(self, mail, to="uitnodiging@network.test", sender=None):
        with smtplib.SMTP("127.0.0.1", self.postfix.port) as server:
            server.send_message(mail, from_addr=sender or mail["From"], to_addrs=[to])

    def answers(self):
        rows = self.program.json("rsvps", EVENT)
        return {row["email"]: (row["answer"], row["seat"], row["via"]) for row in rows}

    def person(self, who):
        return json.loads(self.program.run("people", "show", who).stdout)

    def wait_for(self, person, *expected):
        wait_until(lambda: self.answers().get(person) == expected, f"{person} {expected}", 20,
                   evidence=lambda: f"{self.answers()}\n{self.postfix.read_log()}{self.program.log()[-3000:]}")

    def test_what_comes_back_is_understood_and_recorded(self):
        self.program.start()
        invitations = {person: self.mails_to(person)[0] for person in (ANNA, BEN, CARLA, DIRK)}
        self._a_dead_address_is_given_up()
        self._a_calendar_reply_takes_a_seat(invitations[ANNA])
        self._a_plain_answer_is_confirmed_once(invitations[BEN])
        self._stop_means_stop(invitations[CARLA])
        self._own_words_go_to_the_host(invitations[DIRK])
        self._words_beside_an_answer_reach_the_host_too(invitations[DIRK])
        self._what_nobody_signed_changes_nothing(invitations[DIRK])
        metrics = get(self.site.admin + "/metrics").body
        self.assertRegex(metrics, r'convoke_inbound_total\{kind="bounce",outcome="recorded"\} 1\n')
        self.assertRegex(metrics, r'convoke_inbound_total\{kind="reply",outcome="forwarded"\} 2\n')
        self.assertEqual(self.program.stop(), 0)

    def _a_dead_address_is_given_up(self):
        def failed():
            rows = self.program.json("explain", "107")
            return [row for row in rows if row["step"] == "invitation" and row["state"] == "failed"]
        [row] = wait_until(failed, "the bounce", 30, evidence=lambda: self.postfix.read_log() + self.program.log())
        self.assertIn("5.1.1", row["reply"])
        self.assertIn("no such user here", row["reply"])
        reminder = [row for row in self.program.json("explain", "107") if row["step"] == "reminder"]
        self.assertEqual([row["state"] for row in reminder], ["never"])
        self.assertIn("5.1.1", self.person("107")["suppressed"])
        self.assertIn("weg@network.test", str(self.program.json("status")["unreachable"]))
        entries = [entry for entry in read_journal(self.site.state) if entry["type"] == "mail.received"]
        self.assertEqual([(entry["kind"], entry["person"]) for entry in entries], [("bounce", "107")])
        self.assertEqual(list((self.site.state / "spool/new").iterdir()), [])

    def _a_calendar_reply_takes_a_seat(self, invitation):
        uid = uid_of(invitation)
        self.send(calendar_reply(uid, "ACCEPTED", ANNA))
        self.wait_for(ANNA, "yes", "seated", "calendar")
        confirmation = self.mails_to(ANNA, 2)[1]
        self.assertEqual(confirmation.sender, "", "a mail that answers a mail has the null sender")
        self.assertEqual(confirmation["Auto-Submitted"], "auto-replied")
        self.assertEqual(len(confirmation.links("/r/")), 1)
        # A decline that comes later counts, however wrong its calendar's clock is.
        self.send(calendar_reply(uid, "DECLINED", ANNA, stamp="20200101T100000Z"))
        self.wait_for(ANNA, "no", "none", "calendar")
        self.send(calendar_reply(uid, "TENTATIVE", "anna@post.network.test", stamp="20300101T110000Z"))
        self.wait_for(ANNA, "maybe", "none", "calendar")

    def _a_plain_answer_is_confirmed_once(self, invitation):
        self.send(plain_reply(invitation, "Ja, ik kom graag!", BEN))
        self.wait_for(BEN, "yes", "seated", "mail")
        self.assertEqual(self.mails_to(BEN, 2)[1]["Auto-Submitted"], "auto-replied")
        self.send(plain_reply(invitation, "Nee", BEN))
        self.wait_for(BEN, "no", "none", "mail")
        self.assertEqual(len(self.mails_to(BEN, 2)), 2, "one mail a week answers mails")

    def _stop_means_stop(self, invitation):
        [address] = [part.strip(" <>") for part in str(invitation["List-Unsubscribe"]).split(",") if "mailto:" in part]
        to = address.removeprefix("mailto:").split("?")[0]
        mail = email.message.EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = CARLA, to, "unsubscribe"
        mail.set_content("")
        self.send(mail, to=to)
        wait_until(lambda: self.person(CARLA)["unsubscribed"] == ["*"], "unsubscribed", 20,
                   evidence=self.program.log)

    def _own_words_go_to_the_host(self, invitation):
        self.send(plain_reply(invitation, "Mag ik ook een uur later komen? Groet, Dirk", DIRK))
        def forwarded():
            mails = [mail for mail in read_maildir(self.postfix.maildir) if mail.recipient == "sanne@network.test"]
            return [mail for mail in mails if "Dirk O'Neill" in mail["Subject"]]
        [mail] = wait_until(forwarded, "a mail to the host", 30,
                            evidence=lambda: self.postfix.read_log() + self.program.log()[-3000:])
        self.assertEqual(mail.defects(), [])
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        [attached] = mail.parts("message/rfc822")
        self.assertIn("een uur later", attached.get_payload()[0].as_string())
        self.assertEqual(mail.links("/r/"), invitation.links("/r/"), "the page where the host can record it")
        self.assertNotIn(DIRK, self.answers())

    def _words_beside_an_answer_reach_the_host_too(self, invitation):
        self.send(plain_reply(invitation, "Nee, helaas.\n\nKees komt in mijn plaats.", DIRK))
        self.wait_for(DIRK, "no", "none", "mail")
        mail = self._to_the_host("Kees komt")
        self.assertIn("Het antwoord is vastgelegd", " ".join(mail.text().split()))
        # On the desk as well: what a later answer has overtaken is gone, and who is not reached stands there.
        self.program.run("desk", EVENT)
        [link] = wait_until(lambda: {link for mail in read_maildir(self.postfix.maildir)
                                     for link in mail.links("/host/")}, "the desk's link", 20)
        desk = get(link).body
        mails, lost = (desk.split(f'<h2 id="{part}">')[1].split("</section>")[0] for part in ("mails", "lost"))
        self.assertEqual(re.findall(r'href="(/r/[^"]+)">([^<]+)<', mails),
                         [(invitation.links("/r/")[0].removeprefix(self.site.web), "Dirk O&#39;Neill")])
        self.assertIn("wat iemand bij het antwoord schreef", mails)
        self.assertIn("weg@network.test", lost)

    def _to_the_host(self, words):
        """The mail to the host that has those words in the mail attached to it."""
        def found():
            mails = [mail for mail in read_maildir(self.postfix.maildir) if mail.recipient == "sanne@network.test"]
            return [mail for mail in mails for attached in mail.parts("message/rfc822")
                    if words in attached.get_payload()[0].as_string()]
        [mail] = wait_until(found, f"a mail to the host with {words}", 30,
                            evidence=lambda: self.postfix.read_log() + self.program.log()[-3000:])
        self.assertEqual(mail.defects(), [])
        return mail

    def _what_nobody_signed_changes_nothing(self, invitation):
        uid = uid_of(invitation)
        forged = uid[:30] + ("a" if uid[30] != "a" else "b") + uid[31:]
        before = self.answers()
        self.send(calendar_reply(forged, "ACCEPTED", DIRK))
        [row] = wait_until(lambda: self.program.json("inbound", "list"), "a mail set aside", 20,
                           evidence=self.program.log)
        self.assertEqual((row["kind"], row["from"]), ("reply", DIRK))
        self.assertEqual(self.answers(), before)
        shown = self.program.run("inbound", "show", row["file"]).stdout
        [calendar] = parse(shown.encode()).calendars()
        self.assertEqual(str(calendar.walk("VEVENT")[0]["UID"]), forged)
        # A person copies what the table shows.
        [handle] = re.findall(r"(\d{13})\s*$", self.program.run("inbound", "list").stdout, re.M)
        self.assertEqual(self.program.run("inbound", "show", handle).stdout, shown)
        explained = self.program.json("inbound", "explain", row["file"])
        self.assertEqual((explained["kind"], explained["event"], explained["answer"]), ("reply", None, "yes"))
        # It waits for the host, who can ask whether it is true.
        mail = self._to_the_host("Accepted: Najaarsbijeenkomst")
        self.assertIn("We kunnen niet zien of het echt van", " ".join(mail.text().split()))
        self.assertEqual(self.answers(), before)


class ReceiveTest(Case):
    """`convoke receive` and the Maildir, without a mail server."""

    def setUp(self):
        super().setUp()
        self.server = PlainServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url)
        self.program = self.convoke(self.site)

    def receive(self, mail, *arguments, expect=0, folders=True, before=None, **environment):
        folder = self._folders() if folders else []
        done = subprocess.run([str(self.program.program), "receive", *arguments, *folder], input=mail,
                              capture_output=True, timeout=60, cwd=self.site.folder, preexec_fn=before,
                              env={**self.program.environment, **environment})
        self.assertEqual(done.returncode, expect, done.stderr)
        return done.stderr.decode()

    def _folders(self):
        return ["--config", str(self.site.config), "--state", str(self.site.state)]

    def spooled(self):
        return sorted((self.site.state / "spool/new").glob("*.eml"))

    def invitation(self, person):
        def found():
            mails = [parse(mail.content) for mail in list(self.server.mails)]
            return [mail for mail in mails if mail["To"].addresses[0].addr_spec == person]
        return wait_until(found, f"a mail to {person}", 30, evidence=self.program.log)[0]

    def test_a_mail_is_kept_without_a_daemon_and_read_when_one_starts(self):
        self.program.start()
        invitation = self.invitation(ANNA)
        self.assertEqual(self.program.stop(), 0)
        reply = calendar_reply(uid_of(invitation), "ACCEPTED", ANNA).as_bytes()
        shutil.rmtree(self.site.state / "spool")
        trace = self.folder / "trace"
        if shutil.which("strace"):
            # Exit 0 is a promise: the file, its name, and each new folder are on stable storage before it.
            subprocess.run(["strace", "-f", "-y", "-o", trace, "-e", "trace=fsync,rename,exit_group",
                            str(self.program.program), "receive", *self._folders()], input=reply, check=True)
            calls = re.findall(r"^\d+ +(fsync|rename|exit_group)\((?:\d+<([^>]*)>)?", trace.read_text(), re.M)
            spool = str(self.site.state.resolve() / "spool")
            synced = [path for call, path in calls if call == "fsync"]
            self.assertEqual(synced[:2], [spool, str(self.site.state.resolve())])
            self.assertEqual([call for call, _ in calls][-4:], ["fsync", "rename", "fsync", "exit_group"])
            self.assertRegex(synced[-2], "^" + re.escape(spool) + r"/tmp/[^/]+\.eml$")
            self.assertEqual(synced[-1], spool + "/new")
        else:
            self.receive(reply)
        [file] = self.spooled()
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        self.program.start()
        wait_until(lambda: [row for row in self.program.json("rsvps", EVENT) if row["via"] == "calendar"],
                   "the answer", 20, evidence=self.program.log)
        wait_until(lambda: self.spooled() == [], "an empty spool")
        self.assertEqual(self.program.stop(), 0)

    def test_every_failure_is_one_to_try_again(self):
        mail = b"From: a@b.example\r\n\r\nhello\r\n"
        self.assertIn("no store at", self.receive(mail, expect=75))
        self.program.run("people", "unsubscribe", ANNA, "--new-store")
        self.receive(mail, "--what-is-this", expect=75)
        self.receive(b"", expect=75)
        self.assertEqual(self.receive(mail, expect=0), "")
        # Broken settings are no reason to lose a mail, when it is told where the state is.
        self.site.write("Config/convoke.toml", "[network\n")
        self.receive(mail, expect=0)
        self.receive(mail, "--config", str(self.site.config), expect=75, folders=False)
        self.receive(mail, expect=0, folders=False, STATE_DIRECTORY=str(self.site.state))
        self.assertEqual(len(self.spooled()), 3)
        self.assertIn("File too large", self.receive(
            mail, expect=75, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))))
        self.assertEqual(len(self.spooled()), 3)
        if os.geteuid() == 0:
            # Root takes it as the state's owner; the spool is not theirs here.
            os.chown(self.site.state, 65534, 65534)
            self.assertIn("Permission denied", self.receive(mail, expect=75))
            os.chown(self.site.state, 0, 0)

    def test_the_envelope_comes_by_argument_or_environment(self):
        self.program.run("people", "unsubscribe", ANNA, "--new-store")
        mail = b"From: a@b.example\r\n\r\nhello\r\n"
        self.receive(mail, "--sender=", "--recipient=x+tag@network.test")
        self.receive(mail, SENDER="MAILER-DAEMON", RECIPIENT="root@host", ORIGINAL_RECIPIENT="x+tag@network.test")
        first, second = (file.read_bytes() for file in self.spooled())
        self.assertEqual(first, second)
        self.assertEqual(first, b'{"sender":"","recipient":"x+tag@network.test"}\n' + mail)

    def test_a_full_disk_takes_no_mail_and_loses_none(self):
        if os.geteuid() != 0:
            self.skipTest("only root can mount a small file system")
        self.program.run("people", "unsubscribe", ANNA, "--new-store")
        spool = self.site.state / "spool"
        spool.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", spool]).returncode != 0:
            self.skipTest("this machine cannot mount a small file system")
        self.addCleanup(subprocess.run, ["umount", "-l", spool])
        mail = b"From: a@b.example\r\n\r\n" + b"x" * 100_000
        self.receive(mail)
        self.receive(mail)
        self.assertIn("No space left", self.receive(mail, expect=75))
        self.assertEqual(len(self.spooled()), 2)
        self.assertEqual(list((spool / "tmp").iterdir()), [])
        self.spooled()[0].unlink()
        self.receive(mail)

    def test_a_maildir_is_watched_and_its_mail_moved(self):
        maildir = self.folder / "Maildir"
        for part in ("new", "cur", "tmp"):
            (maildir / part).mkdir(parents=True)
        self.site.write_settings(inbound={"maildir": f'"{maildir}"'})
        self.assertNotIn("no effect", self.program.run("check").stderr)
        self.program.start()
        reply = calendar_reply(uid_of(self.invitation(BEN)), "DECLINED", BEN).as_bytes()
        (maildir / "new/1700000000.M1.host").write_bytes(reply)
        (maildir / "new/1700000001.M2.host").write_bytes(os.urandom(1000))
        wait_until(lambda: [row for row in self.program.json("rsvps", EVENT) if row["via"] == "calendar"],
                   "the answer", 20, evidence=self.program.log)
        wait_until(lambda: not list((maildir / "new").iterdir()), "mail is moved")
        self.assertEqual((maildir / "cur/1700000000.M1.host:2,").read_bytes(), reply)
        self.assertEqual(len(list((maildir / "cur").iterdir())), 2)
        self.assertEqual(self.program.stop(), 0)


class ExplainTest(unittest.TestCase):
    def test_a_mail_is_explained_where_there_is_neither_network_nor_state(self):
        with tempfile.TemporaryDirectory(prefix="convoke-test-") as folder:
            file = pathlib.Path(folder, "mail.eml")
            file.write_bytes(calendar_reply("x@y.example", "TENTATIVE", ANNA).as_bytes())
            done = subprocess.run([str(binary()), "inbound", "explain", str(file)], cwd=folder,
                                  capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn('"kind":"reply"', done.stdout)
            self.assertIn('"answer":"maybe"', done.stdout)
            self.assertEqual(sorted(os.listdir(folder)), ["mail.eml"])


if __name__ == "__main__":
    unittest.main()
