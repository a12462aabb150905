"""Relays as people in the field met them: quotas, refusals in words of their own, few connections, and one
that repeats our password. The relay's trouble is never a person's."""

import base64
import re
import subprocess
import threading
import time
import unittest
import urllib.request

from harness import EVENT, Case, fixture_config
from scripted import ScriptedServer, Session
from tools import read_journal, wait_until

# Of more than three domains, none of which anybody looks up.
DOMAINS = ["een.test", "twee.test", "drie.test", "vier.test"]


def crowd(count):
    return [(str(n), f"p{n}@{DOMAINS[n % len(DOMAINS)]}", f"P {n}", f"F {n}", "nl", "partner")
            for n in range(count)]


class Relay(ScriptedServer):
    """With at most `most` sessions at a time, and a notebook of logins and of connections."""

    def __init__(self, most=None, at=b"", reset=False):
        super().__init__()
        self.RequestHandlerClass = RelaySession
        self.most, self.at, self.reset = most, at, reset
        self.sessions = self.turned_away = self.connections = 0
        self.logins = []  # when each AUTH came
        self.asked = []  # when each RCPT came
        self.mechanisms = "PLAIN"
        self.after_auth = None  # (session, everything the client said) → the reply, for a hostile one
        recipient = self.on_recipient

        def note(address):
            self.asked.append(time.monotonic())
            return recipient(address)

        self.on_recipient = note


class RelaySession(Session):
    is_one_too_many = False

    def handle(self):
        server = self.server
        with server.lock:
            server.connections += 1
            server.sessions += 1
            if server.most is not None and server.sessions > server.most:
                server.turned_away += 1
                self.is_one_too_many = True
        try:
            if self.is_one_too_many and not server.at:
                return None if server.reset else self.say("421 4.7.0 Too many concurrent SMTP connections")
            super().handle()
        finally:
            with server.lock:
                server.sessions -= 1

    def obey(self, verb, line):
        server = self.server
        if self.is_one_too_many and verb == server.at:
            if not server.reset:
                self.say("421 4.3.2 The maximum number of concurrent connections has exceeded a limit")
            return False
        if verb == b"EHLO" and server.after_auth:
            self.say(f"250-scripted.test\r\n250 AUTH {server.mechanisms}")
            return True
        if verb == b"AUTH":
            with server.lock:
                server.logins.append(time.monotonic())
            if server.after_auth:
                return self.listen(line)
        return super().obey(verb, line)

    def listen(self, line):
        """Hears the whole secret, by whatever mechanism, and hands it to the test."""
        words = line.split()
        told = words[2:]
        if words[1] == b"LOGIN" and len(told) < 2:
            for question in (b"Username:", b"Password:")[len(told):]:
                self.say("334 " + base64.b64encode(question).decode())
                told.append(self.rfile.readline().strip())
        elif not told:
            self.say("334 ")
            told.append(self.rfile.readline().strip())
        self.server.after_auth(self, b" ".join(told).decode())
        return True


class RelayCase(Case):
    def serve(self, people, connections=10, relay=None, **smtp):
        self.relay = (relay or Relay()).start()
        self.addCleanup(self.relay.close)
        self.site = fixture_config(
            self.folder, self.relay.url, smtp={"connections": str(connections), **smtp},
            network={"operators": '"ops@network.test"'})
        self.site.write_people(crowd(people))
        self.program = self.convoke(self.site)

    def counts(self):
        return self.program.json("status")["deliveries"]

    def entries(self, kind):
        return [entry for entry in read_journal(self.site.state) if entry["type"] == kind]

    def alerts(self):
        return [entry for entry in self.entries("notice") if entry.get("about") == "relay"]

    def lines(self, *words):
        return [line for line in self.program.log().splitlines() if all(word in line for word in words)]

    def wait_for(self, count, seconds=30):
        wait_until(lambda: self.relay.total >= count, f"{count} mails", seconds, evidence=self.program.log)


