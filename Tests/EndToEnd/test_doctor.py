"""`convoke doctor` in a network of its own: a name server, a relay, a proxy with TLS and the daemon, all
on the loopback of a namespace, with a resolv.conf that only it sees."""

import fcntl
import http.server
import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import threading
import unittest

from harness import Case, TlsAuthServer, fixture_config
from tools import free_port

INSIDE = "CONVOKE_TEST_INSIDE"
TYPES = {"A": 1, "MX": 15, "TXT": 16, "AAAA": 28}


def name(text):
    return b"".join(bytes([len(part)]) + part.encode() for part in text.rstrip(".").split(".") if part) + b"\0"


class NameServer:
    """Answers from `zone`: {(name, type): [value, …]}; everything else is not there. `udp_limit`: longer
    answers are cut off there, so that they are asked for over TCP. `code`: says that instead."""

    def __init__(self):
        self.zone, self.udp_limit, self.code, self.raw = {}, 512, 0, None
        self.asked = []
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 53))
        self.tcp = socket.create_server(("127.0.0.1", 53))
        for serve in (self._serve_udp, self._serve_tcp):
            threading.Thread(target=serve, daemon=True).start()

    def close(self):
        self.udp.close()
        self.tcp.close()

    def _serve_udp(self):
        while True:
            try:
                query, client = self.udp.recvfrom(4096)
                answer = self.answer(query)
                if len(answer) > self.udp_limit:
                    answer = answer[:2] + bytes([answer[2] | 2]) + answer[3:6] + bytes(6) + self.question(query)
                self.udp.sendto(self.raw(query) if self.raw else answer, client)
            except OSError:
                return

    def _serve_tcp(self):
        while True:
            try:
                connection, _ = self.tcp.accept()
            except OSError:
                return
            with connection:
                answer = self.answer(connection.recv(4096)[2:])
                connection.sendall(struct.pack("!H", len(answer)) + answer)

    def question(self, query):
        end = query.index(b"\0", 12) + 5
        return query[12:end]

    def answer(self, query):
        question = self.question(query)
        labels, place = [], 0
        while question[place]:
            labels.append(question[place + 1:place + 1 + question[place]].decode())
            place += 1 + question[place]
        kind = struct.unpack("!H", question[-4:-2])[0]
        key = (".".join(labels).lower(), next(text for text, number in TYPES.items() if number == kind))
        self.asked.append(key)
        values = [] if self.code else self.zone.get(key, [])
        code = self.code or (0 if values else 3)
        records = b""
        for value in values:
            if kind == 16:
                data = b"".join(bytes([len(part)]) + part for part in
                                (value.encode()[at:at + 255] for at in range(0, len(value), 255)))
            elif kind == 15:
                data = struct.pack("!H", 10) + name(value)
            else:
                data = socket.inet_pton(socket.AF_INET if kind == 1 else socket.AF_INET6, value)
            records += b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(data)) + data
        return query[:2] + struct.pack("!HHHHH", 0x8180 | code, 1, len(values), 0, 0) + question + records


class Proxy:
    """TLS in front of the daemon's pages, as an operator's proxy has it."""

    def __init__(self, case, server, target):
        self.target = target
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(server.folder / "server.pem", server.folder / "server.key")
        self.listener = context.wrap_socket(socket.create_server(("127.0.0.1", 0)), server_side=True)
        self.port = self.listener.getsockname()[1]
        case.addCleanup(self.listener.close)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except ssl.SSLError:
                continue
            except OSError:
                return
            with client, socket.create_connection(("127.0.0.1", self.target)) as server:
                server.sendall(client.recv(65536))
                client.sendall(server.recv(65536))


