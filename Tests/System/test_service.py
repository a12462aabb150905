"""The service under a real systemd: when it starts, what it says, what a reload does, and how it fails."""

import time
import unittest

from machine import MachineCase

INIT = """convoke init /etc/convoke --sample --name Buurt --timezone Europe/Amsterdam --language nl \
  --address 'Straat 1' --from 'Buurt <sanne@mvo.example>' --relay smtp://127.0.0.1:25 --web http://127.0.0.1:8080"""
ERROR, WARNING = "3", "4"


class ServiceTest(MachineCase):
    @classmethod
    def prepare(cls):
        cls.said = cls.machine.install()

    def break_file(self):
        self.machine.run("echo 'kind = \"nothing\"' >/etc/convoke/Config/events/broken.toml")
        self.addCleanup(self.machine.run, "rm -f /etc/convoke/Config/events/broken.toml")

    def test_1_installed_is_not_started(self):
        self.assertIn("to begin, 'sudo convoke init /etc/convoke'", self.said)
        self.assertEqual(self.machine.out("systemctl is-enabled convoke", check=False), "disabled\n")
        self.machine.run("systemctl start convoke")  # at a boot, for one: nothing to run is no failure
        state = self.machine.show("convoke", "ActiveState", "ConditionResult", "Result")
        self.assertEqual(state, {"ActiveState": "inactive", "ConditionResult": "no", "Result": "success"})
        self.assertEqual(self.machine.out("systemctl --failed --plain --no-legend"), "")

    def test_2_init_and_start_say_ready_and_how_it_is(self):
        self.machine.run(INIT)
        self.machine.run("systemctl enable --now convoke")
        state = self.machine.show("convoke", "ActiveState", "SubState", "StatusText", "Type", "WatchdogUSec")
        self.assertEqual((state["ActiveState"], state["SubState"]), ("active", "running"))
        self.assertIn("41 people", state["StatusText"])
        self.assertEqual((state["Type"], state["WatchdogUSec"]), ("notify", "30s"))
        self.assertIn("ok", self.machine.curl("http://127.0.0.1:8081/healthz"))

    def test_3_the_journal_has_only_our_own_lines_with_their_priorities(self):
        self.machine.run("systemctl restart convoke")
        ours = [record for record in self.machine.records() if record.get("_COMM") == "convoke"]
        self.assertTrue(ours)
        for record in ours:
            self.assertEqual(record["_TRANSPORT"], "stdout", record["MESSAGE"])
            self.assertLess(4, int(record["PRIORITY"]), record["MESSAGE"])
            self.assertNotRegex(record["MESSAGE"], r"^<\d>|^\d{4}-")

    def test_4_a_good_reload_is_in_force(self):
        self.machine.run("sed -i 's/^name *=.*/name = \"Buurt aan zee\"/' /etc/convoke/Config/convoke.toml")
        self.machine.run("systemctl reload convoke")
        self.assertEqual(self.machine.show("convoke", "ActiveState"), "active")
        self.assertIn("config_valid 1", self.machine.curl("http://127.0.0.1:8081/metrics"))

    def test_5_a_bad_reload_fails_visibly_and_changes_nothing(self):
        self.break_file()
        done = self.machine.run("systemctl reload convoke", check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(self.machine.show("convoke", "ActiveState"), "active")
        errors = self.machine.out("journalctl -u convoke -p err -o cat --no-pager")
        self.assertIn("events/broken.toml:1:", errors)
        self.assertIn("there is no playbook 'nothing'", errors)
        status = self.machine.out("convoke status")
        self.assertNotIn("broken", status.split("files", 1)[0].split("\n")[0])
        self.machine.run("rm /etc/convoke/Config/events/broken.toml; systemctl reload convoke")

    def test_6_a_restart_on_a_bad_edit_goes_on_with_what_was_in_force(self):
        self.break_file()
        self.machine.run("systemctl restart convoke")
        self.assertEqual(self.machine.show("convoke", "ActiveState"), "active")
        self.assertIn("config_valid 0", self.machine.curl("http://127.0.0.1:8081/metrics"))

    def test_7_a_reload_that_cannot_be_kept_fails_and_changes_nothing(self):
        self.machine.run("sed -i 's/^name *=.*/name = \"Elders\"/' /etc/convoke/Config/convoke.toml")
        pid = self.machine.show("convoke", "MainPID")
        self.machine.run("find /var/lib/convoke -type d -exec chmod 500 {} +")
        try:
            done = self.machine.run("systemctl reload convoke", check=False)
        finally:
            self.machine.run("find /var/lib/convoke -type d -exec chmod 700 {} +")
        self.assertNotEqual(done.returncode, 0, self.machine.journal())
        self.assertEqual(self.machine.show("convoke", "MainPID"), pid)
        self.assertIn("config_valid 0", self.machine.curl("http://127.0.0.1:8081/metrics"))
        self.machine.run("systemctl reload convoke")
        self.assertIn("config_valid 1", self.machine.curl("http://127.0.0.1:8081/metrics"))

    def test_8_a_start_that_cannot_be_says_why_as_an_error_and_is_not_repeated(self):
        self.machine.run("systemctl stop convoke; mv /var/lib/convoke/keys.json /root")
        self.assertNotEqual(self.machine.run("systemctl start convoke", check=False).returncode, 0)
        state = self.machine.show("convoke", "ActiveState", "Result", "ExecMainStatus", "NRestarts")
        self.assertEqual(state, {
            "ActiveState": "failed", "Result": "exit-code", "ExecMainStatus": "78", "NRestarts": "0"})
        why = [record for record in self.machine.records()
               if record.get("_COMM") == "convoke" and "keys.json" in record["MESSAGE"]]
        self.assertTrue(why)
        self.assertEqual({record["PRIORITY"] for record in why}, {ERROR})
        self.machine.run("mv /root/keys.json /var/lib/convoke; systemctl reset-failed convoke; systemctl start convoke")

    def test_9_a_stop_is_quick_and_clean(self):
        began = time.monotonic()
        self.machine.run("systemctl stop convoke")
        self.assertLess(time.monotonic() - began, 11)
        state = self.machine.show("convoke", "ActiveState", "Result", "ExecMainStatus")
        self.assertEqual(state, {"ActiveState": "inactive", "Result": "success", "ExecMainStatus": "0"})


if __name__ == "__main__":
    unittest.main()