class RefusedTest(RelayCase):
    def assert_waits(self, sent, words, people):
        wait_until(lambda: self.lines("the relay takes no"), "a word about it", 20, evidence=self.program.log)
        time.sleep(0.7)
        counts = self.counts()
        self.assertEqual((counts["failed"], counts["held"], counts["doubt"]), (0, 0, 0), self.program.log())
        self.assertEqual(counts["sent"], sent)
        self.assertEqual(self.entries("person.suppressed"), [])
        alerts = self.alerts()
        self.assertEqual(len(alerts), 1, alerts)
        self.assertIn(words, alerts[0]["text"])
        self.assertEqual(len(self.lines("the relay takes no")), 1, self.program.log())
        self.assertIn(words, self.program.json("status")["store"]["relay"])

    def test_a_daily_limit_makes_everybody_wait_and_nobody_fails(self):
        """Also after the dot, and with ten connections that have mails under way."""
        self.serve(90)
        spent = threading.Event()

        def limit(address):
            if self.relay.total >= 30:
                spent.set()
            return "550 5.4.5 Daily user sending limit exceeded" if spent.is_set() else None

        self.relay.on_recipient = limit
        self.program.start()
        wait_until(spent.is_set, "the limit", 20, evidence=self.program.log)
        wait_until(lambda: self.lines("quarter of an hour"), "a line", 20, evidence=self.program.log)
        asked = len(self.relay.commands)
        self.assert_waits(self.relay.total, "550 5.4.5 Daily user sending limit exceeded", 90)
        self.assertLessEqual(len(self.relay.commands), asked + 2, "it is not asked again at once")
        retry = int(self.lines("quarter of an hour")[0].split("retry_in=")[1].split("s")[0])
        self.assertGreaterEqual(retry, 900)
        # An operator who knows better need not wait.
        self.relay.on_recipient = lambda address: None
        self.program.run("reload")
        wait_until(lambda: self.counts()["sent"] >= 80, "the others", 30, evidence=self.program.log)
        self.assertEqual(self.counts()["failed"], 0)

    def test_relaying_denied_fails_none_of_twelve(self):
        self.serve(12)
        self.relay.on_recipient = lambda address: "550 relay not permitted"
        self.program.start()
        self.assert_waits(0, "550 relay not permitted", 12)

    def test_words_that_nobody_foresaw_are_the_relays_when_all_get_them(self):
        """Four have failed by then, and their addresses are given up: that is taken back."""
        self.serve(12, connections=1)
        self.relay.on_recipient = lambda address: f"550 5.1.2 <{address}>: computer says no"
        self.program.start()
        wait_until(lambda: self.lines("the relay takes no"), "a word about it", 20, evidence=self.program.log)
        wait_until(lambda: self.counts()["failed"] == 0, "nobody failed", 10, evidence=self.program.log)
        self.assertEqual(len(self.entries("delivery.failed")), 4)
        self.assertEqual(len(self.entries("person.suppressed")), 4)
        self.assertEqual(self.program.json("status")["unreachable"], [])
        self.assertEqual(len(self.alerts()), 1)

    def test_mailboxes_that_do_not_exist_are_believed(self):
        self.serve(12)
        self.relay.on_recipient = lambda address: "550 5.1.1 nobody here"
        self.program.start()
        wait_until(lambda: self.counts()["failed"] == 12, "twelve refused", 20, evidence=self.program.log)
        self.assertEqual(self.lines("the relay takes no"), [])

    def test_three_of_ten_in_a_row_stop_a_large_step_in_its_middle(self):
        self.serve(140, connections=1)
        self.relay.on_recipient = (
            lambda address: f"550 5.1.1 no {address}" if self.relay.total >= 50 else None)
        self.program.start()
        wait_until(lambda: self.counts()["held"] > 0, "the hold", 30, evidence=self.program.log)
        counts = self.counts()
        self.assertEqual((counts["sent"], counts["failed"], counts["held"]), (50, 3, 87))
        self.relay.on_recipient = lambda address: None
        self.program.run("release", EVENT, "invitation")
        self.wait_for(137)

    def test_what_comes_back_with_words_about_us_gives_nobody_up_and_is_retried_in_one_command(self):
        self.serve(8, connections=1)
        self.relay.on_recipient = lambda address: "550 5.1.1 gone" if address.startswith("p0@") else None
        self.program.start()
        self.wait_for(7)
        for person, words in (
                ("p3@", "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)"),
                ("p4@", "550 5.4.5 Daily user sending limit exceeded"), ("p5@", "550 5.1.1 no such user")):
            self.come_back(person, words)
        wait_until(lambda: self.counts()["failed"] == 4, "three that came back", 20, evidence=self.program.log)
        dead = {entry["person"] for entry in self.entries("person.suppressed")}
        self.assertEqual(dead, {"0", "5"})
        done = self.program.run("retry", "--relay", EVENT)
        self.assertIn("To be sent again: 2 deliveries", done.stdout)
        self.wait_for(9)
        again = {person for person, count in self.relay.accepted.items() if count == 2}
        self.assertEqual({person[:2] for person in again}, {"p3", "p4"})
        wait_until(lambda: self.counts()["failed"] == 2, "only the dead", 10, evidence=self.program.log)
        self.assertIn("Nothing of all events failed", self.program.run("retry", "--relay").stdout)
        self.program.run("retry", expect=64)
        self.program.run("retry", "--relay", "anders", expect=1)

    def come_back(self, person, words):
        """A mail server further on reports that it could not pass the mail on."""
        commands = self.relay.commands
        [at] = [n for n, line in enumerate(commands) if line.startswith(b"RCPT") and person.encode() in line]
        tag = re.search(rb"<(.*?)>", commands[at - 1])[1].decode()
        address = re.search(rb"<(.*?)>", commands[at])[1].decode()
        text = f"""From: MAILER-DAEMON@een.test
To: {tag}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

<{address}>: {words}
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; een.test

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; {words}

--b--
"""
        subprocess.run(
            [str(self.program.program), "receive", "--sender", "<>", "--recipient", tag, "--config",
             str(self.site.config), "--state", str(self.site.state)], input=text.encode(), check=True,
            env=self.program.environment, timeout=60)


