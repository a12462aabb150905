"""Once, whatever happens to the process: `kill -9` at random moments while many mails run over eight
connections to a server that takes its time with the last reply. What cannot be known is named."""

import collections
import os
import random
import re
import socketserver
import threading
import time
import unittest

from harness import EVENT, Case, fixture_config
from tools import free_port, wait_until

PEOPLE = int(os.environ.get("KILL_PEOPLE", "1500"))
KILLS = int(os.environ.get("KILLS", "8"))
CONNECTIONS = 8


class SlowServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Takes every mail, notes its recipient before it says so, and answers the dot after 2 to 25 ms."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, seed):
        super().__init__(("127.0.0.1", free_port()), Session)
        self.random = random.Random(seed)
        self.accepted = collections.Counter()
        self.ids = collections.defaultdict(set)
        self.lock = threading.Lock()

    def handle_error(self, request, client_address):
        pass  # the program was killed in the middle of a word

    @property
    def url(self):
        return "smtp://127.0.0.1:%d" % self.server_address[1]


class Session(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.say("220 slow.test")
        recipient = None
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                self.say("250 slow.test")
            elif verb == b"RCPT":
                recipient = re.search(rb"<(.*?)>", line)[1].decode()
                self.say("250 ok")
            elif verb == b"DATA":
                self.say("354 go on")
                if not self.take(recipient):
                    return
            elif verb == b"QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")

    def take(self, recipient):
        """Reads to the dot; what has no dot was never a mail."""
        message_id = None
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            if line.lower().startswith(b"message-id:"):
                message_id = line.split(b":", 1)[1].strip()
        with self.server.lock:
            self.server.accepted[recipient] += 1
            self.server.ids[recipient].add(message_id)
            pause = self.server.random.uniform(0.002, 0.025)
        time.sleep(pause)
        self.say("250 2.0.0 taken")
        return True


class KillTest(Case):
    def test_nobody_gets_it_twice_and_nobody_is_forgotten(self):
        seed = int(os.environ.get("SEED", time.time_ns() % 1_000_000))
        print(f"SEED={seed}")
        server = SlowServer(seed)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        chance = random.Random(seed)
        site = fixture_config(self.folder, server.url, smtp={"connections": str(CONNECTIONS)},
                              send={"confirm_over": "0"})
        site.write_people([(str(number), f"p{number}@many.test", f"Partner {number}", f"Firma {number}",
                            "nl", "partner") for number in range(PEOPLE)])
        site.write_event(more='[step.invitation]\non_doubt = "hold"\n')
        program = self.convoke(site)
        doubts = 0
        for _ in range(KILLS):
            program.start()
            already = sum(server.accepted.values())
            wait_until(lambda: sum(server.accepted.values()) > already, "the next mail", 60,
                       evidence=program.log)
            time.sleep(chance.uniform(0.0, 0.35))
            program.kill()
            # The next start counts what was committed and not answered for.
        program.start()

        def settled():
            counts = program.json("status")["deliveries"]
            return counts["sent"] + counts["doubt"] + counts["failed"] >= PEOPLE and counts
        counts = wait_until(settled, "the end", 240, evidence=program.log)
        explained = collections.Counter(
            row["state"] for row in self.invitations(program))
        self.assertEqual(program.stop(), 0)
        doubts = counts["doubt"]
        print(f"{PEOPLE} people, {KILLS} kills: {counts['sent']} sent, {doubts} in doubt, "
              f"{sum(server.accepted.values())} accepted")
        twice = [person for person, number in server.accepted.items() if number > 1]
        self.assertEqual(twice, [])
        self.assertEqual(counts["failed"], 0)
        self.assertEqual(counts["sent"] + doubts, PEOPLE)
        self.assertLessEqual(doubts, KILLS * CONNECTIONS)
        self.assertEqual(explained["doubt"], doubts)
        # Whoever was not reached is among those named as in doubt.
        self.assertGreaterEqual(len(server.accepted) + doubts, PEOPLE)
        self.assertGreaterEqual(len(server.accepted), counts["sent"])

    def invitations(self, program):
        named = set(line.split()[2] for line in program.json("status")["doubts"])
        for person in sorted(named):
            [row] = [row for row in program.json("explain", person, EVENT) if row["step"] == "invitation"]
            yield row


if __name__ == "__main__":
    unittest.main()
