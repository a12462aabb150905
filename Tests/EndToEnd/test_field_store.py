"""The right store, its keys, and damage that no line shows: what operators do by mistake, from the wrong
folder, as the wrong user, or with half of a backup."""

import json
import os
import shutil
import socket
import subprocess
import time

from harness import EVENT, INVITED, Case, PlainServer, fixture_config
from tools import get, read_journal, wait_until

ANNA, BEN = INVITED[0], INVITED[1]
AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
KEY = {"id": 1, "secret": "0f" * 32}


class StoreCase(Case):
    def setUp(self):
        super().setUp()
        self.server = PlainServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url)
        self.program = self.convoke(self.site)

    def bare(self, *arguments, expect=0, cwd=None, become=(), **environment):
        """The program without --config and --state."""
        done = subprocess.run(
            [*become, str(self.program.program), *arguments], capture_output=True, text=True, timeout=60,
            cwd=cwd or self.site.folder, env={**self.program.environment, **environment},
            stdin=subprocess.DEVNULL)
        if expect is not None:
            self.assertEqual(done.returncode, expect, f"{arguments}: {done.stdout}{done.stderr}")
        return done

    def served_once(self, compact=0):
        """A store with entries and keys that no daemon runs on."""
        self.program.run("hold", EVENT, "--new-store")
        for _ in range(compact):
            self.program.run("hold", EVENT, "reminder")
            self.program.run("store", "compact")
            self.program.run("release", EVENT, "reminder")

    def invited(self):
        return {mail.recipients[0] for mail in list(self.server.mails)}


