"""README's lines on a fresh Debian: a first invitation, the answer by its link, an upgrade."""

import email
import email.policy
import json
import re
import subprocess
import unittest

from blocks import Page
from machine import HOST, MachineCase, repacked

# What a person would type into the files: a day soon, themselves as the host, every hour open.
EDITOR = r"""#!/bin/sh
case $1 in
  *.toml) sed -i -e "s/^# starts = .*/starts = $(date -d '+12 days' +%Y-%m-%d)T15:00:00/" \
    -e 's/^host .*/host = "Sanne <sanne@HOST>"/' \
    -e 's/^# *days .*/days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]/' \
    -e 's/^# *hours .*/hours = "00:00-24:00"/' "$1" ;;
esac
""".replace("HOST", HOST)


def write_editor(machine, text):
    editor = machine.file("/usr/bin/editor")
    editor.unlink(missing_ok=True)
    editor.write_text(text)
    editor.chmod(0o755)


class FirstNetworkTest(MachineCase):
    kind = "bare"

    @classmethod
    def prepare(cls):
        cls.machine.run("useradd --create-home sanne")
        write_editor(cls.machine, EDITOR)

    def mails(self):
        """What lies in the mailbox of the machine's user, oldest first."""
        box = self.machine.file("/var/mail/sanne")
        whole = box.read_text(errors="surrogateescape") if box.exists() else ""
        return [email.message_from_string(one.split("\n", 1)[1], policy=email.policy.default)
                for one in re.split(r"(?m)^(?=From )", whole) if one]

    def steps(self):
        listed = json.loads(self.machine.out(f"convoke explain sanne@{HOST} first-meeting --json"))
        return {row["step"]: row["state"] for row in listed}

    def test_1_a_first_invitation_by_readmes_lines_alone(self):
        [(_, [script])] = Page("README.md").walk()[-1:]
        self.assertIn("apt install", script)
        self.machine.run(script, timeout=300)
        self.machine.wait(lambda: self.invitation(), "the invitation in the mailbox", 60)

    def invitation(self):
        return next((mail for mail in self.mails() if mail.get_content_type() != "text/plain"
                     and "/r/" in mail.get_body(("plain",)).get_content()), None)

    def test_2_its_link_takes_the_answer(self):
        text = self.invitation().get_body(("plain",)).get_content()
        link = re.search(r"http://127\.0\.0\.1:8080/r/[\w-]+", text)[0]
        self.assertIn("<form", self.machine.curl(link))
        code = self.machine.curl("-o", "/dev/null", "-w", "%{http_code}", "-d", "answer=yes", link)
        self.assertEqual(code, "303")
        self.machine.wait(lambda: self.steps().get("confirmation") == "sent", "a confirmation")
        [answer] = json.loads(self.machine.out("convoke rsvps first-meeting --json"))
        self.assertEqual((answer["answer"], answer["seat"]), ("yes", "seated"))

    def test_3_it_survives_an_upgrade(self):
        before = self.machine.wait(lambda: len(self.mails()), "mails")
        steps = self.steps()
        said = self.machine.install(repacked(self.scratch, "1.0.1"))
        self.assertEqual(self.machine.show("convoke", "ActiveState"), "active", said)
        [answer] = json.loads(self.machine.out("convoke rsvps first-meeting --json"))
        self.assertEqual(answer["answer"], "yes")
        self.assertEqual(self.steps(), steps)
        invitations = [mail for mail in self.mails() if mail["Subject"] == self.invitation()["Subject"]]
        self.assertEqual(len(invitations), 1)
        self.assertLessEqual(len(self.mails()) - before, 1)

    def test_4_the_demo_runs_without_swift(self):
        self.machine.run("! command -v swift; ! find / -xdev -name 'libswiftCore*' | grep .")
        # In a folder without a network of its own.
        demo = subprocess.Popen(self.machine.enter("sh", "-c", "cd /tmp; exec convoke demo >/tmp/demo 2>&1"))
        self.addCleanup(demo.kill)
        self.addCleanup(self.machine.run, "pkill -INT -f 'convoke demo'", check=False)
        said = self.machine.wait(lambda: re.search(r"Mails +(http://127\.0\.0\.1:\d+/)", self.demo_said()),
                                 "the demo says where its mails are", 20)
        self.machine.wait(lambda: "intervis" in self.machine.curl(said[1]).lower(), "mails in the demo", 20)

    def demo_said(self):
        path = self.machine.file("/tmp/demo")
        return path.read_text() if path.exists() else ""


if __name__ == "__main__":
    unittest.main()
