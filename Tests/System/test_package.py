"""The Debian package: what is in it, and that the program runs where there is no Swift."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from machine import REPOSITORY, package


@unittest.skipUnless(os.geteuid() == 0, "hides Swift in a mount namespace, which needs root")
class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.scratch)
        cls.package = package()
        cls.root = cls.scratch / "root"
        subprocess.run(["dpkg-deb", "-x", cls.package, cls.root], check=True)

    def without_swift(self, *words):
        """Runs a command of the package with the toolchain's folder hidden."""
        toolchain = pathlib.Path(os.path.realpath(shutil.which("swift") or "/opt/swift/usr/bin/swift")).parents[2]
        hide = f'mount -t tmpfs none "{toolchain}" && exec "$@"'
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.scratch), "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            ["unshare", "-m", "sh", "-c", hide, "sh", *map(str, words)], env=environment, cwd=self.scratch,
            capture_output=True, text=True, timeout=120)

    def test_a_first_network_on_a_machine_without_swift(self):
        program = self.root / "usr/bin/convoke"
        network = self.scratch / "network"
        made = self.without_swift(
            program, "init", network, "--name", "Buurt", "--timezone", "Europe/Amsterdam", "--language", "nl",
            "--address", "Straat 1", "--from", "b@buurt.example", "--relay", "smtp://127.0.0.1:25",
            "--web", "https://b.example", "--sample")
        self.assertEqual(made.returncode, 0, made.stderr)
        for words in (["check"], ["plan"], ["status"]):
            done = self.without_swift(program, *words, "--config", network / "Config")
            self.assertEqual((done.returncode, done.stderr), (0, ""), words)

    def test_it_is_small_and_names_what_it_needs(self):
        fields = subprocess.run(
            ["dpkg-deb", "-f", self.package], capture_output=True, text=True, check=True).stdout
        control = dict(line.split(": ", 1) for line in fields.splitlines() if ": " in line and line[0] != " ")
        self.assertLessEqual(int(control["Installed-Size"]), 45 * 1024)
        for library in ("libc6", "libcurl4", "libcmark-gfm", "libunistring2"):
            self.assertIn(library, control["Depends"])

    def test_every_command_and_kind_of_file_has_a_page_that_renders(self):
        manual = self.root / "usr/share/man"
        names = {page.name for page in manual.rglob("*.gz")}
        for command in (path.stem for path in (REPOSITORY / "docs/help").glob("*.txt")):
            self.assertIn(f"convoke-{command}.1.gz", names)
        wanted = {"convoke.1", "convoke.toml.5", "convoke-event.5", "convoke-playbook.5", "convoke-people.5",
                  "convoke-templates.7", "convoke-store.5"}
        self.assertLessEqual({name + ".gz" for name in wanted}, names)
        for page in sorted(manual.rglob("*.gz")):
            shown = subprocess.run(
                ["man", "--warnings", "-E", "UTF-8", "-l", page], env={**os.environ, "MANWIDTH": "80"},
                capture_output=True, text=True)
            self.assertEqual((shown.returncode, shown.stderr), (0, ""), page)

    def test_people_are_nobody_elses_business(self):
        script = subprocess.run(
            ["dpkg-deb", "--ctrl-tarfile", self.package], capture_output=True, check=True).stdout
        postinst = subprocess.run(
            ["tar", "-xO", "./postinst"], input=script, capture_output=True, check=True).stdout.decode()
        self.assertIn("chmod 0750 /etc/convoke", postinst)
        self.assertFalse((self.root / "etc/convoke/Config").exists())
        for name in ("convoke@.service", "convoke-backup@.service"):
            unit = (self.root / "lib/systemd/system" / name).read_text()
            self.assertIn("--config /etc/convoke-%i/Config", unit)
            self.assertIn("StateDirectory=convoke-%i\n", unit)


if __name__ == "__main__":
    unittest.main()
