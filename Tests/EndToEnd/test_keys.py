"""`convoke keys`: a new key signs new links and old links keep working; a retired one ends after it was
said who still needs it; a crash, a full disk or a stranger leaves the keys whole."""

import json
import os
import re
import shutil
import subprocess
import unittest

from harness import EVENT, INVITED, Case, PlainServer, fixture_config
from tools import get, parse, post, read_journal, wait_until


class KeysTest(Case):
    def setUp(self):
        super().setUp()
        self.server = PlainServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url)
        self.program = self.convoke(self.site)
        self.keys = self.site.state / "keys.json"

    def mail(self, person="anna@network.test", number=-1):
        return [parse(mail.content) for mail in self.server.mails if mail.recipients == [person]][number]

    def served_once(self):
        """All are invited, and the daemon has stopped."""
        self.program.start()
        wait_until(lambda: self.served(len(INVITED)), "the invitations", 30, self.program.log)
        self.assertEqual(self.program.stop(), 0)

    def served(self, count):
        return self.program.json("status")["deliveries"]["sent"] >= count

    def test_old_links_work_after_a_rotation_and_new_mails_carry_the_new_key(self):
        self.served_once()
        [old] = self.mail().links("/r/")
        [unsubscribe] = self.mail("ben@network.test").links("/u/")
        done = self.program.run("keys", "rotate")
        self.assertIn("Key 2 signs new links", done.stdout)
        self.assertIn(str(self.site.state), done.stdout)
        self.assertEqual([key["state"] for key in self.program.json("keys", "list")], ["opens", "signs"])
        self.program.start()
        self.assertEqual(get(old).status, 200)
        self.assertEqual(post(old, {"answer": "yes"}).status, 303)
        wait_until(lambda: "onfirm" in self.mail().text() or self.served(len(INVITED) + 1),
                   "the confirmation", 30, self.program.log)
        [new] = self.mail().links("/r/")
        self.assertNotEqual(new, old)
        self.assertEqual(get(new).status, 200)
        # One thread: the first key still makes the Message-IDs.
        threads = {re.match(r"<([a-z0-9]+)\.", str(self.mail(number=number)["Message-ID"]))[1]
                   for number in (0, -1)}
        self.assertEqual(len(threads), 1)
        self.assertEqual(get(self.site.admin + "/readyz").status, 200)
        self.program.stop()

        done = self.program.run("keys", "retire", expect=75)
        self.assertIn(f"{EVENT}: 4 people's answers", done.stdout)
        self.assertIn("say --yes", done.stderr)
        self.assertEqual(self.program.json("keys", "list")[0]["people"], 4)
        done = self.program.run("keys", "retire", "--yes")
        self.assertIn("Retired: key 1", done.stdout)
        self.assertEqual(self.program.json("keys", "list")[0]["state"], "retired")
        self.program.start()
        strange = get(old.replace("/r/", "/r/A", 1)[:-1])
        closed = get(old)
        self.assertEqual((closed.status, closed.body), (404, strange.body))
        self.assertEqual(post(old, {"answer": "no"}).status, 404)
        self.assertEqual(get(new).status, 200)
        self.assertEqual(post(unsubscribe, {"List-Unsubscribe": "One-Click"}).status, 200)
        stopped = [line["person"] for line in read_journal(self.site.state) if "unsubscribed" in line["type"]]
        self.assertEqual(stopped, ["102"])

    def test_a_running_daemon_keeps_its_keys_and_the_line_says_how(self):
        self.program.start()
        before = self.keys.read_bytes()
        for verb in ("rotate", "retire"):
            self.one_line(self.program.run("keys", verb, expect=75), "nothing was changed",
                          f"systemctl stop convoke; convoke keys {verb}")
        self.assertEqual(self.keys.read_bytes(), before)

    def test_without_a_store_with_one_key_and_with_a_wrong_id_it_says_what_there_is(self):
        self.program.run("keys", "rotate", expect=66)
        self.assertEqual(self.program.json("keys", "list"), [])
        self.program.start()
        self.program.stop()
        self.one_line(self.program.run("keys", "retire", "--yes", expect=1), "only key 1", "keys rotate")
        self.one_line(self.program.run("keys", "retire", "9", "--yes", expect=1), "no key 9", "there are 1")
        self.one_line(self.program.run("keys", "retire", "300", expect=64), "300")

    def test_damaged_keys_are_named_and_left_as_they_are(self):
        self.program.start()
        self.program.stop()
        for text in ("", '{"keys":[{"id":1}]}',
                     self.keys.read_text().replace("}]}", '}],"forgotten":{"id":1}}')):
            self.keys.write_text(text)
            self.one_line(self.program.run("keys", "rotate", expect=78), str(self.keys))
            self.assertEqual(self.keys.read_text(), text)

    @unittest.skipUnless(shutil.which("strace"), "no strace on this machine")
    def test_killed_at_any_call_or_refused_by_the_disk_the_file_is_whole(self):
        self.served_once()
        ends = {}
        for call in ("openat", "write", "pwrite64", "fsync", "rename"):
            for fault in ("signal=KILL", "error=ENOSPC", "error=EROFS"):
                before = json.loads(self.keys.read_text())["keys"]
                traced = subprocess.run(
                    ["strace", "-f", "-o", "/dev/null", "-P", f"{self.keys}.tmp", "-P", str(self.site.state),
                     "-e", f"inject={call}:{fault}", str(self.program.program), "keys", "rotate",
                     "--config", str(self.site.config), "--state", str(self.site.state)],
                    env=self.program.environment, capture_output=True, text=True, timeout=60)
                after = json.loads(self.keys.read_text())["keys"]
                self.assertEqual(after[:len(before)], before, (call, fault))
                ends[traced.returncode] = ends.get(traced.returncode, 0) + 1
                if traced.returncode == 0:
                    self.assertEqual(len(after), len(before) + 1, "it said that it was done")
                if traced.returncode not in (0, -9, 137):
                    self.assertIn(traced.returncode, (73, 74, 77), traced.stderr)
                    self.assertEqual(len(traced.stderr.splitlines()), 1, traced.stderr)
        self.assertGreaterEqual(ends.get(-9, 0) + ends.get(137, 0), 3, ends)
        self.assertGreaterEqual(ends.get(74, 0) + ends.get(73, 0) + ends.get(77, 0), 6, ends)
        self.program.run("keys", "rotate")
        self.program.start()
        self.assertEqual(get(self.mail().links("/r/")[0]).status, 200)

    @unittest.skipUnless(os.geteuid() == 0, "needs root to be somebody else")
    def test_root_writes_as_the_states_owner_and_a_stranger_is_refused(self):
        self.served_once()
        for path in (self.site.state, *self.site.state.rglob("*")):
            os.chown(path, 65534, 65534)
        self.program.run("keys", "rotate")
        status = self.keys.stat()
        self.assertEqual((status.st_uid, status.st_mode & 0o777), (65534, 0o600))
        self.folder.chmod(0o755)
        done = subprocess.run(
            ["setpriv", "--reuid=12345", "--clear-groups", str(self.program.program), "keys", "rotate",
             "--config", str(self.site.config), "--state", str(self.site.state)],
            env=self.program.environment, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 77, done.stderr)
