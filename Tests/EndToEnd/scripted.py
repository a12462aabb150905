"""A mail server that does as a test tells it: slow replies, slow reading, passwords, and a look at every
recipient before anything is said to it. One thread a connection, on loopback only."""

import base64
import collections
import re
import socket
import socketserver
import threading

from tools import free_port


class ScriptedServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Takes every mail and notes its recipient before it says so.

    The hooks may be replaced: `on_recipient(address)` at RCPT, whose result is the reply, `before_reply(address)` between the dot and
    the reply, `read_body(session, address)` instead of reading the body at full speed. With `password` set
    it demands AUTH PLAIN by that password; connections made under another are closed at the next MAIL."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, keep=False, narrow=False, port=None):
        self.lock = threading.Lock()
        self.accepted = collections.Counter()
        self.ids = collections.defaultdict(set)
        self.mails = {}  # address: the bytes as they came, of the last copy, when `keep`
        self.cut = []  # addresses whose mail never had its dot
        self.commands = []  # MAIL and RCPT as they came
        self.keep = keep
        self.password = None
        self.refusals = 0
        self.on_recipient = lambda address: None
        self.before_reply = lambda address: None
        self.read_body = None
        self._narrow = narrow
        super().__init__(("127.0.0.1", port or free_port()), Session)

    def server_bind(self):
        # Small segments and a small window, agreed on when a connection is made: otherwise loopback's
        # buffers hold megabytes, and a body has left the program before anybody has read a line of it.
        if self._narrow:
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1000)
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        super().server_bind()

    def start(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def close(self):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        pass  # the program was killed in the middle of a word

    @property
    def url(self):
        return "smtp://127.0.0.1:%d" % self.server_address[1]

    @property
    def total(self):
        with self.lock:
            return sum(self.accepted.values())


class Session(socketserver.StreamRequestHandler):
    recipient = None
    entered_with = None

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.say("220 scripted.test")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"QUIT":
                return self.say("221 bye")
            if not self.obey(verb, line):
                return

    def obey(self, verb, line):
        """One command; False to hang up."""
        server = self.server
        if verb in (b"MAIL", b"RCPT"):
            with server.lock:
                server.commands.append(line)
        if verb == b"EHLO":
            self.say("250-scripted.test\r\n250 AUTH PLAIN" if server.password else "250 scripted.test")
        elif verb == b"AUTH":
            return self.enter(line)
        elif verb == b"MAIL" and self.entered_with != server.password:
            self.say("421 4.7.0 the password has changed")
            return False
        elif verb == b"RCPT":
            self.recipient = re.search(rb"<(.*?)>", line)[1].decode()
            self.say(server.on_recipient(self.recipient) or "250 ok")
        elif verb == b"DATA":
            self.say("354 go on")
            return self.take()
        else:
            self.say("250 ok")
        return True

    def enter(self, line):
        secret = base64.b64decode(line.split()[2]).split(b"\0")[2].decode()
        if secret != self.server.password:
            with self.server.lock:
                self.server.refusals += 1
            self.say("535 5.7.8 no")
            return True
        self.entered_with = secret
        self.say("235 welcome")
        return True

    def take(self):
        """Reads to the dot; what has no dot was never a mail."""
        server = self.server
        lines = []
        if server.read_body:
            server.read_body(self, self.recipient)
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                with server.lock:
                    server.cut.append(self.recipient)
                return False
            lines.append(line)
        found = [line for line in lines if line.lower().startswith(b"message-id:")]
        with server.lock:
            server.accepted[self.recipient] += 1
            server.ids[self.recipient].add(found[0].split(b":", 1)[1].strip() if found else None)
            if server.keep:
                server.mails[self.recipient] = b"".join(
                    line[1:] if line.startswith(b"..") else line for line in lines)
        server.before_reply(self.recipient)
        self.say("250 2.0.0 taken")
        return True
