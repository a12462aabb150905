"""Runs the built program: a small network in a scratch folder, the daemon, the commands.

A test is a subclass of `Case`: it has a folder of its own, and everything it starts through the
case ends with it. Times are computed from now, so the invitation of the fixture is due right away."""

import csv
import datetime
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import unittest
import zoneinfo
from dataclasses import dataclass, field

from servers import PlainServer, Postfix, TlsAuthServer, XOAuth2Server
from tools import free_port, wait_until

__all__ = ["Case", "Convoke", "EVENT", "INVITED", "PEOPLE", "PlainServer", "Postfix", "REPOSITORY", "Site",
           "TlsAuthServer", "XOAuth2Server", "ZONE", "binary", "fixture_config", "local"]

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
ZONE = zoneinfo.ZoneInfo("Europe/Amsterdam")
EVENT = "najaar"

# Four are eligible by the event's audience; Eva is press and Frits is no partner.
PEOPLE = [
    ("101", "anna@network.test", "Anna Jansen", "Bakker BV", "nl", "partner;inkoper"),
    ("102", "ben@network.test", "Ben de Vries", "Zuivel Noord", "nl", "partner"),
    ("103", "carla@network.test", "Carla Müller", "Müller & Zn.", "en", "partner"),
    ("104", "dirk@network.test", "Dirk O'Neill", "", "nl", "partner;inkoper"),
    ("105", "eva@network.test", "Eva Pers", "De Krant", "nl", "partner;pers"),
    ("106", "frits@network.test", "Frits Buiten", "Elders", "nl", ""),
]
LOG_LINE = re.compile(r"\d{4}-\d{2}-\d{2}T\S+Z ")
INVITED = [person[1] for person in PEOPLE[:4]]


def binary():
    """The program under test: $CONVOKE, or the release build of this repository."""
    path = pathlib.Path(os.environ.get("CONVOKE") or REPOSITORY / ".build/release/convoke")
    if not os.access(path, os.X_OK):
        raise AssertionError(f"no program at {path}: run `swift build -c release` or scripts/test")
    return path


def local(moment=None, **offset):
    """A TOML local date-time in the network's zone: now (or `moment`) plus the offset."""
    moment = moment or datetime.datetime.now(ZONE)
    return (moment + datetime.timedelta(**offset)).strftime("%Y-%m-%dT%H:%M:%S")


