"""A mail server that fails once at one stage, and notes what it took all the same."""

import collections
import re
import socketserver
import threading

from tools import free_port


class FaultyServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """`stage` is where it fails (greeting, EHLO, MAIL, RCPT, DATA, body, dot, reply, or tls), `fault` how:
    a reply, or `close`, `rubbish`, `half` a line. At `dot` it fails before it takes the mail, at `reply`
    after. Each fault happens twice; what it offers as tls is wrong for ever."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, stage, fault):
        self.stage, self.fault = stage, fault
        self.lock = threading.Lock()
        self.faults = 0
        self.clear = 0  # commands of a mail that came without TLS where it was required
        self._taken = collections.Counter()
        super().__init__(("127.0.0.1", free_port()), _Session)

    def start(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def close(self):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        pass

    @property
    def url(self):
        return "smtp://127.0.0.1:%d" % self.server_address[1]

    @property
    def total(self):
        with self.lock:
            return sum(self._taken.values())

    def taken(self):
        with self.lock:
            return dict(self._taken)

    def take(self, address):
        with self.lock:
            self._taken[address] += 1

    def fails(self, stage):
        with self.lock:
            if stage != self.stage or self.faults >= 2:
                return False
            self.faults += 1
            return True


class _Session(socketserver.StreamRequestHandler):
    timeout = 20

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def fail(self):
        """Does what goes wrong; True to hang up."""
        fault = self.server.fault
        if fault == "rubbish":
            self.wfile.write(b"\xff\xfe\x00 what?\r\n")
        elif fault == "half":
            self.wfile.write(b"25")
        elif fault != "close":
            self.say(fault)
            return fault.startswith("421")
        return True

    def handle(self):
        if self.server.fails("greeting"):
            if self.fail():
                return
        else:
            self.say("220 faulty.test ESMTP")
        recipient = None
        while line := self.rfile.readline():
            verb = line.split()[0].upper().decode("latin-1") if line.split() else ""
            if verb == "QUIT":
                return self.say("221 bye")
            if self.server.stage == "tls" and verb in ("EHLO", "HELO", "STARTTLS"):
                if self.secure(verb):
                    return
                continue
            if self.server.stage == "tls" and verb in ("MAIL", "RCPT", "DATA", "AUTH"):
                self.server.clear += 1
            if self.server.fails(verb):
                if self.fail():
                    return
                continue
            if verb == "RCPT":
                recipient = re.search(rb"<(.*?)>", line)[1].decode()
            if verb == "DATA":
                self.say("354 go on")
                if self.read(recipient):
                    return
            else:
                self.say("250 ok")

    def secure(self, verb):
        """Offers TLS that is none; True to hang up."""
        with self.server.lock:
            self.server.faults += 1
        how = self.server.fault
        if verb != "STARTTLS":
            self.say("250 faulty.test" if how == "absent" else "250-faulty.test\r\n250 STARTTLS")
        elif how == "refused":
            self.say("454 4.7.0 not now")
        elif how == "injected":
            # What stands behind the reply in the clear must not count as said under TLS.
            self.wfile.write(b"220 go on\r\n250 faulty.test\r\n250 ok\r\n250 ok\r\n354 go on\r\n250 taken\r\n")
        else:
            self.wfile.write(b"220 go on\r\nthis is no handshake\r\n")
            return True
        return False

    def read(self, recipient):
        count = 0
        while line := self.rfile.readline():
            count += 1
            if count == 5 and self.server.fails("body"):
                return self.fail() or True
            if line == b".\r\n":
                break
        else:
            return True
        if self.server.fails("dot"):
            return self.fail()
        self.server.take(recipient)
        if self.server.fails("reply"):
            return self.fail_after(recipient)
        self.say("250 2.0.0 taken")
        return False

    def fail_after(self, recipient):
        """The mail is taken and the program does not hear it; a refusal means that it was not."""
        if self.server.fault[:1] in "45":
            with self.server.lock:
                self.server._taken[recipient] -= 1
        return self.fail()
