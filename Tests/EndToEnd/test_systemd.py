"""The unit file: it is valid, it is hardened, each hardening line matters, and the daemon can live
with it: what it calls and opens is what the unit permits, and it speaks the notify protocol."""

import json
import os
import re
import shutil
import signal
import subprocess

from harness import INVITED, REPOSITORY, Case, PlainServer, binary, fixture_config
from tools import get, parse, post, wait_until

UNIT = REPOSITORY / "systemd/convoke.service"

# What stays open, how much systemd makes of it, and why. Everything else it knows to close is closed.
OPEN = {
    ("PrivateNetwork=", "0.5"),  # it is a network service
    ("RestrictAddressFamilies=~AF_(INET|INET6)", "0.3"),  # SMTP and HTTP
    ("RestrictAddressFamilies=~AF_UNIX", "0.1"),  # the control socket, sd_notify
    ("IPAddressDeny=", "0.1"),  # loopback is allowed: the relay and the reverse proxy
    ("RootDirectory=/RootImage=", "0.1"),  # it uses the system's zones, certificates and libraries
    # adjtimex, which asks whether the clock is synchronised; there is no capability to set it
    ("ProtectClock=", "0.2"), ("SystemCallFilter=~@clock", "0.2"), ("SystemCallFilter=~@privileged", "0.2"),
}

# Lines that say what the service is, not what it may not do; and those that others imply today,
# which a later systemd need not do.
NOT_ANALYSED = re.compile(
    r"(Type|ExecStart|ExecReload|StateDirectory\w*|Timeout\w+|WatchdogSec|Restart|RestartSec|"
    r"RestartPreventExitStatus|Limit\w+|IPAddressAllow|PrivateMounts|DevicePolicy|KeyringMode|AmbientCapabilities|"
    r"SystemCallErrorNumber|InaccessiblePaths)\b")


# Calls that the libraries try and the filter refuses; here they are refused too, and must not be missed.
# libdispatch's workers; Foundation's atomic writing; couriers that would run behind the pages
REFUSED = {"setpriority", "fchown", "sched_setscheduler"}
# glibc's allocator asks this once before it gives a part of its heap back, and goes on without an answer.
DONE_WITHOUT = {"/proc/sys/vm/overcommit_memory"}


