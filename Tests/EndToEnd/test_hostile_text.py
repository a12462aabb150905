"""Names, subjects and addresses that try to be more than text: commands, headers, log lines, colours."""

import csv
import unittest

from harness import EVENT, Case, fixture_config
from scripted import ScriptedServer
from tools import parse, wait_until

NAMES = [
    "Anna\r\nBcc: evil@elsewhere.test",
    "Ben\nX-Evil: 1\n\n<script>alert(1)</script>",
    "Carla\x1b[31m\x07 rood",
    "Dirk\u2028Bcc: evil@elsewhere.test",
    "Eva =?utf-8?Q?=0D=0ABcc:_evil@elsewhere.test?=",
    "Frits \"O'Neill\" <evil@elsewhere.test>",
    "Greet\u202egnp.exe {{link.yes}} ; rm -rf /",
    "Hanna" + "x" * 3000,
]
ADDRESSES = [
    "good@network.test",
    "a@network.test>\r\nRCPT TO:<evil@elsewhere.test",
    "b@network.test\nDATA",
    "c@network.test> SIZE=1",
    "\"d d\"@network.test",
    "e@network.test\x00",
    "f@net work.test",
    "<g@network.test>",
    "h@[127.0.0.1]",
    "i@" + "x" * 300 + ".test",
]


class HostileTextTest(Case):
    def serve(self, people):
        self.server = ScriptedServer(keep=True).start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url)
        self.site.write_event(title='"Najaar\\r\\nBcc: evil@elsewhere.test\\u2028\\u001b[31m"')
        with open(self.site.config / "people/people.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
            writer.writerow(("id", "email", "name", "organisation", "language", "tags"))
            writer.writerows(people)
        self.program = self.convoke(self.site)

    def deliver(self, people):
        """Starts if the files are accepted; without the hostile title where they are not."""
        checked = self.program.run("check", expect=None)
        if checked.returncode == 1:
            self.assertIn("title", checked.stdout + checked.stderr)
            self.site.write_event()
        self.program.start()
        wanted = [line for line in self.program.json("plan", EVENT)]
        wait_until(lambda: self.server.total >= 1 and not self.waiting(), "the mails", 60,
                   evidence=self.program.log)
        return wanted

    def waiting(self):
        return [row for row in self.program.json("plan", EVENT) if row["step"] == "invitation"]

    def assert_harmless(self):
        log = self.program.log()
        for character in log:
            self.assertTrue(character == "\n" or (character >= " " and character not in "\x7f\u2028\u202e"),
                            repr(character))
        for command in self.server.commands:
            self.assertEqual(command.count(b"\r"), 1, command)
            self.assertNotIn(b"evil", command)
            self.assertRegex(command, rb"^(MAIL FROM|RCPT TO):<[^<>\r\n]*>[ -~]*\r\n$")
        self.assertEqual(set(self.server.accepted.values()), {1})
        for address, raw in self.server.mails.items():
            mail = parse(raw)
            self.assertEqual(mail.defects(), [], address)
            self.assertNotIn("Bcc", mail.message)
            self.assertNotIn("X-Evil", mail.message)
            [to] = mail["To"].addresses
            self.assertEqual(to.addr_spec, address)
            self.assertNotIn("\x1b", str(mail["Subject"]) + mail.text())
            self.assertNotIn("<script>", mail.text("html"))
            head = raw.partition(b"\r\n\r\n")[0]
            self.assertEqual(head.lower().count(b"\r\nto:") + head.lower().startswith(b"to:"), 1)
            for line in raw.split(b"\r\n"):
                self.assertLessEqual(len(line), 998)
                self.assertNotIn(b"\n", line)

    def test_names_and_titles_are_text(self):
        people = [(str(n), f"p{n}@network.test", name, name, "nl", "partner")
                  for n, name in enumerate(NAMES)]
        self.serve(people)
        self.deliver(people)
        self.assertGreaterEqual(len(self.server.accepted), 1)
        self.assert_harmless()
        self.assertEqual(self.program.stop(), 0)

    def test_addresses_are_addresses_or_nobody(self):
        people = [(str(n), address, f"Partner {n}", "", "nl", "partner")
                  for n, address in enumerate(ADDRESSES)]
        self.serve(people)
        self.deliver(people)
        self.assertIn("good@network.test", self.server.accepted)
        self.assert_harmless()
        self.assertEqual(self.program.stop(), 0)


if __name__ == "__main__":
    unittest.main()
