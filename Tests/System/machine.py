"""A Debian 12 of its own with a real systemd: booted by systemd-nspawn, on a network that is only loopback.

The root is made once by debootstrap and kept in .build-tools with every package that a test installs, so
that a test needs no network. Each machine gets a copy of it in memory, gone with the machine."""

import fcntl
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "Tests/EndToEnd"))
CACHE = REPOSITORY / ".build-tools/debian12"
MIRROR = os.environ.get("CONVOKE_DEBIAN_MIRROR", "http://deb.debian.org/debian")
HOST = "mail.mvo.example"
# What README.md and docs/operating.md tell to install.
OFFERED = "postfix nginx-light caddy nftables curl openssl systemd-timesyncd".split()
# What every machine but a bare one has from the start.
READY = "postfix openssl nginx-light systemd-timesyncd".split()
INSIDE = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8",
          "DEBIAN_FRONTEND": "noninteractive", "TERM": "dumb"}


def why_not():
    """Why no machine can be booted here; None when one can."""
    if os.geteuid() != 0:
        return "needs root, to boot a Debian"
    for tool, package in (("systemd-nspawn", "systemd-container"), ("debootstrap", "debootstrap")):
        if not shutil.which(tool):
            return f"no {tool} here (Debian: {package})"
    try:
        make_roots()
    except subprocess.CalledProcessError as failure:
        said = (failure.stdout or b"").decode(errors="replace").strip().splitlines()
        return f"no Debian 12 from {MIRROR}: {said[-1] if said else failure}"
    return None


