"""A disk that fills up: answers are refused aloud, never lost in silence, and taken again by themselves."""

import os
import pathlib
import subprocess
import unittest

from harness import EVENT, INVITED, Case, PlainServer, fixture_config
from tools import get, parse, post, read_journal, wait_until

SIZE = 24 << 20


class FullDiskTest(Case):
    def setUp(self):
        super().setUp()
        if os.geteuid() != 0:
            self.skipTest("only root can mount a small file system")
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        image = self.folder / "image"
        with open(image, "wb") as file:
            file.truncate(SIZE)
        made = subprocess.run(["mkfs.ext4", "-q", "-F", "-m", "0", image], capture_output=True, text=True)
        mounted = made.returncode == 0 and subprocess.run(
            ["mount", "-o", "loop", image, self.disk], capture_output=True).returncode == 0
        if not mounted:
            self.skipTest("this machine cannot mount a loop file system")
        self.addCleanup(subprocess.run, ["umount", "-l", self.disk])

    def fill(self):
        with open(self.disk / "ballast", "wb", buffering=0) as file:
            block = bytes(1 << 20)
            try:
                while True:
                    file.write(block)
            except OSError:
                block = bytes(512)
                try:
                    while True:
                        file.write(block)
                except OSError:
                    pass

    def test_answers_are_refused_while_it_is_full_and_taken_when_it_is_not(self):
        self.server = PlainServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.disk, self.server.url)
        self.site.write_event(more='[[question]]\nid = "remark"\nask = "Wat wil je kwijt?"\n')
        self.program = self.convoke(self.site)
        self.program.start()
        wait_until(lambda: self.server.mails, "an invitation", 30, evidence=self.program.log)
        [link] = parse(self.server.mails[0].content).links("/r/")[:1]
        link = link.split("?")[0]
        self.assertEqual(post(link, {"answer": "yes"}).status, 303)
        self.fill()
        # The space set aside is for the ends of mails under way; long answers by phone use up what is over.
        for turn in range(60):
            done = self.program.run("rsvp", EVENT, INVITED[1], "maybe", "--answer",
                                    f"remark={turn}" + "x" * 100_000, expect=None)
            if done.returncode != 0:
                break
        self.assertEqual(done.returncode, 75, done.stderr)
        self.assertIn("not saved", done.stderr)
        refused = post(link, {"answer": "no"})
        self.assertEqual(refused.status, 503)
        self.assertEqual(get(link).status, 200)
        self.assertEqual(get(self.site.admin + "/readyz").status, 503)
        self.assertEqual(get(self.site.admin + "/healthz").status, 200)
        self.assertIn("cannot be saved", self.program.log())
        before = sum(1 for entry in read_journal(self.site.state) if entry["type"] == "rsvp.received")
        (self.disk / "ballast").unlink()
        wait_until(lambda: post(link, {"answer": "maybe"}).status == 303, "the next answer", 30,
                   evidence=self.program.log)
        wait_until(lambda: get(self.site.admin + "/readyz").status == 200, "readiness", 30)
        received = [entry for entry in read_journal(self.site.state) if entry["type"] == "rsvp.received"]
        self.assertEqual(received[-1]["answer"], "maybe")
        self.assertGreaterEqual(len(received), before)
        self.assertEqual(self.program.stop(), 0)


if __name__ == "__main__":
    unittest.main()
