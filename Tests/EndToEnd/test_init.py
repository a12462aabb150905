"""The first hour: `convoke init` writes a network, `convoke new` a file to start from."""

import os
import pathlib
import pty
import re
import select
import stat
import subprocess
import tempfile
import time
import tomllib
import unittest

from harness import binary

ANSWERS = {
    "--name": 'Buurt "De Hoek" & Zn.',
    "--timezone": "Europe/Amsterdam",
    "--language": "nl",
    "--address": "Straat 1, 3500 AA Utrecht",
    "--from": "Buurt <uitnodiging@buurt.example>",
    "--relay": "smtp://127.0.0.1:25",
    "--web": "https://doe-mee.buurt.example",
}


class InitTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name) / "net"

    def convoke(self, *arguments, cwd="/"):
        # The environment of an operator who has set nothing.
        environment = {k: v for k, v in os.environ.items() if not k.startswith("CONVOKE") and k != "STATE_DIRECTORY"}
        return subprocess.run(
            [binary(), *map(str, arguments)], cwd=cwd, env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=60)

    def init(self, *more, without=(), **changed):
        answers = {**ANSWERS, **{"--" + name: value for name, value in changed.items()}}
        words = [word for name, value in answers.items() if name not in without for word in (name, value)]
        return self.convoke("init", self.folder, *words, *more)

    def test_a_network_from_nothing_is_good_and_mails_only_its_sender(self):
        made = self.init()
        self.assertEqual(made.returncode, 0, made.stderr)
        config = tomllib.loads((self.folder / "Config/convoke.toml").read_text())
        self.assertEqual(config["network"]["name"], ANSWERS["--name"])
        self.assertEqual(config["mail"]["bounces"], "bounces@buurt.example")
        self.assertEqual(config["send"]["only_to"], ["uitnodiging@buurt.example"])
        self.assertEqual(config["smtp"], {"url": "smtp://127.0.0.1:25", "tls": "off"})
        check = self.convoke("check", "--config", self.folder / "Config")
        self.assertEqual((check.returncode, check.stderr), (0, ""), check.stdout)
        # What it says to do next can be pasted as it stands, but for the mail.
        for line in re.findall(r"^  (convoke (?:check|new) .*)$", made.stdout, re.M):
            done = self.convoke(*line.split()[1:])
            self.assertEqual(done.returncode, 0, line + done.stderr)
        self.assertTrue((self.folder / "State/keys.json").exists())

    def test_other_people_read_nothing(self):
        self.init("--sample")
        for path in [self.folder / "Config", *(self.folder / "Config").rglob("*"), self.folder / "State"]:
            self.assertFalse(path.stat().st_mode & (stat.S_IRWXO), path)

    def test_the_sample_is_good_and_lies_ahead(self):
        self.assertEqual(self.init("--sample").returncode, 0)
        check = self.convoke("check", "--config", self.folder / "Config")
        self.assertEqual((check.returncode, check.stderr), (0, ""))
        self.assertRegex(check.stdout, r"41 people, \d+ events")

    def test_existing_files_are_left_alone(self):
        self.init()
        (self.folder / "Config/convoke.toml").write_text("mine")
        again = self.init()
        self.assertEqual(again.returncode, 73)
        self.assertIn("is there already; nothing was written", again.stderr)
        self.assertEqual((self.folder / "Config/convoke.toml").read_text(), "mine")

    def test_an_answer_that_cannot_be_is_named_and_nothing_is_written(self):
        for name, value, words in [
            ("timezone", "Amsterdam", "no time zone 'Amsterdam'"),
            ("from", "Buurt", "no address that mail can come from"),
            ("language", "fr", "not in 'fr'"),
            ("relay", "mail.example", "smtp://HOST:PORT"),
            ("web", "doe-mee.example", "begins with https://"),
            ("web", "http://doe-mee.example", "https"),
            ("name", "", "this is needed"),
        ]:
            with self.subTest(name, value=value):
                made = self.init(**{name: value})
                self.assertEqual(made.returncode, 64, made.stdout)
                self.assertIn(words, made.stderr)
                self.assertFalse((self.folder / "Config").exists())
                left = list(self.folder.iterdir()) if self.folder.exists() else []
                self.assertEqual(left, [])

    def test_without_a_terminal_what_is_missing_is_said_at_once(self):
        made = self.init(without=("--from", "--web"))
        self.assertEqual(made.returncode, 64)
        self.assertIn("no terminal to ask on: --from, --web needed too", made.stderr)

    def test_on_a_terminal_it_asks_and_asks_again(self):
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [binary(), "init", str(self.folder), "--name", "Buurt", "--timezone", "Europe/Amsterdam",
             "--address", "Straat 1", "--web", "https://b.example"],
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
        os.close(theirs)
        self.addCleanup(os.close, ours)
        self.addCleanup(process.kill)
        said, answers = "", ["", "not an address", "Buurt <b@buurt.example>", ""]
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and process.poll() is None:
            if select.select([ours], [], [], 0.2)[0]:
                try:
                    said += os.read(ours, 4096).decode()
                except OSError:
                    break
                if answers and said.endswith(": "):
                    os.write(ours, (answers.pop(0) + "\n").encode())
        self.assertEqual(process.wait(10), 0, said)
        self.assertIn("is no address that mail can come from", said)
        config = tomllib.loads((self.folder / "Config/convoke.toml").read_text())
        self.assertEqual(config["network"]["language"], "nl")
        self.assertEqual(config["mail"]["from"], "Buurt <b@buurt.example>")

    def test_a_new_file_asks_for_what_only_a_person_can_say(self):
        self.init()
        config = self.folder / "Config"
        for kind, path, missing in [
            ("event", "events/eerste.toml", ["starts", "host"]),
            ("series", "events/lunch.toml", ["starts", "host", "duration"]),
            ("newsletter", "newsletters/mei.md", ["at"]),
            ("playbook", "playbooks/borrel.toml", []),
        ]:
            with self.subTest(kind):
                name = pathlib.Path(path).stem
                self.assertEqual(self.convoke("new", kind, name, "--config", config).returncode, 0)
                again = self.convoke("new", kind, name, "--config", config)
                self.assertEqual(again.returncode, 73, again.stderr)
                check = self.convoke("check", "--config", config)
                found = [line for line in check.stderr.splitlines() if path.split(".")[0] in line]
                self.assertEqual(len(found), len(missing), check.stderr)
                for line in found:
                    self.assertTrue(any(f"'{word}'" in line for word in missing), line)
                (config / path).unlink()
        self.assertEqual(self.convoke("new", "event", "Eerste Keer", "--config", config).returncode, 64)


if __name__ == "__main__":
    unittest.main()
