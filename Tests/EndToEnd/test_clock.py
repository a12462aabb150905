"""A machine that was just switched on: timed mail waits until the kernel calls the clock synchronised. What the
kernel says, and how long ago it booted, comes from a small library that this test builds from C."""

import shutil
import subprocess
import unittest

from harness import INVITED, Case, fixture_config
from scripted import ScriptedServer
from tools import get, wait_until

KERNEL = r"""
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

int adjtimex(struct timex *state) {
  int set = access(getenv("CLOCK_IS_SET"), F_OK) == 0;
  memset(state, 0, sizeof *state);
  state->status = set ? 0 : STA_UNSYNC;
  return set ? TIME_OK : TIME_ERROR;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  static long booted;
  int result = syscall(SYS_clock_gettime, clock, time);
  if (clock == CLOCK_BOOTTIME && result == 0) {
    if (!booted) booted = time->tv_sec;
    time->tv_sec -= booted - atol(getenv("UP_FOR"));
  }
  return result;
}
"""
WAITS = "timed mail waits until the clock is synchronised"


class ClockTest(Case):
    def setUp(self):
        super().setUp()
        source = self.folder / "kernel.c"
        source.write_text(KERNEL)
        self.kernel = self.folder / "kernel.so"
        compiler = shutil.which("cc") or shutil.which("clang") or "/opt/swift/usr/bin/clang"
        subprocess.run([compiler, "-shared", "-fPIC", "-o", self.kernel, source], check=True)
        self.set = self.folder / "clock-is-set"
        self.server = ScriptedServer().start()
        self.addCleanup(self.server.close)

    def start(self, up_for=5, **send):
        self.site = fixture_config(self.folder, self.server.url, send=send)
        self.program = self.convoke(self.site)
        self.program.start(LD_PRELOAD=str(self.kernel), CLOCK_IS_SET=str(self.set), UP_FOR=str(up_for))

    def stand_still(self):
        """The events' mail has had its chance, and did not go."""
        with self.assertRaises(AssertionError):
            wait_until(lambda: any(self.server.accepted[person] for person in INVITED), "mail", 4)

    def test_timed_mail_waits_for_the_time_and_answers_do_not(self):
        self.start()
        self.assertIn(WAITS, self.program.log())
        self.assertTrue(any("timed mail waits: the clock is not synchronised" in line
                            for line in self.program.messages), self.program.messages)
        self.stand_still()
        self.assertIn("convoke_clock_waiting 1\n", get(f"{self.site.admin}/metrics").body)
        self.assertIn("convoke_clock_synchronised 0\n", get(f"{self.site.admin}/metrics").body)
        self.program.run("rsvp", "najaar", "anna@network.test", "yes")
        wait_until(lambda: self.server.accepted["anna@network.test"] == 1, "the confirmation", 20, self.program.log)
        self.assertEqual(sum(self.server.accepted[person] for person in INVITED), 1)
        self.set.touch()
        wait_until(lambda: all(self.server.accepted[person] for person in INVITED), "invitations", 30,
                   evidence=self.program.log)
        self.assertIn("the clock is synchronised: timed mail goes", self.program.log())
        wait_until(lambda: (self.program._read_messages(), [line for line in self.program.messages
                                                             if line.startswith("STATUS=")][-1])[1].count("waits") == 0,
                   "the status", 20, self.program.log)
        self.assertEqual(self.program.stop(), 0)

    def test_a_clock_that_is_right_waits_for_nothing(self):
        self.set.touch()
        self.start()
        wait_until(lambda: all(self.server.accepted[person] for person in INVITED), "invitations", 20,
                   evidence=self.program.log)
        self.assertNotIn("synchronised", self.program.log())

    def test_after_clock_wait_it_goes_on_and_says_so(self):
        self.start(up_for=51, clock_wait='"1m"')
        self.assertIn(WAITS, self.program.log())
        wait_until(lambda: all(self.server.accepted[person] for person in INVITED), "invitations", 40,
                   evidence=self.program.log)
        self.assertIn("timed mail goes all the same", self.program.log())

    def test_who_does_not_want_to_wait_does_not(self):
        self.start(clock_wait='"0"')
        wait_until(lambda: all(self.server.accepted[person] for person in INVITED), "invitations", 20,
                   evidence=self.program.log)
        self.assertNotIn(WAITS, self.program.log())


if __name__ == "__main__":
    unittest.main()