def make_roots():
    """.build-tools/debian12/bare and /server, unless they are there; one process makes them."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_missing_roots()


def make_missing_roots():
    if (CACHE / "server").exists():
        return
    if not (CACHE / "bare").exists():
        shutil.rmtree(CACHE / "making", ignore_errors=True)
        quiet("debootstrap", "--variant=minbase", "--include=systemd,systemd-sysv,dbus,ca-certificates",
              "bookworm", CACHE / "making", MIRROR)
        # How this machine reaches a mirror: a proxy, certificates, a name server.
        settings = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout
        (CACHE / "making/etc/apt/apt.conf.d/00machine").write_text("".join(
            line + "\n" for line in settings.splitlines()
            if line.startswith("Acquire::") and "IndexTargets" not in line) + 'APT::Get::Assume-Yes "true";\n')
        if pathlib.Path("/etc/resolv.conf").exists():
            shutil.copy("/etc/resolv.conf", CACHE / "making/etc/resolv.conf")
        inside(CACHE / "making", "apt-get", "update")
        inside(CACHE / "making", "apt-get", "install", "--download-only", *OFFERED, *needed_by_program())
        (CACHE / "making").rename(CACHE / "bare")
    shutil.rmtree(CACHE / "making", ignore_errors=True)
    quiet("cp", "-a", CACHE / "bare", CACHE / "making")
    never = CACHE / "making/usr/sbin/policy-rc.d"
    never.write_text("#!/bin/sh\nexit 101\n")
    never.chmod(0o755)
    (CACHE / "making/etc/mailname").write_text(HOST + "\n")
    inside(CACHE / "making", "apt-get", "install", "--no-install-recommends", *READY, *needed_by_program())
    # Without /proc, Postfix found no network when it was installed.
    inside(CACHE / "making", "postconf", "-e", "inet_protocols = all", f"myhostname = {HOST}")
    inside(CACHE / "making", "systemctl", "disable", "nginx")
    never.unlink()
    (CACHE / "making").rename(CACHE / "server")


def needed_by_program():
    """The packages that ours depends on, without versions."""
    fields = subprocess.run(["dpkg-deb", "-f", package(), "Depends"], capture_output=True, text=True, check=True)
    return [one.split("|")[0].split("(")[0].strip() for one in fields.stdout.split(",")]


def quiet(*words):
    subprocess.run(list(map(str, words)), check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                   stderr=subprocess.STDOUT, timeout=900)


def inside(root, *words):
    quiet("chroot", root, "env", "-i", *(f"{name}={value}" for name, value in INSIDE.items()), *words)


def package():
    """The package under test: $CONVOKE_PACKAGE, as scripts/test sets it, or the newest in dist/."""
    named = os.environ.get("CONVOKE_PACKAGE")
    found = [pathlib.Path(named)] if named else sorted(
        (REPOSITORY / "dist").glob("convoke_*.deb"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise AssertionError("no package in dist/: run scripts/package, or scripts/test system")
    return found[-1]


def version_of(path):
    return subprocess.run(
        ["dpkg-deb", "-f", path, "Version"], capture_output=True, text=True, check=True).stdout.strip()


def repacked(folder, version, change=None):
    """The package again under another version; `change(tree)` may alter what is in it."""
    tree = folder / f"tree-{version}"
    quiet("dpkg-deb", "-R", package(), tree)
    control = tree / "DEBIAN/control"
    control.write_text(control.read_text().replace(
        f"\nVersion: {version_of(package())}\n", f"\nVersion: {version}\n"))
    if change:
        change(tree)
    path = folder / package().name.replace(version_of(package()), version)
    quiet("dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, path)
    shutil.rmtree(tree)
    return path


class Machine:
    """One booted Debian. `kind` is "server" (Postfix runs, nginx is there) or "bare"."""

    def __init__(self, kind="server"):
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="convoke-machine-"))
        quiet("mount", "-t", "tmpfs", "-o", "size=3g,mode=755", "machine", self.scratch)
        self.root = self.scratch / "root"
        self.process = self.leader = None
        try:
            quiet("cp", "-a", CACHE / kind, self.root)
            self.prepare()
            self.boot()
        except BaseException:
            self.close()
            raise

    def prepare(self):
        (self.root / "etc/hostname").write_text(HOST + "\n")
        (self.root / "etc/hosts").write_text(f"127.0.0.1 localhost doe-mee.mvo.example\n127.0.1.1 {HOST} mail\n")
        (self.root / "etc/resolv.conf").unlink(missing_ok=True)
        (self.root / "etc/machine-id").write_text("")
        # The tests read the journal; a start that fails on purpose is not to be limited.
        limits = self.root / "etc/systemd/journald.conf.d/tests.conf"
        limits.parent.mkdir(parents=True)
        limits.write_text("[Journal]\nRateLimitBurst=0\nStorage=volatile\n")
        shutil.copy(package(), self.root / "root")

    def boot(self):
        self.console = (self.scratch / "console").open("w+b")
        self.process = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit", "--private-network",
             "--resolv-conf=off", "--timezone=off", f"--machine=convoke-{os.getpid()}", f"--directory={self.root}"],
            stdin=subprocess.DEVNULL, stdout=self.console, stderr=subprocess.STDOUT, start_new_session=True)
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        state = ""
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline and self.process.poll() is None:
            found = children.read_text().split() if children.exists() else []
            if found and (self.root / "run").exists():
                self.leader = found[0]
                state = self.run("systemctl is-system-running", check=False).stdout.strip()
                if state in ("running", "degraded"):
                    return
            time.sleep(0.1)
        self.console.seek(0)
        last = self.console.read().decode(errors="replace").strip().splitlines()[-3:]
        raise unittest.SkipTest(f"systemd-nspawn boots no plain Debian here ({state or 'no state'}): {last}")

    def enter(self, *words):
        return ["nsenter", "--target", self.leader, "--all", "env", "-i",
                *(f"{name}={value}" for name, value in INSIDE.items()), *words]

    def run(self, script, check=True, timeout=90, text=None):
        """A shell script as root, as an operator pastes it: stops at the first line that fails."""
        done = subprocess.run(
            self.enter("bash", "-euc", "cd /root\n" + script), input=text, capture_output=True, text=True,
            timeout=timeout, **({} if text is not None else {"stdin": subprocess.DEVNULL}))
        if check and done.returncode:
            raise AssertionError(
                f"{script}\nexit {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}\n{self.journal()}")
        return done

    def out(self, script, **how):
        return self.run(script, **how).stdout

    def curl(self, *words):
        """This machine's curl in that machine's network."""
        done = subprocess.run(["nsenter", "--target", self.leader, "--net", "curl", "-sS", *words],
                              capture_output=True, text=True, timeout=30)
        if done.returncode:
            raise AssertionError(f"curl {words}: {done.stderr}\n{self.journal()}")
        return done.stdout

    def file(self, path):
        """That file as the machine sees it, with what is mounted there."""
        return pathlib.Path(f"/proc/{self.leader}/root") / path.lstrip("/")

    def install(self, path=None):
        """Our package, or another version of it; what apt and the package said."""
        path = path or package()
        if not (self.root / "root" / path.name).exists():
            shutil.copy(path, self.root / "root")
        done = self.run(f"apt-get install --allow-downgrades ./{path.name}", timeout=180)
        return done.stdout + done.stderr

    def show(self, unit, *properties):
        text = self.out(f"systemctl show {unit} -p {','.join(properties)}")
        values = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
        return values[properties[0]] if len(properties) == 1 else values

    def journal(self, unit="convoke*", since=None):
        since = f"--after-cursor='{since}'" if since else ""
        return self.run(f"journalctl -u '{unit}' -o cat --no-pager -n 200 {since}", check=False).stdout

    def records(self, unit="convoke"):
        """The journal of a unit: one dictionary a record."""
        return [json.loads(line) for line in
                self.out(f"journalctl -u {unit} -o json --all --no-pager").splitlines()]

    def wait(self, condition, what, seconds=30):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = condition()
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError(f"{what}: not within {seconds} s\n{self.journal()}")

    def close(self):
        if self.leader:
            try:
                os.kill(int(self.leader), signal.SIGKILL)  # init of the machine: everything in it ends
            except ProcessLookupError:
                pass
        if self.process:
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
            self.console.close()
        subprocess.run(["umount", "--lazy", self.scratch], check=False)
        self.scratch.rmdir()


class MachineCase(unittest.TestCase):
    """Tests on one machine, in the order of their names' numbers: each goes on where the last one ended."""

    kind = "server"

    @classmethod
    def setUpClass(cls):
        reason = why_not()
        if reason:
            raise unittest.SkipTest(reason)
        cls.scratch = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.scratch)
        cls.machine = Machine(cls.kind)
        cls.addClassCleanup(cls.machine.close)
        cls.prepare()

    @classmethod
    def prepare(cls):
        pass
