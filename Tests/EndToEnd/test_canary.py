"""A step for a crowd begins with ten people: a stale list costs ten mails, and an operator decides."""

import unittest

from harness import EVENT, Case, fixture_config
from scripted import ScriptedServer
from tools import read_journal, wait_until

PEOPLE = 130


class CanaryTest(Case):
    def serve(self):
        self.server = ScriptedServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url, smtp={"connections": "4"})
        self.site.write_people([(str(n), f"p{n}@network.test", f"P {n}", f"F {n}", "nl", "partner")
                                for n in range(PEOPLE)])
        self.program = self.convoke(self.site)

    def counts(self):
        return self.program.json("status")["deliveries"]

    def invitation(self):
        [line] = [line for line in self.program.json("plan", EVENT) if line["step"] == "invitation"]
        return line

    def test_a_list_of_the_dead_stops_after_ten_and_goes_on_when_it_is_let_go(self):
        self.serve()
        self.server.on_recipient = lambda address: "550 5.1.1 nobody here"
        self.program.start()
        wait_until(lambda: self.counts()["held"] > 0, "the hold", 30, evidence=self.program.log)
        wait_until(lambda: self.counts()["failed"] + self.counts()["held"] == PEOPLE, "the last of the first",
                   30, evidence=self.program.log)
        failed = self.counts()["failed"]
        self.assertTrue(3 <= failed <= 10, failed)
        self.assertEqual(self.server.total, 0)
        self.assertEqual(self.invitation()["state"], "held")
        self.assertIn("first 10 people were refused", self.invitation()["why"])
        rows = self.program.json("status", "--undelivered", EVENT)
        self.assertEqual(len([row for row in rows if row["step"] == "invitation"]), PEOPLE)
        self.assertEqual({row["why"] for row in rows if row["state"] == "failed"},
                         {"550 5.1.1 nobody here"})
        # A power cut that takes the end of this must leave a step that is held, so the hold stands first.
        kinds = [entry["type"] for entry in read_journal(self.site.state)]
        self.assertEqual(kinds[:kinds.index("hold.set")].count("delivery.failed"), 2)
        # A restart remembers, and an operator decides.
        self.assertEqual(self.program.stop(), 0)
        self.server.on_recipient = lambda address: None
        self.program.start()
        self.assertEqual(self.invitation()["state"], "held")
        self.program.run("release", EVENT, "invitation")
        wait_until(lambda: self.server.total == PEOPLE - failed, "the others", 30,
                   evidence=self.program.log)
        self.assertEqual(self.program.stop(), 0)
        self.assertEqual(self.counts()["sent"], PEOPLE - failed)

    def test_a_sound_list_goes_on_by_itself(self):
        self.serve()
        refused = iter(["550 5.1.1 nobody here"] * 2)
        self.server.on_recipient = lambda address: next(refused, None)
        self.program.start()
        wait_until(lambda: self.server.total == PEOPLE - 2, "everybody", 30, evidence=self.program.log)
        self.assertEqual(self.program.stop(), 0)
        counts = self.counts()
        self.assertEqual((counts["sent"], counts["failed"], counts["held"]), (PEOPLE - 2, 2, 0))
        rows = self.program.json("status", "--undelivered")
        invitations = [row["state"] for row in rows if row["step"] == "invitation"]
        self.assertEqual(invitations, ["failed", "failed"], rows)


if __name__ == "__main__":
    unittest.main()