class UnitTest(Case):
    def write_unit(self, text):
        """A copy that starts the program under test: the installed path does not exist here."""
        copy = self.folder / "convoke.service"
        copy.write_text(text.replace("/usr/bin/convoke", str(binary().resolve())))
        return str(copy)

    def security(self, text):
        """The open points of `systemd-analyze security` by their names, and the overall exposure."""
        unit = self.write_unit(text)
        table = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--json=short", unit],
            capture_output=True, text=True, check=True).stdout
        whole = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--no-pager", unit],
            capture_output=True, text=True, check=True).stdout
        exposure = float(re.search(r"exposure level for \S+: ([\d.]+)", whole)[1])
        return {(row["name"], row["exposure"]) for row in json.loads(table)
                if row["set"] is False}, exposure

    def test_it_verifies_without_a_word(self):
        done = subprocess.run(["systemd-analyze", "verify", self.write_unit(UNIT.read_text())],
                              capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_it_is_hardened_in_every_respect_but_those_it_needs(self):
        still_open, exposure = self.security(UNIT.read_text())
        self.assertEqual(still_open, OPEN)
        self.assertLessEqual(exposure, 1.5)

    def test_the_judgement_notices_a_line_that_is_gone(self):
        lines = UNIT.read_text().splitlines(keepends=True)
        service = lines[lines.index("[Service]\n") + 1:lines.index("[Install]\n")]
        hardening = [line for line in service
                     if "=" in line and line[0] != "#" and not NOT_ANALYSED.match(line)]
        self.assertGreater(len(hardening), 20)
        for line in hardening:
            with self.subTest(line.strip()):
                still_open, _ = self.security("".join(other for other in lines if other != line))
                self.assertNotEqual(still_open, OPEN)

    def test_the_lines_no_analysis_covers(self):
        text = UNIT.read_text()
        for line in ("Type=notify", "User=convoke", "StateDirectory=convoke", "StateDirectoryMode=0700",
                     "WatchdogSec=30", "Restart=on-failure", "RestartPreventExitStatus=64 65 77 78 243",
                     "LimitCORE=0", "IPAddressAllow=localhost", "PrivateMounts=yes",
                     "DevicePolicy=closed", "KeyringMode=private", "AmbientCapabilities="):
            self.assertIn(line, text.splitlines())

    def test_users_and_folders_are_as_the_unit_needs_them(self):
        root = self.folder / "root"
        (root / "etc").mkdir(parents=True)
        for command, file in (("systemd-sysusers", "sysusers.d/convoke.conf"),):
            subprocess.run([command, f"--root={root}", str(REPOSITORY / "systemd" / file)],
                           check=True, capture_output=True)
        user = next(line for line in (root / "etc/passwd").read_text().splitlines()
                    if line.startswith("convoke:"))
        self.assertTrue(user.endswith(":/var/lib/convoke:/usr/sbin/nologin"), user)
        lines = [line.split() for line in
                 (REPOSITORY / "systemd/tmpfiles.d/convoke.conf").read_text().splitlines()
                 if line and not line.startswith("#")]
        self.assertEqual({fields[1]: fields[2:5] for fields in lines}, {
            "/var/lib/convoke": ["0700", "convoke", "convoke"],
            "/etc/convoke": ["0750", "root", "convoke"],
            "/etc/convoke/credentials": ["0700", "root", "root"]})


class DaemonUnderTheUnitTest(Case):
    def setUp(self):
        super().setUp()
        self.server = PlainServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url)
        self.program = self.convoke(self.site)

    def live(self):
        """A whole life in short: invitations, an answer, a reload, a stop."""
        wait_until(lambda: len(self.server.mails) == len(INVITED), "invitations", 60,
                   evidence=self.program.log)
        [link] = parse(self.server.mails[0].content).links("/r/")
        self.assertEqual(get(link).status, 200)
        self.assertEqual(post(link, {"answer": "yes"}).status, 303)
        wait_until(lambda: len(self.server.mails) > len(INVITED), "confirmation", 60,
                   evidence=self.program.log)
        self.program.run("reload")
        self.assertEqual(self.program.stop(), 0)

    def test_it_says_ready_reloading_stopping_and_feeds_the_watchdog(self):
        self.program.start(WATCHDOG_USEC="1000000")
        self.program.wait_for_message("WATCHDOG=1")
        self.assertTrue(any(message.startswith("STATUS=") for message in self.program.messages))
        self.program.process.send_signal(signal.SIGHUP)
        self.program.wait_for_message("RELOADING=1")
        self.assertTrue(any(message.startswith("MONOTONIC_USEC=") for message in self.program.messages))
        self.program.messages.clear()
        self.program.wait_for_message("WATCHDOG=1")
        self.assertEqual(self.program.stop(), 0)
        self.assertIn("STOPPING=1", self.program.messages)

    def test_it_runs_as_a_user_who_does_not_own_the_configuration(self):
        """As installed: root's Config, the service's State."""
        self.site.state.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(self.site.state, 65534, 65534)
            self.program.wrapper = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            self.program.program = shutil.copy(binary(), self.folder)  # where nobody can reach it
        else:
            for folder in (self.site.config, self.site.folder / "Templates"):
                subprocess.run(["sudo", "chown", "-R", "root", str(folder)], check=True)
                self.addCleanup(subprocess.run, ["sudo", "rm", "-rf", str(folder)], check=True)
        self.program.start()
        wait_until(lambda: len(self.server.mails) == len(INVITED), "invitations", 30,
                   evidence=self.program.log)
        self.assertEqual(self.program.stop(), 0)

    def test_it_lives_with_what_the_filter_refuses(self):
        trace = self.folder / "trace"
        refused = ",".join(REFUSED)
        self.program.wrapper = ["strace", "-D", "-f", "-q", "-o", str(trace),
                                f"--inject={refused}:error=EPERM"]
        self.program.start()
        self.live()
        called = set(re.findall(r"(?m)^\d+ +(?:<\.\.\. )?(\w+)(?:\(| resumed)",
                                trace.read_text(errors="replace")))
        self.assertIn("fdatasync", called)
        self.assertEqual(called - permitted_calls() - REFUSED, set())

    def test_it_opens_nothing_that_the_unit_hides(self):
        trace = self.folder / "trace"
        self.program.wrapper = [
            "strace", "-D", "-f", "-q", "-e", "trace=openat,open,openat2", "-o", str(trace)]
        self.program.start()
        self.live()
        opened = re.findall(r'open(?:at2?)?\((?:AT_FDCWD, )?"([^"]+)", ([A-Z_|]+).* = \d+',
                            trace.read_text(errors="replace"))
        self.assertTrue(opened)
        for path, mode in opened:
            if path.startswith("/proc/") and path not in DONE_WITHOUT:
                self.assertRegex(path, r"^/proc/(self|\d+|thread-self)/", "ProcSubset=pid hides it")
            if re.search("O_WRONLY|O_RDWR|O_CREAT", mode) and path not in ("/dev/null", "/proc/thread-self/comm"):
                self.assertTrue(path.startswith(str(self.site.state)), f"ProtectSystem=strict: {path}")


def permitted_calls():
    """What the unit's SystemCallFilter= lines let through, by systemd's own tables."""
    permitted = set()
    for line in re.findall(r"(?m)^SystemCallFilter=(.*)$", UNIT.read_text()):
        names = set().union(*(expand(name) for name in line.removeprefix("~").split()))
        permitted = permitted - names if line.startswith("~") else permitted | names
    return permitted


def expand(name):
    if not name.startswith("@"):
        return {name}
    listing = subprocess.run(["systemd-analyze", "--no-pager", "syscall-filter", name], check=True,
                             capture_output=True, text=True).stdout
    names = [line.strip() for line in listing.splitlines()[1:]]
    return set().union(*(expand(inner) for inner in names if inner and not inner.startswith("#")))
