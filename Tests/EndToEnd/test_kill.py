"""Once, whatever happens to the process: `kill -9` at random moments while many mails run over eight
connections to a server that takes its time with the last reply. What cannot be known is named."""

import collections
import os
import random
import re
import time
import unittest

from harness import EVENT, Case, fixture_config
from scripted import ScriptedServer
from tools import wait_until

PEOPLE = int(os.environ.get("KILL_PEOPLE", "1500"))
KILLS = int(os.environ.get("KILLS", "8"))
CONNECTIONS = 8


class KillTest(Case):
    def test_nobody_gets_it_twice_and_nobody_is_forgotten(self):
        seed = int(os.environ.get("SEED", time.time_ns() % 1_000_000))
        print(f"SEED={seed}")
        server = ScriptedServer().start()
        self.addCleanup(server.close)
        pauses = random.Random(seed)
        server.before_reply = lambda _: time.sleep(pauses.uniform(0.002, 0.025))
        chance = random.Random(seed)
        site = fixture_config(self.folder, server.url, smtp={"connections": str(CONNECTIONS)},
                              send={"confirm_over": "0"})
        site.write_people([(str(number), f"p{number}@many.test", f"Partner {number}", f"Firma {number}",
                            "nl", "partner") for number in range(PEOPLE)])
        site.write_event(more='[step.invitation]\non_doubt = "hold"\n')
        program = self.convoke(site)
        for _ in range(KILLS):
            program.start()
            already = server.total
            wait_until(lambda: server.total > already, "the next mail", 60, evidence=program.log)
            time.sleep(chance.uniform(0.0, 0.35))
            program.kill()
        # What was committed and not answered for is in doubt, also before the next start says so.
        named = program.json("status")["deliveries"]["doubt"]
        program.start()

        def settled():
            counts = program.json("status")["deliveries"]
            return counts["sent"] + counts["doubt"] + counts["failed"] + counts["held"] >= PEOPLE and counts
        counts = wait_until(settled, "the end", 240, evidence=program.log)
        self.assertEqual(program.stop(), 0)
        explained = collections.Counter(
            row["state"] for row in self.invitations(program))
        doubts = counts["doubt"]
        by_kill = [int(count) for count in re.findall(r"in doubt after the last stop.* count=(\d+)", program.log())]
        print(f"{PEOPLE} people, {KILLS} kills: {counts['sent']} sent, {doubts} in doubt {by_kill}, "
              f"{counts['held']} held, {counts['failed']} failed, {server.total} accepted")
        twice = [person for person, number in server.accepted.items() if number > 1]
        self.assertEqual(twice, [])
        self.assertEqual(counts["failed"], 0)
        self.assertEqual(counts["sent"] + counts["held"] + doubts, PEOPLE)
        others = [line for line in program.log().splitlines() if "not accepted" in line]
        self.assertEqual(sum(by_kill), doubts, "\n".join(others))
        self.assertLessEqual(max(by_kill, default=0), CONNECTIONS)
        self.assertEqual(explained["doubt"], doubts)
        self.assertEqual(named, doubts)
        # Whoever was not reached is among those named as in doubt.
        self.assertGreaterEqual(len(server.accepted) + doubts + counts["held"], PEOPLE)
        self.assertGreaterEqual(len(server.accepted), counts["sent"])

    def invitations(self, program):
        named = set(line.split()[2] for line in program.json("status")["doubts"])
        for person in sorted(named):
            [row] = [row for row in program.json("explain", person, EVENT) if row["step"] == "invitation"]
            yield row


if __name__ == "__main__":
    unittest.main()