@unittest.skipUnless(os.geteuid() == 0, "makes a network of its own, which takes root")
class DoctorTest(Case):
    def setUp(self):
        super().setUp()
        if not os.environ.get(INSIDE):
            return
        self.prepare_network()
        self.names = NameServer()
        self.addCleanup(self.names.close)
        self.server = TlsAuthServer(self.folder)
        self.last(90)
        self.server.start()
        self.addCleanup(self.server.close)
        secrets = self.folder / "credentials"
        secrets.mkdir(mode=0o700)
        (secrets / "smtp-password").write_text("correct horse\n")
        subprocess.run(["openssl", "genrsa", "-traditional", "-out", str(secrets / "dkim"), "2048"],
                       check=True, capture_output=True)
        self.secrets = secrets
        self.network = fixture_config(
            self.folder, self.server.url,
            smtp={"tls": '"require"', "username": '"convoke"', "password": '"credential:smtp-password"'},
            mail={"dkim": '{ domain = "network.test", selector = "k1", key = "credential:dkim" }'})
        self.proxy = Proxy(self, self.server, self.network.web_port)
        self.network.write_settings(web={"url": f'"https://localhost:{self.proxy.port}"'})
        self.program = self.convoke(self.network, environment={"SSL_CERT_FILE": str(self.server.authority)})

    def run(self, result=None):
        """Each test is a process of its own, in a network and with mounts of its own."""
        if not os.environ.get(INSIDE):
            name = self._testMethodName
            setattr(self, name, lambda: self.run_inside(name))
        return super().run(result)

    def run_inside(self, name):
        done = subprocess.run(
            ["unshare", "--net", "--mount", "--propagation", "private", sys.executable, "-m", "unittest",
             f"test_doctor.DoctorTest.{name}"],
            env={**os.environ, INSIDE: "1"}, cwd=pathlib.Path(__file__).parent, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def prepare_network(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
            fcntl.ioctl(link, 0x8914, struct.pack("16sh14x", b"lo", 1))  # SIOCSIFFLAGS, up
        own = self.folder / "resolv.conf"
        own.write_text("# ours\nnameserver 127.0.0.1\n")
        # Over the file, or over the folder where the machine has none.
        if os.path.exists("/etc/resolv.conf"):
            subprocess.run(["mount", "--bind", str(own), "/etc/resolv.conf"], check=True)
        else:
            shutil.copytree("/etc", self.folder / "etc", symlinks=True, ignore_dangling_symlinks=True)
            (self.folder / "etc/resolv.conf").unlink(missing_ok=True)
            shutil.copy(own, self.folder / "etc/resolv.conf")
            subprocess.run(["mount", "--bind", str(self.folder / "etc"), "/etc"], check=True)

    def last(self, days):
        """The relay's and the proxy's certificate ends in so many days."""
        subprocess.run(
            ["openssl", "x509", "-req", "-in", "server.csr", "-CA", "authority.pem", "-CAkey", "authority.key",
             "-CAcreateserial", "-days", str(days), "-extfile", "names", "-out", "server.pem"],
            cwd=self.server.folder, check=True, capture_output=True)

    def start(self):
        self.program.start(CREDENTIALS_DIRECTORY=str(self.secrets))

    def publish(self):
        key = subprocess.run(
            f"openssl rsa -in {self.secrets}/dkim -pubout -outform der 2>/dev/null | openssl base64 -A",
            shell=True, check=True, capture_output=True, text=True).stdout
        self.names.zone = {
            ("network.test", "TXT"): ["something=else", "v=spf1 a:localhost -all"],
            ("k1._domainkey.network.test", "TXT"): [f"v=DKIM1; k=rsa; p={key}"],
            ("_dmarc.network.test", "TXT"): ["v=DMARC1; p=reject"],
            ("network.test", "MX"): ["mail.network.test"],
        }

    def doctor(self, expect=0):
        done = self.program.run("doctor", "--json", expect=expect)
        found = json.loads(done.stdout)
        self.assertEqual(any(one["state"] == "bad" for one in found), expect == 1, done.stdout)
        return {one["check"]: one for one in found}

    def states(self, found, *checks):
        return [found[check]["state"] if check in found else None for check in checks]

    def test_where_all_is_well_every_line_says_what_was_looked_at(self):
        self.publish()
        self.names.udp_limit = 300
        self.start()
        found = self.doctor()
        self.assertEqual(
            self.states(found, "configuration", "daemon", "rights", "roots", "relay", "relay-certificate", "web",
                        "web-certificate", "spf", "dkim", "dmarc", "mx"), ["ok"] * 12, found)
        self.assertIn("TLSv1.3", found["relay"]["says"])
        self.assertIn("login as convoke", found["relay"]["says"])
        self.assertIn("opens a partner's link", found["web"]["says"])
        self.assertEqual([mail for mail in self.server.mails if mail.recipients == ["nobody"]], [])
        # The DKIM record is longer than UDP takes here, and was asked for again over TCP.
        self.assertGreaterEqual(self.names.asked.count(("k1._domainkey.network.test", "TXT")), 2)
        text = self.program.run("doctor").stdout
        self.assertRegex(text, r"(?m)^ok    relay +smtp://localhost:\d+: TLSv1\.3")
        self.assertNotIn("correct horse", text)

    def test_what_is_not_published_comes_with_the_line_that_helps(self):
        self.start()
        found = self.doctor(expect=1)
        self.assertEqual(self.states(found, "spf", "dkim", "dmarc", "mx"), ["bad"] * 4)
        for check, kind in (("spf", "TXT"), ("dkim", "TXT"), ("dmarc", "TXT")):
            owner, value = re.search(r'publish (\S+)\. TXT (".*")(?: or|$)', found[check]["do"]).groups()
            self.names.zone[owner, kind] = ["".join(re.findall(r'"([^"]*)"', value))]
        self.names.zone["network.test", "A"] = ["127.0.0.1"]
        found = self.doctor()
        self.assertEqual(self.states(found, "spf", "dkim", "dmarc", "mx"), ["ok"] * 3 + ["warn"])
        self.names.zone["network.test", "MX"] = [""]
        self.names.zone["network.test", "TXT"] = ["v=spf1 +all"]
        self.names.zone["k1._domainkey.network.test", "TXT"] = ["v=DKIM1; p=MIIB"]
        found = self.doctor(expect=1)
        self.assertEqual(self.states(found, "spf", "dkim", "mx"), ["bad"] * 3)
        self.assertIn("another private key", found["dkim"]["says"])

    def test_without_a_name_server_one_line_says_so_and_it_is_not_bad(self):
        self.names.close()
        self.start()
        found = self.doctor()
        self.assertEqual(self.states(found, "dns", "spf", "dkim", "relay"), ["warn", None, None, "ok"])
        self.assertIn("127.0.0.1", found["dns"]["says"])

    def test_a_name_server_that_fails_or_lies_harms_nobody(self):
        self.start()
        self.names.code = 2
        found = self.doctor()
        self.assertEqual(self.states(found, "spf", "dkim", "mx"), ["warn"] * 3)
        self.assertIn("SERVFAIL", found["spf"]["says"])
        # An answer that is somebody else's, or not whole, is none.
        self.names.raw = lambda query: b"\0\0" + query[2:]
        self.assertEqual(self.states(self.doctor(), "dns"), ["warn"])
        self.names.raw = lambda query: query[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + self.names.question(query) + b"\xc0"
        self.assertEqual(self.states(self.doctor(), "dns"), ["warn"])

    def test_without_the_daemon_its_secrets_are_not_missed_as_trouble_of_the_relay(self):
        self.publish()
        self.start()
        self.program.stop()
        found = self.doctor(expect=1)  # the web pages are down
        self.assertEqual(self.states(found, "daemon", "relay", "dkim-key", "dkim", "web"),
                         ["warn", "warn", "warn", "warn", "bad"])
        self.assertIn("start the daemon", found["relay"]["do"])

    def test_a_wrong_password_a_certificate_that_ends_and_open_rights_are_bad(self):
        self.publish()
        (self.secrets / "smtp-password").write_text("wrong horse\n")
        self.start()
        (self.network.state / "keys.json").chmod(0o644)
        self.network.config.chmod(0o777)
        done = self.program.run("doctor", expect=1)
        self.assertRegex(done.stdout, r"bad   relay .*the login was refused: 535")
        self.assertIn(f"chmod go= {self.network.state}/keys.json", done.stdout)
        self.assertIn(f"chmod o-w {self.network.config}", done.stdout)
        self.assertNotIn("wrong horse", done.stdout)

    def test_certificates_that_end_soon_are_named(self):
        self.publish()
        self.server.close()
        for days, state in ((10, "warn"), (2, "bad")):
            self.last(days)
            self.server.start()
            if self.program.process is None:
                self.start()
            found = self.doctor(expect=1 if state == "bad" else 0)
            self.assertEqual(self.states(found, "relay-certificate"), [state], found)
            self.assertIn(f"in {days - 1} days", found["relay-certificate"]["says"])
            self.server.close()

    def test_a_web_address_that_leads_elsewhere_is_bad(self):
        self.publish()
        self.start()

        class Elsewhere(http.server.BaseHTTPRequestHandler):
            def do_HEAD(self):
                self.send_error(404)

            def log_message(self, *_):
                pass

        other = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
        self.addCleanup(other.server_close)
        self.addCleanup(other.shutdown)
        threading.Thread(target=other.serve_forever, daemon=True).start()
        for url, words in ((f"http://127.0.0.1:{other.server_port}", "does not know a link of this store"),
                           (f"http://127.0.0.1:{free_port()}", "seen from here"),
                           (f"https://127.0.0.1:{self.proxy.port}", "certificate")):
            self.network.write_settings(web={"url": f'"{url}"'})
            found = self.doctor(expect=1)
            self.assertEqual(self.states(found, "web"), ["bad"])
            self.assertIn(words, found["web"]["says"] + found["web"]["do"])

    def test_a_broken_configuration_is_bad_and_the_rest_is_looked_at_all_the_same(self):
        self.publish()
        self.start()
        self.network.write_event(starts='"soon"')
        found = self.doctor(expect=1)
        self.assertEqual(self.states(found, "configuration", "relay", "dkim"), ["bad", "ok", "ok"])
        self.assertIn("convoke check", found["configuration"]["do"])
        pathlib.Path(self.network.config / "convoke.toml").write_text("[network\n")
        self.assertEqual(self.states(self.doctor(expect=1), "configuration"), ["bad"])
