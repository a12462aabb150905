"""What monitoring sees: the status line, every family with HELP and TYPE, alerts and a dashboard that name only
what there is, and /readyz with its reasons."""

import json
import re
import shutil
import subprocess
import time
import unittest

from harness import EVENT, INVITED, REPOSITORY, Case, fixture_config
from scripted import ScriptedServer
from tools import get, wait_until

MONITORING = REPOSITORY / "docs/monitoring"
NAMES = re.compile(r"\b(?:convoke|process)_[a-z_]+\b")
SUFFIX = re.compile(r"_(bucket|sum|count)$")


class MonitoringTest(Case):
    def serve(self, **changes):
        self.server = ScriptedServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url, **changes)
        self.program = self.convoke(self.site)
        self.program.start()

    def metrics(self):
        return get(f"{self.site.admin}/metrics").body

    def value(self, series):
        found = re.search(rf"(?m)^{re.escape(series)} (\S+)$", self.metrics())
        self.assertIsNotNone(found, f"{series} in\n{self.metrics()}")
        return float(found[1])

    def status(self):
        self.program._read_messages()
        lines = [line for line in self.program.messages if line.startswith("STATUS=")]
        return lines[-1] if lines else ""

    def promtool(self, *arguments, **options):
        tool = shutil.which("promtool")
        self.assertIsNotNone(tool, "promtool is missing: run scripts/setup test")
        return subprocess.run([tool, *arguments], capture_output=True, text=True, cwd=MONITORING, **options)

    def test_every_family_says_what_it_is(self):
        self.serve()
        wait_until(lambda: self.value('convoke_deliveries_total{state="sent"}') == len(INVITED), "the count", 20,
                   evidence=self.program.log)
        text = self.metrics()
        described = set(re.findall(r"(?m)^# HELP (\S+) \S", text))
        typed = set(re.findall(r"(?m)^# TYPE (\S+) (?:counter|gauge|histogram)$", text))
        used = {SUFFIX.sub("", name) if SUFFIX.sub("", name) in typed else name
                for name in re.findall(r"(?m)^([a-z_]+)[ {]", text)}
        self.assertEqual(described, typed)
        self.assertEqual(used - typed, set())
        done = self.promtool("check", "metrics", input=text)
        # Names that a contract fixed before are told of as gauges by nature; nothing else is.
        self.assertEqual(done.returncode & ~3, 0, done.stderr)
        self.assertNotIn("error while linting", done.stderr)
        self.assertNotRegex(done.stderr, r"no help text|parsing error|non-histogram")
        self.assertRegex(text, r'(?m)^convoke_build_info\{version="\d+\.\d+\.\d+"\} 1$')
        self.assertEqual(self.value("convoke_relay_up"), 1)
        self.assertEqual(self.value("convoke_store_writable"), 1)
        self.assertEqual(self.value("convoke_inbound_waiting"), 0)
        self.assertEqual(self.value("convoke_due"), 0)
        self.assertEqual(self.value('convoke_holds{reason="operator"}'), 0)
        self.assertGreater(self.value("convoke_next_due_timestamp_seconds"), 1.7e9)
        pid = self.program.process.pid
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            resident = int(file.read().split()[1]) * 4096
        self.assertAlmostEqual(self.value("process_resident_memory_bytes"), resident, delta=resident / 5)
        self.assertGreater(self.value("process_cpu_seconds_total"), 0)
        self.assertGreater(self.value("process_open_fds"), 5)

        self.assertAlmostEqual(self.value("process_start_time_seconds"), time.time(), delta=60)
        self.assertAlmostEqual(self.value("convoke_last_accepted_timestamp_seconds"), time.time(), delta=60)

    def test_holds_and_a_relay_that_is_away_are_seen(self):
        self.serve()
        wait_until(lambda: self.server.total == len(INVITED), "invitations", 20, self.program.log)
        wait_until(lambda: "; next " in self.status(), "what is next", 20, self.program.log)
        self.assertRegex(self.status(), rf"serving 6 people, 1 event; next {EVENT} \w+ \d{{4}}-\d\d-\d\d \d\d:\d\d")
        self.program.run("hold", EVENT, "reminder")
        wait_until(lambda: f"held: {EVENT} reminder" in self.status(), "the status", 20, self.program.log)
        self.assertEqual(self.value('convoke_holds{reason="operator"}'), 1)
        self.assertEqual(self.value('convoke_stopped{what="all"}'), 0)
        self.assertEqual(self.program.stop(), 0)
        self.server.close()
        self.program.start()
        self.program.run("desk", EVENT)  # a mail to the host is owed, and nobody takes it
        wait_until(lambda: self.value("convoke_relay_up") == 0, "the relay is away", 30, self.program.log)
        wait_until(lambda: "relay away: " in self.status(), "the status", 20, self.program.log)
        self.assertEqual(self.value("convoke_due"), 1)
        self.assertNotRegex(self.status(), r"\S@\S")

    def test_ready_says_why_not(self):
        self.serve()
        self.assertEqual(get(f"{self.site.admin}/readyz").body.strip(), "ready")
        keys = self.site.state / "keys.json"
        kept = keys.read_bytes()
        keys.write_bytes(kept + b" ")
        answer = get(f"{self.site.admin}/readyz")
        self.assertEqual(answer.status, 503)
        self.assertEqual(len(answer.body.strip().splitlines()), 1)
        self.assertIn("keys.json", answer.body)
        keys.write_bytes(kept)
        self.assertEqual(get(f"{self.site.admin}/readyz").status, 200)

    def test_alerts_and_dashboard_name_only_what_there_is(self):
        self.serve()
        exported = set(re.findall(r"(?m)^# TYPE (\S+)", self.metrics()))
        for name in ("alerts.yml", "dashboard.json"):
            text = (MONITORING / name).read_text(encoding="utf-8")
            used = {SUFFIX.sub("", found) if SUFFIX.sub("", found) in exported else found
                    for found in NAMES.findall(text)}
            self.assertGreater(len(used), 8, name)
            self.assertEqual(used - exported, set(), name)
        dashboard = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))
        ids = [panel["id"] for panel in dashboard["panels"]]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertTrue(all(panel["targets"] for panel in dashboard["panels"]))

    def test_the_rules_are_sound_and_do_what_they_say(self):
        for arguments in (("check", "rules", "alerts.yml"), ("test", "rules", "alerts-test.yml")):
            done = self.promtool(*arguments)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        alerts = re.findall(r"alert: (\w+)", (MONITORING / "alerts.yml").read_text(encoding="utf-8"))
        told = re.findall(r"(?m)^### (\w+)$", (MONITORING / "README.md").read_text(encoding="utf-8"))
        self.assertEqual(alerts, [name for name in alerts if name in told])
        self.assertEqual(sorted(alerts), sorted(told))
        tried = (MONITORING / "alerts-test.yml").read_text(encoding="utf-8")
        self.assertEqual([name for name in alerts if f'alertname="{name}"' not in tried], [])


if __name__ == "__main__":
    unittest.main()
