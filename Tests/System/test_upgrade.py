"""A package over the one before: what runs is restarted only when the new version can go on with it."""

import unittest

from machine import MachineCase, repacked
from test_service import INIT
from tools import crc32c

# The state on a small disk of its own, as an operator may mount one.
SMALL = """
mount -t tmpfs -o size=12m,mode=700 state /var/lib/convoke
chown convoke: /var/lib/convoke
"""


class UpgradeTest(MachineCase):
    @classmethod
    def prepare(cls):
        cls.machine.install()
        cls.machine.run(SMALL + INIT + "\nsystemctl enable --now convoke")
        cls.next = {version: repacked(cls.scratch, version) for version in ("1.0.0.1", "1.0.1", "1.0.2", "1.0.3")}

    def serving(self):
        return self.machine.show("convoke", "MainPID", "ActiveState")

    def test_1_an_upgrade_restarts_what_runs(self):
        before = self.serving()
        said = self.machine.install(self.next["1.0.1"])
        after = self.serving()
        self.assertEqual(after["ActiveState"], "active", said)
        self.assertNotEqual(after["MainPID"], before["MainPID"])
        self.assertNotIn("not restarted", said)
        self.assertIn("41 people", self.machine.out("systemctl status convoke"))

    def test_2_a_bad_configuration_keeps_the_old_one_running_and_says_so(self):
        before = self.serving()
        self.machine.run("echo 'kind = \"nothing\"' >/etc/convoke/Config/events/broken.toml")
        said = self.machine.install(self.next["1.0.2"])
        self.machine.run("rm /etc/convoke/Config/events/broken.toml")
        self.assertEqual(self.serving(), before)
        self.assertIn("events/broken.toml:1:", said)
        self.assertIn("convoke: convoke.service was not restarted", said)

    def test_3_a_state_of_a_newer_version_keeps_the_old_one_running_and_says_so(self):
        """As after `apt install` of an older package. What runs here stands for the newer program."""
        before = self.serving()
        head = self.machine.file("/var/lib/convoke/head.json")
        whole = head.read_bytes()
        # `reader` is the least format that a program must know to read this state.
        body = whole.split(b',"crc"')[0].replace(b'"reader":1', b'"reader":2')
        head.write_bytes(body + b',"crc":"%08x"}\n' % crc32c(body))
        self.addCleanup(head.write_bytes, whole)
        said = self.machine.install(self.next["1.0.0.1"])
        self.assertIn("convoke: convoke.service was not restarted", said)
        self.assertIn("newer version", said)
        self.assertEqual(self.serving(), before)

    def test_4_a_full_disk_at_an_upgrade_loses_nothing(self):
        entries = self.machine.out("convoke status | grep ^entries:")
        self.machine.run("cat /dev/zero >/var/lib/convoke/filler || true; chown root /var/lib/convoke/filler")
        said = self.machine.install(self.next["1.0.3"])
        self.assertEqual(self.serving()["ActiveState"], "active", said + self.machine.journal())
        # Answers cannot be kept now, and the page says so.
        self.assertEqual(self.machine.out("convoke status | grep ^entries:"), entries)
        self.machine.run("rm /var/lib/convoke/filler")
        self.machine.run("convoke hold all && convoke release all")
        self.assertEqual(self.machine.run("convoke store verify", check=False).returncode, 0)

    def test_5_a_disk_that_is_full_before_the_upgrade_changes_nothing(self):
        """The program's own disk: dpkg gives up, and what ran runs on."""
        before = self.serving()
        self.machine.run("mount -t tmpfs -o size=16k small /usr/share/doc/convoke")
        done = self.machine.run("apt-get install --reinstall --allow-downgrades ./" + self.next["1.0.1"].name,
                                check=False)
        self.machine.run("umount /usr/share/doc/convoke")
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(self.serving(), before)
        self.assertEqual(self.machine.run("convoke --version").returncode, 0)
        self.machine.install(self.next["1.0.3"])
        self.assertEqual(self.serving()["ActiveState"], "active")

    def test_6_removed_it_stops_and_keeps_everything(self):
        self.machine.run("systemctl enable --now convoke-backup.timer; systemctl start convoke-backup")
        files = "find /etc/convoke/Config /var/lib/convoke /var/backups/convoke -type f | sort | xargs md5sum"
        self.machine.run("systemctl stop convoke")
        before = self.machine.out(files)
        self.machine.run("systemctl start convoke")
        self.machine.run("apt-get remove convoke")
        self.assertEqual(self.machine.out("systemctl list-units --all --plain --no-legend 'convoke*' "
                                          "| grep -v not-found", check=False), "")
        self.assertEqual(self.machine.out("find /etc/systemd/system -name 'convoke*.service' -o -name '*.timer' "
                                          "| grep convoke", check=False), "")
        kept = self.machine.out(files)
        for line in before.splitlines():
            if "/etc/" in line or "/var/backups/" in line or line.endswith("keys.json"):
                self.assertIn(line, kept)

    def test_7_purged_the_answers_stay_and_it_says_so(self):
        done = self.machine.run("apt-get purge convoke")
        said = done.stdout + done.stderr
        for folder in ("/etc/convoke", "/var/lib/convoke", "/var/backups/convoke"):
            self.assertIn(f"convoke: {folder} stays", said)
            self.assertTrue(self.machine.file(folder).is_dir())
        self.machine.install()
        self.machine.run("systemctl enable --now convoke")
        self.assertIn("41 people", self.machine.out("systemctl status convoke"))


if __name__ == "__main__":
    unittest.main()
