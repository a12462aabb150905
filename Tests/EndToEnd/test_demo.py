"""The first thing a newcomer does: `convoke demo`, open a mail, press its button, answer, see the
confirmation come, Ctrl-C."""

import http.client
import re
import signal
import subprocess
import threading

from harness import REPOSITORY, Case, binary
from tools import get, parse, post, wait_until


class DemoTest(Case):
    def setUp(self):
        super().setUp()
        self.said = []
        # Its scratch folder lies in ours, so that we see whether it cleans up.
        self.demo = subprocess.Popen(
            [str(binary()), "demo"], cwd=REPOSITORY, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "TMPDIR": str(self.folder)})
        self.addCleanup(self._end)
        threading.Thread(target=self._listen, daemon=True).start()
        self.mails = wait_until(self._address, "the address of the mails", evidence=self._output)

    def _end(self):
        if self.demo.poll() is None:
            self.demo.kill()
        self.demo.wait()
        self.demo.stdout.close()

    def _listen(self):
        for line in self.demo.stdout:
            self.said.append(line)

    def _output(self):
        return "".join(self.said)

    def _address(self):
        match = re.search(r"Mails\s+(http://127\.0\.0\.1:\d+)/", self._output())
        return match and match[1]

    def caught(self, subject=""):
        """The numbers of the caught mails, newest first, whose row in the list has `subject`."""
        rows = re.findall(r'<a href="/mail/(\d+)">(.*?)</a>', get(self.mails + "/").body, re.DOTALL)
        return [number for number, row in rows if subject in row]

    def raw(self, number):
        body = get(f"{self.mails}/mail/{number}/eml").body
        return parse(body.encode())

    def test_a_newcomer_answers_an_invitation_and_stops_everything(self):
        def invitation():
            return next((number for number in self.caught() if self.raw(number).links("/r/")), None)

        number = wait_until(invitation, "a mail with a link to answer", 60, evidence=self._output)
        mail = self.raw(number)
        page = get(f"{self.mails}/mail/{number}")
        self.assertEqual(page.status, 200)
        self.assertRegex(page.body, r'<iframe [^>]*sandbox="(?![^"]*allow-scripts)')
        [link] = mail.links("/r/")
        form = get(link + "?a=yes")
        self.assertEqual(form.status, 200)
        questions = dict.fromkeys(re.findall(r'<textarea[^>]* name="(q_[^"]+)"', form.body), "Zo werkt het")
        self.assertEqual(post(link, {"answer": "yes", **questions}).status, 303)
        person = mail["To"].addresses[0].addr_spec

        def confirmation():
            fresh = [self.raw(number) for number in self.caught(person)]
            return next((other for other in fresh if other["Message-ID"] != mail["Message-ID"]
                         and other.calendars() and other["Date"].datetime >= mail["Date"].datetime), None)

        confirmed = wait_until(confirmation, "the confirmation", 30, evidence=self._output)
        self.assertEqual(confirmed.defects(), [])

        pages = re.search(r"http://[^/]+", link)[0]
        self.demo.send_signal(signal.SIGINT)
        self.assertEqual(self.demo.wait(20), 0, self._output())
        for address in (self.mails, pages):
            with self.assertRaises((OSError, http.client.HTTPException)):
                get(address + "/")
        self.assertEqual(list(self.folder.iterdir()), [])
