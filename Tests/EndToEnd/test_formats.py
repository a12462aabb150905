"""Formats: a state of the version before is gone on with, and one of a newer version is left alone."""

import os
import pathlib
import re
import shutil
import subprocess
import unittest

from harness import EVENT, REPOSITORY, Case, PlainServer, fixture_config
from tools import crc32c

STATE = REPOSITORY / "Tests/Fixtures/state-1"
BEN = "ben@network.test"


class FormatCase(Case):
    def setUp(self):
        super().setUp()
        self.relay = PlainServer().start()
        self.addCleanup(self.relay.close)
        self.site = fixture_config(self.folder, self.relay.url)
        self.program = self.convoke(self.site)
        self.copy(self.site.state)

    def copy(self, path):
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(STATE, path)
        path.chmod(0o700)


class OlderTest(FormatCase):
    def test_the_daemon_goes_on_with_it(self):
        answers = {row["person"]: row["answer"] for row in self.program.json("rsvps", EVENT)}
        self.assertEqual((answers["102"], answers["103"]), ("yes", "maybe"))
        self.program.run("release", EVENT)
        self.site.write_event(venue='{ name = "Elders" }')
        self.program.start()
        self.assertEqual(self.program.stop(), 0)
        answers = {row["person"]: row["answer"] for row in self.program.json("rsvps", EVENT)}
        self.assertEqual((answers["102"], answers["103"]), ("yes", "maybe"))
        self.assertIn("sound", self.program.run("store", "verify").stdout)


class NewerTest(FormatCase):
    """Each file that carries a number says one that this version does not know."""

    def raise_header(self, path):
        """The header of a version whose files this one cannot read, well sealed."""
        first, rest = path.read_bytes().split(b"\n", 1)
        body = re.sub(rb'"format":1,"reader":1', b'"format":7,"reader":7', first[:first.rindex(b',"crc"')])
        path.write_bytes(body + b',"crc":"%08x"}\n' % crc32c(body) + rest)

    def newest(self, folder):
        return sorted((self.site.state / folder).glob("*.jsonl"))[-1]

    def first(self, folder):
        return sorted((self.site.state / folder).glob("*.jsonl"))[0]

    FILES = {
        "the newest snapshot": lambda self: self.raise_header(self.newest("snapshot")),
        "an older snapshot": lambda self: self.raise_header(self.first("snapshot")),
        "the newest segment": lambda self: self.raise_header(self.newest("journal")),
        "an older segment": lambda self: self.raise_header(self.first("journal")),
        "head.json": lambda self: self.raise_header(self.site.state / "head.json"),
        "the kept programme": lambda self: (self.site.state / "programme/format").write_text("7\n"),
        "keys.json": lambda self: (self.site.state / "keys.json").write_text('{"format":7,"secrets":[]}\n'),
    }

    def all_files(self):
        """Every file and folder of the state: what it holds, its mode, and when it was changed."""
        found = {}
        for folder, folders, names in os.walk(self.site.state):
            for path in [pathlib.Path(folder), *(pathlib.Path(folder, name) for name in names)]:
                status = path.stat()
                found[str(path)] = (status.st_mode, status.st_mtime_ns,
                                    path.read_bytes() if path.is_file() else None)
        return found

    def test_no_command_writes_to_it(self):
        copy, target = self.folder / "copy", self.folder / "target"
        commands = [
            ("serve",), ("store", "compact"), ("store", "repair"), ("people", "forget", BEN, "--yes"),
            ("hold", EVENT, "reminder"), ("release", EVENT), ("drop", EVENT),
            ("desk", EVENT, "--revoke"), ("rsvp", EVENT, BEN, "no"), ("retry", EVENT),
            ("store", "backup", str(copy)), ("store", "backup", str(copy), "--keep", "3"),
        ]
        for name, change in self.FILES.items():
            self.copy(self.site.state)
            change(self)
            before = self.all_files()
            for command in commands:
                with self.subTest(file=name, command=" ".join(command)):
                    done = self.program.run(*command, expect=None)
                    self.assertEqual(done.returncode, 78, done.stdout + done.stderr)
                    self.one_line(done, "newer version (format 7)", "nothing was changed")
                    self.assertEqual(self.all_files(), before)
                    self.assertFalse(copy.exists())
            with self.subTest(file=name, command="restore"):
                done = self.program_restores(target, expect=78)
                self.one_line(done, "newer version (format 7)")
                self.assertEqual(self.all_files(), before)
                self.assertFalse(target.exists())

    def program_restores(self, target, expect):
        done = subprocess.run(
            [str(self.program.program), "restore", str(self.site.state), "--without-forgotten", "--config",
             str(self.site.config), "--state", str(target)], env=self.program.environment, capture_output=True, text=True, timeout=60,
            stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return done


if __name__ == "__main__":
    unittest.main()
