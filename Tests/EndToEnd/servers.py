"""The real mail servers of the tests. They listen on loopback only and end with the test."""

import base64
import logging
import os
import pathlib
import pwd
import shutil
import smtplib
import ssl
import subprocess
import threading
from dataclasses import dataclass

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tools import free_port, wait_until

# aiosmtpd warns about its own deprecations, and prints a traceback for each refused handshake.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)

# Root's rights for `postfix start`; the test command made sure that one of both is possible.
SUDO = [] if os.geteuid() == 0 else ["sudo"]


class Postfix:
    """Debian's Postfix with a configuration and a queue of its own. It takes mail for any address of
    DOMAIN on 127.0.0.1:port into one Maildir, relays nothing and touches nothing of the system's."""

    DOMAIN = "network.test"

    def __init__(self, folder, main="", master=""):
        """`main` and `master` are further lines of main.cf and master.cf."""
        self.more = main, master
        if shutil.which("postfix", path="/usr/sbin:/sbin:" + os.environ.get("PATH", "")) is None:
            raise AssertionError("postfix is missing: run scripts/setup test")
        self.folder = pathlib.Path(folder) / "postfix"
        self.config = self.folder / "config"
        self.maildir = self.folder / "mail" / "Maildir"
        self.log = self.folder / "log" / "mail.log"
        self.port = free_port()
        # Postfix refuses to deliver as root, so root's tests deliver as nobody.
        self.owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self._configure()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    def start(self):
        self._postfix("start")
        wait_until(self._listens, "Postfix listens", seconds=20, evidence=self.read_log)
        return self

    def stop(self):
        """Stops the server and waits for its master process to be gone. Harmless when stopped."""
        if self.master_pid() is not None:
            self._postfix("stop")
            wait_until(lambda: self.master_pid() is None, "Postfix stops", seconds=20)

    def forget_mails(self):
        """Empties the Maildir, for the next test."""
        subprocess.run([*SUDO, "rm", "-rf", str(self.maildir)], check=True)

    def close(self):
        self.stop()
        # The queue belongs to Postfix's users.
        subprocess.run([*SUDO, "rm", "-rf", str(self.folder)], check=True)

    def master_pid(self):
        """The running master's id, or None. The file is locked by it for as long as it lives."""
        result = subprocess.run(
            [*SUDO, "cat", str(self.folder / "queue/pid/master.pid")], capture_output=True, text=True)
        pid = int(result.stdout) if result.stdout.strip() else None
        return pid if pid is not None and pathlib.Path(f"/proc/{pid}").exists() else None

    def read_log(self):
        result = subprocess.run([*SUDO, "cat", str(self.log)], capture_output=True, text=True)
        return result.stdout[-4000:]

    def _listens(self):
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=10):
                return True
        except OSError:
            return False

    def _postfix(self, verb):
        result = subprocess.run(
            [*SUDO, "postfix", "-c", str(self.config), verb],
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        if result.returncode != 0:
            raise AssertionError(
                f"postfix {verb}: {result.returncode} {result.stderr}\n{self.read_log()}")

    def _configure(self):
        # Its processes run as several users: they must be able to walk to their files.
        for folder in (self.folder, self.config, self.folder / "queue", self.folder / "log"):
            folder.mkdir(parents=True)
            folder.chmod(0o755)
        (self.folder / "mail").mkdir()
        (self.folder / "data").mkdir()
        subprocess.run([*SUDO, "chown", f"{self.owner.pw_uid}", str(self.folder / "mail")], check=True)
        subprocess.run([*SUDO, "chown", "postfix", str(self.folder / "data")], check=True)
        (self.config / "main.cf").write_text(f"""
compatibility_level = 3.6
queue_directory = {self.folder}/queue
data_directory = {self.folder}/data
maillog_file = {self.log}
maillog_file_prefixes = {self.folder}
mail_name = test
myhostname = mail.{self.DOMAIN}
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = loopback-only
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
local_transport = error:no local mail
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
smtpd_relay_restrictions = reject_unauth_destination
smtpd_tls_security_level = none
virtual_mailbox_domains = {self.DOMAIN}
virtual_mailbox_base = {self.folder}/mail
virtual_mailbox_maps = static:Maildir/
virtual_uid_maps = static:{self.owner.pw_uid}
virtual_gid_maps = static:{self.owner.pw_gid}
""".lstrip() + self.more[0])
        # service type private unprivileged chroot wakeup maxproc command: only what receives and
        # delivers; none of them runs in a chroot, where the Maildir would be out of reach.
        (self.config / "master.cf").write_text(f"""
127.0.0.1:{self.port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
pickup  unix n - n 60 1 pickup
cleanup unix n - n -  0 cleanup
qmgr    unix n - n 5  1 qmgr
rewrite unix - - n -  - trivial-rewrite
bounce  unix - - n -  0 bounce
defer   unix - - n -  0 bounce
trace   unix - - n -  0 bounce
error   unix - - n -  - error
retry   unix - - n -  - error
flush   unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
anvil   unix - - n -  1 anvil
virtual unix - n n -  - virtual
""".lstrip() + self.more[1])


@dataclass
class Accepted:
    """A mail as PlainServer and TlsAuthServer took it."""

    sender: str
    recipients: list
    content: bytes
    user: str


class PlainServer:
    """aiosmtpd on a loopback port that it keeps over stop and start; takes everything."""

    def __init__(self, port=None):
        self.port = port or free_port()
        self.mails = []
        self.connections = 0
        self._lock = threading.Lock()
        self._controller = None

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    def start(self):
        self._controller = _Controller(self, hostname="127.0.0.1", port=self.port, **self._options())
        self._controller.start()  # tries the port itself once, which is no attempt of the program's
        self.connections = 0
        return self

    def close(self):
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    def _options(self):
        return {}

    async def handle_DATA(self, server, session, envelope):
        user = session.auth_data.login.decode() if session.auth_data else ""
        with self._lock:
            self.mails.append(
                Accepted(envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content, user))
        return "250 2.0.0 taken"


class TlsAuthServer(PlainServer):
    """Takes nothing before STARTTLS and AUTH PLAIN, with a certificate for localhost by a test
    authority of its own (`authority`: the file to trust).

    `password` may be changed while it runs. `offers_auth=False`: it demands no AUTH and offers none."""

    USER = "convoke"

    def __init__(self, folder, password="correct horse", offers_auth=True):
        super().__init__()
        self.folder = pathlib.Path(folder) / "tls"
        self.folder.mkdir()
        self.password = password
        self.offers_auth = offers_auth
        self.refusals = 0  # AUTH attempts with a wrong user or password
        self._make_certificates()

    @property
    def authority(self):
        return self.folder / "authority.pem"

    @property
    def url(self):
        return f"smtp://localhost:{self.port}"

    def _options(self):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.folder / "server.pem", self.folder / "server.key")
        options = {"tls_context": context, "require_starttls": True}
        if self.offers_auth:
            options |= {"auth_required": True, "authenticator": self._authenticate,
                        "auth_exclude_mechanism": ["LOGIN"]}
        return options

    def _authenticate(self, server, session, envelope, mechanism, data):
        good = data.login == self.USER.encode() and data.password == self.password.encode()
        if not good:
            with self._lock:
                self.refusals += 1
        return AuthResult(success=good, handled=False, auth_data=data)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        # aiosmtpd names AUTH after STARTTLS even when nobody is there to check it.
        return [line for line in responses if self.offers_auth or "AUTH" not in line]

    def _make_certificates(self):
        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        openssl("req", "-x509", *key, "-keyout", "authority.key", "-out", "authority.pem", "-days", "2",
                "-subj", "/CN=Test authority", "-addext", "keyUsage=critical,keyCertSign")
        openssl("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
        (self.folder / "names").write_text("subjectAltName=DNS:localhost\n")
        openssl("x509", "-req", "-in", "server.csr", "-CA", "authority.pem", "-CAkey", "authority.key",
                "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "server.pem")


class XOAuth2Server(TlsAuthServer):
    """As TlsAuthServer, and wants a bearer token instead of a password, as Google's and Microsoft's do.
    `password` is the good token, which may be renewed while it runs."""

    def _options(self):
        return super()._options() | {"auth_exclude_mechanism": ["LOGIN", "PLAIN"]}

    async def auth_XOAUTH2(self, server, arguments):
        said = base64.b64decode(arguments[1]).decode()
        good = said == f"user={self.USER}\x01auth=Bearer {self.password}\x01\x01"
        if good:
            return AuthResult(success=True, handled=False, auth_data=LoginPassword(self.USER.encode(), b""))
        with self._lock:
            self.refusals += 1
        # The reason comes as a challenge, whose answer is empty; then the refusal.
        await server.challenge_auth(b'{"status":"400","schemes":"bearer"}')
        return AuthResult(success=False, handled=False)


class _Controller(Controller):
    """Counts connections, and lets the server object itself be the handler."""

    def __init__(self, server, **options):
        self._server = server
        super().__init__(server, **options)

    def factory(self):
        with self._server._lock:
            self._server.connections += 1
        return SMTP(self.handler, **self.SMTP_kwargs)