class FewConnectionsTest(RelayCase):
    def deliver(self, relay, people=300, seconds=20):
        self.serve(people, relay=relay)
        self.program.start()
        self.wait_for(people, seconds)
        wait_until(lambda: self.counts()["sent"] == people, "all recorded", 10, evidence=self.program.log)
        self.assertEqual(self.lines("the relay takes no"), [])
        self.assertLessEqual(len(self.lines("fewer connections")), 2, self.program.log())
        self.assertEqual(self.program.stop(), 0)

    def test_a_relay_of_three_gets_three_hundred_mails_at_once(self):
        relay = Relay(most=3)
        self.deliver(relay)
        self.assertGreater(relay.turned_away, 0)
        self.assertLessEqual(relay.turned_away, 4)
        [line] = self.lines("fewer connections")
        self.assertIn("3 of 10", line)

    def test_turned_away_at_ehlo_or_mail_or_without_a_word(self):
        for at, reset in ((b"EHLO", False), (b"MAIL", True), (b"", True)):
            with self.subTest(at=at, reset=reset):
                self.folder = self.folder / "r"
                self.folder.mkdir()
                self.deliver(Relay(most=3, at=at, reset=reset), people=60)

    def test_a_relay_of_one(self):
        self.deliver(Relay(most=1), people=60)