class WhichStoreTest(StoreCase):
    def test_without_a_store_reading_answers_nothing_and_changing_refuses(self):
        empty = {
            ("status",): None, ("status", "--undelivered"): [], ("explain", ANNA): [], ("rsvps", EVENT): [],
            ("inbound", "list"): [], ("store", "verify"): {}}
        for command, form in empty.items():
            with self.subTest(command):
                done = self.program.run(*command)
                self.one_line(done, "no store at", str(self.site.state))
                self.assertEqual(done.stdout, "")
                shown = json.loads(self.program.run(*command, "--json").stdout)
                if form is None:
                    self.assertEqual(shown["events"], [])
                    self.assertEqual(set(shown["deliveries"].values()), {0})
                    self.assertEqual(shown["store"]["entries"], 0)
                else:
                    self.assertEqual(shown, form)
        self.assertEqual(self.program.run("people", "export", ANNA).stdout, "{}\n")
        self.assertEqual(self.program.run("store", "export").stdout, "")
        for command in (("check",), ("plan",), ("people", "list"), ("preview", EVENT, "invitation", "--to", ANNA)):
            with self.subTest(command):
                done = self.program.run(*command)
                self.one_line(done, "no store at", str(self.site.state), "by the files alone")
                self.assertNotEqual(done.stdout, "")
        for command in (
            ("hold", "all"), ("release", EVENT), ("retry", EVENT), ("drop", EVENT), ("rsvp", EVENT, ANNA, "yes"),
            ("desk", EVENT), ("people", "unsubscribe", ANNA), ("people", "resubscribe", ANNA), ("reload",),
            ("people", "forget", ANNA, "--yes"), ("store", "compact"), ("store", "repair"),
            ("store", "backup", str(self.folder / "copy")),
        ):
            with self.subTest(command):
                self.one_line(self.program.run(*command, expect=66), "no store at", str(self.site.state))
        self.assertFalse(self.site.state.exists())
        self.assertFalse((self.folder / "copy").exists())
        done = subprocess.run(
            [str(self.program.program), "receive", *self.program._folders()], input=b"From: a@b.example\n\nhi\n",
            capture_output=True, env=self.program.environment)
        self.assertEqual(done.returncode, 75)
        self.assertIn(b"no store at", done.stderr)
        self.assertFalse(self.site.state.exists())

    def test_opt_outs_of_an_older_system_count_from_the_first_start(self):
        self.site.write("optouts.csv", f"email\n{ANNA}\nnobody@elsewhere.test\n{BEN}\n")
        done = self.program.run("people", "unsubscribe", "--file", "optouts.csv", "--new-store", expect=1)
        self.assertIn("nobody@elsewhere.test", done.stderr)
        self.assertIn(f"Store: {self.site.state.resolve()}, by this command (process ", done.stdout)
        self.assertEqual((self.site.state / "keys.json").stat().st_mode & 0o777, 0o600)
        kinds = [entry["type"] for entry in read_journal(self.site.state)]
        self.assertEqual(kinds.count("person.unsubscribed"), 2, "those behind the unknown one too")
        self.program.start()
        wait_until(lambda: len(self.invited()) >= 2, "the invitations", 30, evidence=self.program.log)
        self.assertEqual(self.program.stop(), 0)
        self.assertTrue(self.invited().isdisjoint({ANNA, BEN}), self.invited())

    def test_who_is_named_first_wins_and_the_others_are_told(self):
        def where(*arguments, **environment):
            done = self.bare("status", "--json", *arguments, **environment)
            return json.loads(done.stdout)["store"]["directory"], done.stderr

        path = str(self.folder / "{}").format
        config = str(self.site.config)
        self.assertEqual(where()[0], str(self.site.folder.resolve() / "State"))
        self.site.write_settings(store={"directory": f'"{path("by-file")}"'})
        self.assertEqual(where()[0], path("by-file"))
        self.assertNotIn(", not ", where()[1])
        found, said = where(STATE_DIRECTORY=path("by-unit") + ":" + path("second"))
        self.assertEqual(found, path("by-unit"))
        self.assertIn(f"the state is {path('by-unit')} ($STATE_DIRECTORY), not {path('by-file')} ([store]", said)
        found, said = where(STATE_DIRECTORY=path("by-unit"), CONVOKE_STATE=path("mine"))
        self.assertEqual(found, path("mine"))
        self.assertEqual(said.count(", not "), 2)
        found, said = where("--state", path("given"), CONVOKE_STATE=path("mine"))
        self.assertEqual(found, path("given"))
        self.assertIn(f"(--state), not {path('mine')} ($CONVOKE_STATE)", said)
        self.assertNotIn(", not ", where("--state", path("by-file"))[1], "those that agree need no word")
        # The configuration, from elsewhere.
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        self.assertIn("no such folder", self.bare("check", cwd=elsewhere, expect=1).stderr)
        self.assertIn("is good", self.bare("check", cwd=elsewhere, CONVOKE_CONFIG=config).stdout)
        done = self.bare("check", "--config", config, cwd=elsewhere, CONVOKE_CONFIG=str(elsewhere))
        self.assertIn(f"the configuration is {config} (--config), not {elsewhere}", done.stderr)

    def test_a_daemon_on_another_store_is_named_and_nothing_is_changed(self):
        other = self.folder / "other"
        self.program.run("hold", EVENT, "--new-store")
        shutil.copytree(self.site.state, other)
        # Its name is longer than a socket's may be.
        served = self.folder / ("long-" * 30)
        self.site.state.rename(served)
        self.site.state.symlink_to(served)
        self.program.start()
        pid = self.program.process.pid
        health = get(self.site.admin + "/healthz")
        self.assertEqual((health.status, health.body.splitlines()[0]), (200, "ok"))
        self.assertIn(f"pid: {pid}", health.body.splitlines())
        self.assertIn(f"state: {served.resolve()}", health.body.splitlines())
        before = read_journal(other)
        config = ["--config", str(self.site.config)]
        for command in (("hold", "all"), ("people", "unsubscribe", ANNA), ("reload",), ("store", "compact"),
                        ("people", "forget", ANNA, "--yes")):
            done = self.bare(*command, *config, "--state", str(other), expect=75)
            self.one_line(done, str(pid), str(served.resolve()), str(other))
        self.assertEqual(read_journal(other), before)
        done = self.bare("status", *config, "--state", str(other))
        self.assertIn(f"(process {pid}) serves {served.resolve()}", done.stderr)
        done = self.bare("hold", "all", *config, "--state", str(self.folder / "none"), "--new-store", expect=75)
        self.assertFalse((self.folder / "none").exists())
        self.bare("hold", "all", *config, "--state", str(self.folder / "none"), expect=66)
        # On the right one the answer says where it was done, and by whom.
        done = self.bare("hold", "all", *config, "--state", str(served))
        self.assertEqual(done.stdout, f"Held: all mail.\nStore: {served.resolve()}, by the daemon (process {pid}).\n")
        self.assertEqual(done.stderr, "")
        self.keep_silent(served, config)
        self.lose_keys(served)
        self.assertEqual(self.program.stop(), 0)

    def keep_silent(self, served, config):
        """Clients that say nothing keep no command waiting."""
        folder = os.open(served, os.O_RDONLY)
        crowd = []
        for number in range(48):
            client = socket.socket(socket.AF_UNIX)
            client.connect(f"/proc/self/fd/{folder}/control.sock")
            if number % 2:
                client.send(b'{"command":"sta')
            crowd.append(client)
        start = time.monotonic()
        self.bare("release", "all", *config, "--state", str(served))
        self.assertLess(time.monotonic() - start, 8, "sixteen of them once took 82 s")
        for client in crowd:
            client.close()
        os.close(folder)

    def lose_keys(self, served):
        """A daemon that could not start again is not ready."""
        ready = self.site.admin + "/readyz"
        self.assertEqual(get(ready).status, 200)
        (served / "keys.json").rename(served / "away")
        lost = get(ready)
        self.assertEqual(lost.status, 503)
        self.assertIn("keys.json", lost.body)
        (served / "away").rename(served / "keys.json")
        self.assertEqual(get(ready).status, 200)

    def test_root_becomes_the_owner_and_others_get_the_line(self):
        if os.geteuid() != 0:
            self.skipTest("only root can become somebody else")
        self.served_once()
        subprocess.run(["chown", "-R", "65534:65534", str(self.site.state)], check=True)
        self.program.run("hold", EVENT, "reminder")
        self.program.run("store", "compact")
        found = {path.stat().st_uid for path in self.site.state.rglob("*")}
        self.assertEqual(found, {65534}, "root left nothing of its own behind")
        self.program.run("status")
        subprocess.run(["chown", "-R", "0:0", str(self.site.state)], check=True)
        program = shutil.copy(self.program.program, self.folder / "convoke")
        for command in (("status",), ("hold", EVENT), ("people", "unsubscribe", "it's me"), ("store", "verify")):
            done = subprocess.run(
                [*AS_NOBODY, program, *command, *self.program._folders()], capture_output=True, text=True)
            self.assertEqual(done.returncode, 77, done.stderr)
            line = self.one_line(done, "use: sudo -u root convoke " + command[0])
            self.assertIn(f"--state {self.site.state}", line)

    def test_what_cannot_be_made_is_73(self):
        deep = self.folder / "not" / "there"
        config = ["--config", str(self.site.config)]
        for command in (("serve",), ("hold", EVENT, "--new-store")):
            done = self.bare(*command, *config, "--state", str(deep), expect=73)
            self.one_line(done, str(deep), "cannot create")
        done = self.bare("rehearse", *config, "--state", str(deep), "--outbox", str(self.folder / "out"), expect=73)
        self.one_line(done, str(deep), "cannot create")
        self.served_once()
        self.one_line(self.program.run("store", "backup", str(deep), expect=73), str(deep), "cannot create")


