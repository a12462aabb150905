"""What an operator reads in the log: a mailing of hundreds is a handful of lines, holds and reloads say
what and why and what to do, and nobody's name or address stands in it."""

import os
import re
import subprocess
import unittest

from harness import EVENT, PEOPLE, Case, fixture_config
from scripted import ScriptedServer
from tools import wait_until

MANY = 320


class LogTest(Case):
    def serve(self, people=None, **changes):
        self.server = ScriptedServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url,
                                   **{"smtp": {"connections": "4"}, **changes})
        if people:
            self.site.write_people(people)
        self.program = self.convoke(self.site)

    def crowd(self):
        return [(str(n), f"person{n}@network.test", f"Naam{n} Achternaam{n}", f"F {n}", "nl", "partner")
                for n in range(MANY)]

    def lines(self, *words):
        return [line for line in self.program.log().splitlines() if all(word in line for word in words)]

    def wait_for_line(self, *words):
        return wait_until(lambda: self.lines(*words), f"a line with {words}", 40, evidence=self.program.log)[-1]

    def test_a_mailing_of_hundreds_is_a_handful_of_lines(self):
        self.serve(self.crowd())
        # Some are refused in two ways, some put off, each in words that name the person.
        def manner(address):
            number = int(re.sub(r"\D", "", address) or 0)
            if number % 40 == 7:
                return f"550 5.1.1 <{address}>: no mailbox {address.split('@')[0]} here"
            if number % 40 == 9:
                return f"554 5.7.1 message for {address} refused by policy"
            if number % 40 == 11:
                return f"451 4.2.0 {address} is greylisted, try later"
            return None
        self.server.on_recipient = manner
        self.program.start()
        through = self.wait_for_line("a step is through", f"step={EVENT}/invitation")
        self.assertEqual(self.program.stop(), 0)
        begins = self.lines("a step begins")
        self.assertEqual(len(begins), 1, self.program.log())
        self.assertRegex(begins[0], rf"people={MANY} step={EVENT}/invitation")
        self.assertRegex(through, r"in_doubt=0 ")
        self.assertRegex(through, r"put_off=16 refused=8 seconds=\d+ sent=296 ")
        kinds = self.lines("a mail was not accepted")
        self.assertEqual(len(kinds), 3, kinds)
        self.assertTrue(any("5.1.1" in line and "mailbox" in line for line in kinds), kinds)
        self.assertLess(len(self.program.log().splitlines()), 12, self.program.log())
        self.assert_nobody_named(self.program.log())

    def assert_nobody_named(self, text):
        self.assertNotRegex(text, r"[\w.]+@[\w.]+")
        self.assertNotRegex(text, r"(?i)person\d|naam\d|sanne")

    def test_who_does_not_get_it_is_counted_by_reason(self):
        self.serve(self.crowd())
        for number in (3, 5):
            self.program.run("people", "unsubscribe", f"person{number}@network.test", "--new-store")
        self.program.start()
        through = self.wait_for_line("a step is through")
        self.assertIn('not_sent="2: unsubscribed 2"', through)
        self.assertIn(f"sent={MANY - 2}", through)

    def test_a_hold_says_what_why_and_the_way_out_and_its_end_is_told(self):
        self.serve(self.crowd(), send={"confirm_over": "10"})
        self.program.start()
        self.wait_for_line("waits for you", f"convoke release {EVENT} invitation")
        self.program.run("hold", EVENT)
        held = self.wait_for_line(" held ", f"what={EVENT}")
        self.assertIn(f'remedy="convoke release {EVENT}"', held)
        self.assertIn("reason=", held)
        self.program.run("release", EVENT)
        self.wait_for_line(" released ", f"what={EVENT}")
        self.assertEqual(self.program.stop(), 0)
        # After a restart what is still held is said again.
        self.program.run("hold", "all")
        self.program.start()
        wait_until(lambda: len(self.lines(" held ", "what=all")) == 1, "what is held", 20, self.program.log)

    def test_a_refused_reload_names_the_first_and_where_the_others_are(self):
        self.serve()
        self.program.start()
        for number in range(7):
            self.site.write(f"Config/events/kapot{number}.toml", "kind = \n")
        self.program.run("reload", expect=1)
        refused = self.lines("configuration refused")
        self.assertEqual(len(refused), 4, refused)
        self.assertIn("kapot0.toml:1:", refused[0])
        self.assertRegex(refused[3], r'errors=\d+ see="convoke check"')

    def test_a_relay_that_goes_and_comes_is_two_lines(self):
        self.serve()
        self.server.close()
        self.program.start()
        self.wait_for_line("the relay takes no mail")
        again = ScriptedServer(port=self.server.server_address[1]).start()
        self.addCleanup(again.close)
        back = self.wait_for_line("the relay takes mail again")
        self.assertRegex(back, r"away_for=\d+s")
        self.assertEqual(len(self.lines("the relay takes no mail")), 1)

    def test_a_start_that_fails_says_so_as_an_error(self):
        self.serve()
        self.site.write_event(host='"Sanne de Boer, sanne@network.test, of toch niet"', audience="'no tag ('")
        path = self.folder / "journal"
        with open(path, "wb") as file:
            here = os.fstat(file.fileno())
            done = subprocess.run(
                [self.program.program, "serve", *self.program._folders()], stderr=file,
                env={**self.program.environment, "JOURNAL_STREAM": f"{here.st_dev}:{here.st_ino}"})
        self.assertEqual(done.returncode, 78)
        lines = path.read_text().splitlines()
        self.assertTrue(lines)
        for line in lines:
            self.assertRegex(line, r"^<[34]>")
        self.assertTrue(any(line.startswith("<3>convoke: Config/events/najaar.toml:") for line in lines), lines)
        self.assert_nobody_named(path.read_text().replace("Sanne", ""))

    def test_no_library_complains_of_a_priority(self):
        """libdispatch tells syslog, which under systemd is the journal, of each thread whose nice value it
        may not set: as somebody who is not root, or under the unit's filter."""
        self.serve()
        trace = self.folder / "trace"
        self.program.wrapper = ["strace", "-D", "-f", "-q", "-o", str(trace), "-e", "trace=connect,setpriority",
                                "--inject=setpriority:error=EPERM"]
        self.program.start()
        wait_until(lambda: self.server.total == len(PEOPLE) - 2, "invitations", 30, self.program.log)
        self.program.run("status")
        self.assertEqual(self.program.stop(), 0)
        calls = trace.read_text(errors="replace")
        self.assertIn("setpriority", calls)
        self.assertNotIn("/dev/log", calls)


if __name__ == "__main__":
    unittest.main()