class PasswordTest(RelayCase):
    SECRET = "Koren\"bloem-7Q!kanarie-met-een-staart"

    def serve_with(self, secret, people=40, key="password", **relay):
        place = self.folder / "secret"
        place.touch(0o600)
        place.write_text(secret + "\n")
        self.serve(people, username='"convoke"', **{key: f'"file:{place}"'}, **relay)

    def test_a_wrong_password_is_tried_once_and_again_after_a_pause(self):
        self.serve_with("wrong horse")
        self.relay.password = "correct horse"
        self.program.start()
        wait_until(lambda: self.relay.logins, "a login", 20, evidence=self.program.log)
        time.sleep(1.5)
        self.assertEqual(len(self.relay.logins), 1, self.program.log())
        wait_until(lambda: len(self.relay.logins) == 2, "another", 10, evidence=self.program.log)
        self.assertGreater(self.relay.logins[1] - self.relay.logins[0], 3.5)
        self.assertEqual(self.relay.connections, 2)
        self.assertEqual(len(self.alerts()), 1)

    def test_a_password_that_breaks_under_ten_sessions_is_tried_once(self):
        self.serve_with("correct horse", people=300)
        self.relay.password = "correct horse"
        self.relay.before_reply = lambda address: time.sleep(0.02)
        self.program.start()
        self.wait_for(100)
        self.relay.password = "another"
        wait_until(lambda: self.relay.refusals, "a refused login", 20, evidence=self.program.log)
        time.sleep(1.5)
        self.assertEqual(self.relay.refusals, 1, self.program.log())
        self.assertEqual(self.counts()["failed"], 0)

    def shapes(self, told):
        """What must be found nowhere: the secret and all that was said, in every shape, whole or a part."""
        secret = self.SECRET.encode()
        spelled = [secret, told.encode(), secret.hex().encode(), base64.b16encode(secret), secret[::-1],
                   urllib.request.quote(self.SECRET).encode()]
        for shift in range(3):
            spelled.append(base64.b64encode(b"x" * shift + secret)[4:-4])
        spelled += [base64.b64encode(part) for part in (secret[:18], secret[18:])]
        parts = set()
        for text in spelled:
            parts |= {text[at:at + 10] for at in range(max(1, len(text) - 9))}
        return parts

    def assert_secret_kept(self, told):
        self.assertTrue(told)
        texts = {"status": self.program.run("status", "--json").stdout.encode(),
                 "status, for people": self.program.run("status").stdout.encode(),
                 "undelivered": self.program.run("status", "--undelivered", "--json").stdout.encode(),
                 "metrics": urllib.request.urlopen(self.site.admin + "/metrics").read(),
                 "log": self.program.log().encode()}
        for file in (file for file in self.site.state.rglob("*") if file.is_file()):
            texts[str(file)] = file.read_bytes()
        for name, text in texts.items():
            for shape in self.shapes(told):
                self.assertNotIn(shape, text, name)

    def test_a_relay_that_repeats_the_login_brings_it_into_no_text(self):
        def folded(told):
            half = len(told) // 2
            return f"535-5.7.8 {told[:half]}\r\n535 5.7.8 {told[half:]}"

        replies = {
            "folded": folded, "behind long text": lambda told: f"535 5.7.8 {'x' * 385} {told}",
            "in three lines": lambda told: "".join(
                f"535{'-' if at + 30 < len(told) else ' '}{told[at:at + 30]}\r\n" for at in range(0, len(told), 30))[:-2],
            "in clear": lambda told: "535 5.7.8 you said " + self.SECRET,
            "backwards": lambda told: "535 5.7.8 " + self.SECRET[::-1],
            "in hexadecimal": lambda told: "454 4.7.0 " + self.SECRET.encode().hex(),
            "as a challenge": lambda told: "334 " + told,
        }
        for mechanism, names in (("PLAIN", list(replies)[:3]), ("LOGIN", list(replies)[4:]),
                                 ("XOAUTH2", list(replies)[:1])):
            for name in names:
                with self.subTest(mechanism, reply=name):
                    self.check_echo(mechanism, replies[name])

    def check_echo(self, mechanism, reply):
        heard = []

        def answer(session, told):
            heard.append(told)
            session.say(reply(told.replace(" ", "")))

        self.folder = self.folder / "r"
        self.folder.mkdir()
        relay = Relay()
        relay.mechanisms, relay.after_auth = mechanism, answer
        key = "token" if mechanism == "XOAUTH2" else "password"
        self.serve_with(self.SECRET, people=3, key=key, relay=relay)
        self.program.start()
        wait_until(lambda: heard and self.lines("the relay takes no"), "a refused login", 20,
                   evidence=self.program.log)
        self.assert_secret_kept(heard[0].replace(" ", ""))
        self.program.stop()

    def test_a_relay_that_repeats_it_later_brings_it_into_no_text(self):
        heard = []

        def answer(session, told):
            heard.append(told)
            session.say("235 welcome")

        relay = Relay()
        relay.after_auth = answer
        relay.on_recipient = (
            lambda address: f"550-5.6.0 {heard[-1][:20]}\r\n550 5.6.0 {heard[-1][20:]}")
        self.serve_with(self.SECRET, people=3, relay=relay)
        # No other password is asked for: the hostile one takes them all.
        relay.password = None
        self.program.start()
        wait_until(lambda: self.counts()["failed"] == 3, "three refusals", 20, evidence=self.program.log)
        self.assert_secret_kept(heard[0])
        self.assertIn("550 5.6.0 [secret]", str(self.entries("delivery.failed")))


if __name__ == "__main__":
    unittest.main()