class KeysTest(StoreCase):
    def test_lost_and_damaged_keys_are_refused_and_never_replaced(self):
        self.served_once()
        path = self.site.state / "keys.json"
        good = path.read_text()

        def gone():
            path.unlink()

        def link():
            path.unlink()
            path.symlink_to("elsewhere.json")

        def folder():
            path.unlink()
            path.mkdir()

        def text(content):
            return lambda: path.write_text(content)

        ways = {
            "gone": (gone, "is not there"), "half": (text(good[:40]), "half"), "empty": (text(""), "is empty"),
            "twice": (text(json.dumps({"keys": [KEY, KEY]})), "two keys with the id 1"),
            "short": (text(json.dumps({"keys": [{"id": 1, "secret": "0f"}]})), "key 1 is damaged"),
            "link": (link, "symbolic link"), "folder": (folder, "not a file"),
        }
        for name, (harm, word) in ways.items():
            with self.subTest(name):
                harm()
                for command in (("serve",), ("hold", EVENT), ("store", "backup", str(self.folder / "copy"))):
                    self.one_line(self.program.run(*command, expect=78), "keys.json", word, "from a backup")
                verified = self.program.run("store", "verify", expect=1)
                self.assertIn("keys.json", verified.stderr)
                self.assertFalse(json.loads(self.program.run("store", "verify", "--json", expect=1).stdout)["sound"])
                self.assertEqual(path.exists() and path.is_file() and path.read_text() == good, False)
                self.assertFalse((self.site.state / "keys.json.new").exists())
                if path.is_dir() and not path.is_symlink():
                    path.rmdir()
                path.unlink(missing_ok=True)
                path.write_text(good)
        self.program.run("store", "verify")
        self.program.run("release", EVENT)

    def test_keys_that_may_not_be_read(self):
        if os.geteuid() != 0:
            self.skipTest("needs another user")
        self.served_once()
        path = self.site.state / "keys.json"
        subprocess.run(["chown", "-R", "65534:65534", str(self.site.state)], check=True)
        os.chown(path, 0, 0)
        before = path.read_bytes()
        self.one_line(self.program.run("serve", expect=78), "keys.json", "Permission denied")
        self.assertEqual(path.read_bytes(), before)


