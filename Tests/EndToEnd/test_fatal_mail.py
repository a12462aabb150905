"""A mail that takes the process down with it: after the third time it is held, the log says where the person's name is, and
everybody else has theirs once. An operator lets it go, and hears of it when it happens again."""

import os
import signal
import threading
import unittest

from harness import EVENT, INVITED, Case, fixture_config
from scripted import ScriptedServer
from tools import wait_until

FATAL = INVITED[2]


class FatalMailTest(Case):
    def serve(self):
        self.server = ScriptedServer().start()
        self.addCleanup(self.server.close)
        self.lock = threading.Lock()
        self.deadly = True

        def kill(address):
            # As if something in this very mail made the program fall: at once, and by nobody's leave.
            with self.lock:
                process = self.program.process
                if address == FATAL and self.deadly and process is not None and process.poll() is None:
                    os.kill(process.pid, signal.SIGKILL)

        self.server.on_recipient = kill
        self.site = fixture_config(self.folder, self.server.url, smtp={"connections": "3"})
        self.program = self.convoke(self.site)

    def fall(self):
        self.program.start(ready=False)
        self.assertEqual(self.program.wait(30), -signal.SIGKILL)

    def invitation(self, person):
        [row] = [row for row in self.program.json("explain", person, EVENT) if row["step"] == "invitation"]
        return row

    def test_it_is_held_by_name_and_all_others_go(self):
        self.serve()
        for _ in range(3):
            self.fall()
        self.program.start()
        others = [person for person in INVITED if person != FATAL]

        def explained():
            counts = self.program.json("status")["deliveries"]
            return counts["sent"] + counts["doubt"] == len(others) and counts["held"] == 1
        wait_until(explained, "the others' mails", 30, evidence=self.program.log)
        held = self.invitation(FATAL)
        self.assertEqual(held["state"], "held")
        self.assertIn("3 times", held["why"])
        # The log, which others read and nobody is forgotten in, says where the name is.
        self.assertNotIn("Carla", self.program.log())
        self.assertIn(f'who="convoke status --undelivered {EVENT}"', self.program.log())
        rows = self.program.json("status", "--undelivered", EVENT)
        self.assertIn(FATAL, [row["email"] for row in rows if row["step"] == "invitation"])
        self.assertNotIn(FATAL, self.server.accepted)
        for person in others:
            # In doubt is who was at the last byte when the program fell: then nobody knows.
            self.assertIn(self.server.accepted[person], {1} if self.invitation(person)["state"] == "sent" else {0, 1})
        self.assertEqual([self.invitation(person)["state"] for person in others].count("held"), 0)
        self.assertEqual(self.program.stop(), 0)

        # Let go by an operator, it goes; when it kills again, it is held again.
        self.program.start()
        self.program.run("release", EVENT, "invitation", FATAL)
        self.assertEqual(self.program.wait(30), -signal.SIGKILL)
        self.program.start()
        self.assertEqual(self.invitation(FATAL)["state"], "held")
        self.deadly = False
        self.program.run("release", EVENT, "invitation", FATAL)
        wait_until(lambda: self.server.accepted[FATAL] == 1, "the mail", 30, evidence=self.program.log)
        self.assertEqual(self.program.stop(), 0)
        self.assertEqual(self.invitation(FATAL)["state"], "sent")
        self.assertEqual((self.site.state / "in-flight").read_text().strip(), "")


if __name__ == "__main__":
    unittest.main()
