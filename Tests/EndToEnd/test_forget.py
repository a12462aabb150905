"""Forgetting somebody while the daemon runs: nothing of them is left, nothing of anybody else is
lost, and a process that is killed in the middle of it finishes it at its next start."""

import os
import pathlib
import subprocess
import threading
import unittest

from harness import EVENT, INVITED, Case, PlainServer, fixture_config
from tools import get, parse, post, wait_until

ANNA = "anna@network.test"


class ForgetTest(Case):
    def setUp(self):
        super().setUp()
        self.relay = PlainServer().start()
        self.addCleanup(self.relay.close)
        self.site = fixture_config(self.folder, self.relay.url)
        self.program = self.convoke(self.site).start()
        for address in INVITED:
            self.wait_for_mails(address, 1)

    def mails(self, address):
        return [parse(mail.content) for mail in list(self.relay.mails) if mail.recipients == [address]]

    def wait_for_mails(self, address, count):
        wait_until(lambda: len(self.mails(address)) == count, f"{count} mails to {address}",
                   evidence=self.program.log)

    def link(self, address):
        """The RSVP page in the mail to somebody."""
        return self.mails(address)[0].links("/r/")[0].removesuffix("/event.ics")

    def answer(self, address, answer="yes"):
        self.assertEqual(post(self.link(address), {"answer": answer, "guests": "0"}).status, 303)

    def traces(self, *texts):
        """The files of the state that hold any of these texts."""
        found = []
        for folder, _, names in os.walk(self.site.state):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    content = pathlib.Path(path).read_bytes().lower()
                    found += [path for text in texts if text.encode() in content]
        return found

    def test_while_the_daemon_runs(self):
        self.answer(ANNA)
        self.program.run("store", "compact")
        self.answer("ben@network.test")
        self.program.run("store", "compact")
        (self.site.state / "spool").mkdir(exist_ok=True)
        (self.site.state / "spool" / "mail").write_text(f"From: {ANNA}\r\n\r\nik kom toch niet\r\n")
        self.assertTrue(self.traces(ANNA, '"101"'))
        self.wait_for_mails(ANNA, 2)
        page = self.link(ANNA)
        self.assertEqual(get(page).status, 200)

        stop, statuses = threading.Event(), []

        def load():
            while not stop.is_set():
                for answer in ("no", "yes"):
                    statuses.append(
                        post(self.link("carla@network.test"), {"answer": answer, "guests": "0"}).status)
                    if len(statuses) > 20:
                        return

        thread = threading.Thread(target=load)
        thread.start()
        done = self.program.run("people", "forget", ANNA, "--yes")
        stop.set()
        thread.join()
        self.assertIn("Forgotten:", done.stdout)
        self.assertIn("still has a row", done.stdout)
        self.assertEqual(set(statuses), {303})

        self.assertEqual(self.traces(ANNA, '"101"'), [])
        self.assertEqual(get(page).status, 404)
        self.assertEqual(
            sorted((row["person"], row["answer"]) for row in self.program.json("rsvps", EVENT)
                   if row["answer"] in ("yes", "no")),
            [("102", "yes"), ("103", "yes" if len(statuses) % 2 == 0 else "no")])
        self.one_line(self.program.run("people", "forget", ANNA, expect=1), "nobody")
        self.program.run("store", "verify")

        # The export of the CRM still has the row: neither a reload nor a start brings Anna back.
        self.program.run("reload")
        self.program.run("store", "compact")
        self.assertEqual(self.traces(ANNA, '"101"'), [])
        self.assertEqual(self.program.stop(), 0)
        self.program.start()
        self.assertEqual(self.traces(ANNA, '"101"'), [])
        self.answer("dirk@network.test")
        self.assertEqual(len(self.mails(ANNA)), 2)
        self.program.stop()
        self.program.run("store", "verify")

    def test_killed_in_the_middle(self):
        self.answer(ANNA)
        self.program.run("store", "compact")
        self.answer("ben@network.test")
        self.wait_for_mails(ANNA, 2)
        for call, number in [("rename", 1), ("unlink", 1), ("rename", 3)]:
            with self.subTest(call=call, number=number):
                self.assertTrue(self.traces(ANNA), "not forgotten yet")
                self.kill_at(call, number)
                self.program.start()
                self.assertEqual(self.program.json("status")["store"].get("read_only"), None)
                if self.traces(ANNA):
                    self.assertEqual(
                        [row["answer"] for row in self.program.json("rsvps", EVENT)
                         if row["email"] == ANNA], ["yes"])
                    continue
                self.assertEqual(self.traces('"101"'), [])
                self.program.run("store", "verify")
                self.assertEqual(
                    [row["person"] for row in self.program.json("rsvps", EVENT)
                     if row["answer"] == "yes"], ["102"])
                return
        self.fail("the last kill came after the order was on the disk, and Anna is still there")

    def kill_at(self, call, number):
        """Has the daemon killed at the Nth call of a name while it forgets Anna."""
        tracer = subprocess.Popen(
            ["strace", "-f", "-p", str(self.program.process.pid), "-e", f"trace={call}", "-e",
             f"inject={call}:signal=KILL:when={number}"], stderr=subprocess.PIPE, text=True)
        self.addCleanup(tracer.stderr.close)
        for line in tracer.stderr:
            if "attached" in line:
                break
        self.program.run("people", "forget", ANNA, "--yes", expect=None)
        self.assertEqual(self.program.wait(), -9)
        tracer.wait(10)


if __name__ == "__main__":
    unittest.main()