class SilentDamageTest(StoreCase):
    def test_files_that_are_gone_empty_or_exchanged_stop_the_start(self):
        self.served_once(compact=2)
        state, spare = self.site.state, self.folder / "spare"
        shutil.copytree(state, spare)
        newest = sorted((state / "journal").iterdir())[-1].name
        self.assertGreaterEqual(len(list((state / "journal").iterdir())), 2)

        def journal():
            return sorted((state / "journal").iterdir())

        def empty_folder():
            for path in journal():
                path.unlink()

        def no_folder():
            shutil.rmtree(state / "journal")

        def gone():
            journal()[-1].unlink()

        def empty():
            journal()[-1].write_bytes(b"")

        def swapped():
            first, second = journal()[-2:]
            content = first.read_bytes()
            first.write_bytes(second.read_bytes())
            second.write_bytes(content)

        def cut():
            content = journal()[-1].read_bytes()
            journal()[-1].write_bytes(content[:-90])

        def foreign():
            self.bare("hold", EVENT, "--new-store", "--config", str(self.site.config), "--state",
                      str(self.folder / "strange"))
            self.bare("store", "compact", "--config", str(self.site.config), "--state",
                      str(self.folder / "strange"))
            snapshot = next((self.folder / "strange/snapshot").iterdir())
            shutil.copy(snapshot, sorted((state / "snapshot").iterdir())[-1].with_name("000000099999.jsonl"))

        for harm in (empty_folder, no_folder, gone, empty, swapped, cut, foreign):
            with self.subTest(harm.__name__):
                harm()
                line = self.one_line(self.program.run("serve", expect=65), str(state), "convoke store repair")
                if harm in (gone, empty, cut):
                    self.assertIn(newest, line)
                self.assertIn(str(state), self.program.run("store", "verify", expect=65).stderr)
                self.program.run("status", expect=65)
                self.program.run("hold", EVENT, expect=65)
                self.program.run("store", "backup", str(self.folder / "bad"), expect=65)
                self.program.run("store", "repair")
                self.program.run("store", "verify")
                self.program.run("hold", EVENT, "reminder")
                if harm is swapped:
                    self.assertEqual(list((state / "quarantine").iterdir()), [], "nothing had to be given up")
                shutil.rmtree(self.folder / "bad", ignore_errors=True)
                shutil.rmtree(state)
                shutil.copytree(spare, state)

    def test_a_store_from_before_opens_and_a_copy_is_whole(self):
        self.served_once(compact=1)
        (self.site.state / "head.json").unlink()
        self.program.run("store", "verify")
        self.program.run("hold", EVENT, "reminder")
        self.assertEqual(json.loads((self.site.state / "head.json").read_text())["reader"], 1)
        copy = self.folder / "copy"
        self.program.run("store", "backup", str(copy))
        self.bare("store", "verify", "--config", str(self.site.config), "--state", str(copy))
        newest = sorted((copy / "journal").iterdir())[-1]
        newest.unlink()
        self.bare("store", "verify", "--config", str(self.site.config), "--state", str(copy), expect=65)


if __name__ == "__main__":
    import unittest
    unittest.main()