@dataclass
class Site:
    """A network on disk, and where its web pages will be."""

    folder: pathlib.Path
    web_port: int
    admin_port: int
    settings: dict = field(default_factory=dict)
    starts: str = field(default_factory=lambda: local(days=30))  # the same in every edit of the event

    @property
    def config(self):
        return self.folder / "Config"

    @property
    def state(self):
        return self.folder / "State"

    @property
    def web(self):
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def admin(self):
        return f"http://127.0.0.1:{self.admin_port}"

    def write(self, path, text):
        """Writes a file of the network whole, as an editor does: never half of it in sight."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(target)
        return target

    def write_settings(self, **changes):
        """convoke.toml, from sections of TOML source; `changes` replace keys: section={key: source}."""
        for section, keys in changes.items():
            self.settings.setdefault(section, {}).update(keys)
        text = ""
        for section, keys in self.settings.items():
            text += f"[{section}]\n"
            text += "".join(f"{key} = {value}\n" for key, value in keys.items() if value is not None)
        return self.write("Config/convoke.toml", text)

    def write_people(self, people=PEOPLE):
        with open(self.folder / "Config/people/people.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(("id", "email", "name", "organisation", "language", "tags"))
            writer.writerows(people)

    def write_event(self, name=EVENT, more="", **keys):
        """An OpenSpace in thirty days: by the shipped playbook its invitation is overdue, so it goes at
        once, and its reminder is far off. `keys` are TOML source; `more` follows them (steps, questions)."""
        values = {
            "kind": '"openspace"',
            "title": '{ nl = "Najaarsbijeenkomst", en = "Autumn gathering" }',
            "starts": self.starts,
            "duration": '"3h"',
            "host": '"Sanne de Boer <sanne@network.test>"',
            "audience": "'partner and not pers'",
            "venue": '{ name = "De Fabrique", address = "Westkanaaldijk 7, Utrecht" }',
            **keys,
        }
        text = "".join(f"{key} = {value}\n" for key, value in values.items())
        return self.write(f"Config/events/{name}.toml", text + more)


def fixture_config(folder, smtp_url, **changes):
    """A small network in `folder` with the shipped playbooks and templates, mail at any hour, and one
    event whose invitation is due. `changes` go to convoke.toml: smtp={"tls": '"require"'}."""
    site = Site(pathlib.Path(folder) / "site", web_port=free_port(), admin_port=free_port())
    (site.config / "people").mkdir(parents=True)
    shutil.copytree(REPOSITORY / "Templates", site.folder / "Templates")
    shutil.copytree(REPOSITORY / "Config/playbooks", site.config / "playbooks")
    site.settings = {
        "network": {
            "name": '"Testnetwerk"',
            "timezone": '"Europe/Amsterdam"',
            "language": '"nl"',
            "address": '"Postbus 1, 3500 AA Utrecht"',
        },
        "mail": {
            "from": '"Testnetwerk <uitnodiging@network.test>"',
            "bounces": '"bounces@network.test"',
        },
        "smtp": {"url": f'"{smtp_url}"', "tls": '"off"', "connections": "2"},
        "web": {
            "url": f'"{site.web}"',
            "listen": f'"127.0.0.1:{site.web_port}"',
            "admin_listen": f'"127.0.0.1:{site.admin_port}"',
        },
        "send": {
            "days": '["mon", "tue", "wed", "thu", "fri", "sat", "sun"]',
            "hours": '"00:00-24:00"',
            "min_gap": '"0m"',
            "preview_before": '"off"',
        },
    }
    site.write_settings(**changes)
    site.write_people()
    site.write_event()
    return site


class Convoke:
    """The program on one site. `serve` runs as a child that speaks to our notify socket, as systemd's."""

    def __init__(self, site, environment=None, wrapper=()):
        self.site = site
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(site.folder), "LANG": "C.UTF-8"}
        self.environment.update(environment or {})
        self.program = binary()
        self.wrapper = list(wrapper)  # a command to run it under, such as strace
        self.process = None
        self.messages = []  # what sd_notify said, one "KEY=VALUE" each
        self._socket = None
        self._log = site.folder / "serve.stderr"
        self._log.touch()

    # MARK: the daemon

    def start(self, ready=True, **environment):
        """Starts `serve`; with `ready` it returns once the daemon said READY=1."""
        address = f"{tempfile.mkdtemp(dir=self.site.folder)}/n"
        os.chmod(os.path.dirname(address), 0o755)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address)
        os.chmod(address, 0o777)  # the program may run as another user
        self._socket.setblocking(False)
        self.messages = []
        with open(self._log, "ab") as log:
            self.process = subprocess.Popen(
                [*self.wrapper, str(self.program), "serve", *self._folders()],
                env={**self.environment, "NOTIFY_SOCKET": address, **environment},
                cwd=self.site.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        if ready:
            self.wait_for_message("READY=1")
        return self

    def wait_for_message(self, message, seconds=20):
        def said():
            self._read_messages()
            if message in self.messages:
                return True
            if self.process.poll() is not None:
                raise AssertionError(
                    f"serve ended with {self.process.returncode} before {message}\n{self.log()}")
            return False

        wait_until(said, f"serve says {message}", seconds, evidence=self.log)

    def _read_messages(self):
        while self._socket is not None:
            try:
                self.messages += self._socket.recv(65536).decode().split("\n")
            except BlockingIOError:
                return

    def stop(self, seconds=15):
        """SIGTERM, and the exit code: 0 when it drained and stopped."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.wait(seconds)

    def kill(self):
        """SIGKILL: what a power cut looks like to the program."""
        self.process.kill()
        return self.wait()

    def wait(self, seconds=15):
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"serve did not end within {seconds} s\n{self.log()}") from None
        finally:
            self._read_messages()
            self._socket.close()
            self._socket = None

    def log(self):
        """Everything the daemon wrote, over all its starts."""
        return self._log.read_text(errors="replace")

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self._socket is not None:
            self._socket.close()

    # MARK: the commands

    def run(self, *arguments, expect=0, **options):
        """Runs one command on this site and returns it done; `expect` is its exit code, None any."""
        done = subprocess.run(
            [str(self.program), *arguments, *self._folders()], env=self.environment,
            cwd=self.site.folder, capture_output=True, timeout=60, stdin=subprocess.DEVNULL, **options)
        done.stdout_bytes = done.stdout
        done.stdout, done.stderr = (text.decode(errors="replace") for text in (done.stdout, done.stderr))
        if expect is not None and done.returncode != expect:
            raise AssertionError(
                f"convoke {' '.join(arguments)}: exit {done.returncode}, expected {expect}\n"
                f"{done.stdout}{done.stderr}")
        return done

    def json(self, *arguments):
        return json.loads(self.run(*arguments, "--json").stdout)

    def _folders(self):
        return ["--config", str(self.site.config), "--state", str(self.site.state)]


class Case(unittest.TestCase):
    """A test with a folder of its own and a daemon that never outlives it."""

    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="convoke-test-", ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.folder.chmod(0o755)  # servers that run as other users walk through it

    def convoke(self, site, **options):
        program = Convoke(site, **options)
        self.addCleanup(program.close)
        self.addCleanup(self._show_log, program)
        return program

    def _show_log(self, program):
        """When the test failed: the daemon's own words."""
        failed = not getattr(self._outcome, "success", True)
        if failed and program.log():
            print(f"\n--- {self.id()}: serve said\n{program.log()[-6000:]}---", flush=True)

    def one_line(self, done, *words):
        """The command said what is wrong in exactly one line on stderr, with all these words in it.
        The daemon's log, whose lines begin with the time, is not what it says to the one at the terminal;
        that there is no store yet is beside the matter, unless it is asked for."""
        aside = "by the files alone"
        lines = [line for line in done.stderr.splitlines()
                 if line.strip() and not LOG_LINE.match(line) and (aside in words or aside not in line)]
        self.assertEqual(len(lines), 1, f"one clear line, please:\n{done.stderr}")
        for word in words:
            self.assertIn(word, lines[0])
        return lines[0]
