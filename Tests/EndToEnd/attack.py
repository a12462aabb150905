"""Surveys of what an attacker or an accident tries, each with inputs from one seed, against the built
program: `scripts/attack` runs them for ten minutes, `test_attack.py` for twenty seconds.

A survey is a function of a `Field`; it returns how many inputs it tried and what did not hold."""

import contextlib
import itertools
import json
import pathlib
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import links
from attack_inputs import bombs, forgeries, smuggling_shapes, smtp_faults
from harness import EVENT, INVITED, Convoke, fixture_config
from scripted_faults import FaultyServer
from tools import post, read_journal, request, wait_until


class Skipped(Exception):
    """Why a survey cannot be made here."""


class Field:
    """A seed, a number of inputs, and a folder that goes with everything that was started in it."""

    def __init__(self, seed, count):
        self.random = random.Random(seed)
        self.count = count
        self._stack = contextlib.ExitStack()
        self.folder = pathlib.Path(self._stack.enter_context(
            tempfile.TemporaryDirectory(prefix="convoke-attack-", ignore_cleanup_errors=True)))
        self._sites = itertools.count()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stack.close()

    def site(self, url="smtp://127.0.0.1:1", **changes):
        site = fixture_config(self.folder / str(next(self._sites)), url, **changes)
        return site

    def quiet_site(self):
        """With events so far off that nothing is mailed."""
        site = self.site()
        site.write_event(starts="2099-06-17T14:00:00", guests="2")
        return site

    def program(self, site, **options):
        program = Convoke(site, **options)
        self._stack.callback(program.close)
        return program

    def add(self, server):
        self._stack.callback(server.close)
        return server.start()


def changes(site):
    """The lines that a visitor can have caused."""
    return [entry for entry in read_journal(site.state)
            if entry["type"].split(".")[0] in ("rsvp", "seat", "person", "colleague", "occurred", "hold")]


# MARK: links

def tokens(field):
    """Forged links of every kind: bits flipped, other spellings, other purposes, other people's halves."""
    site = field.quiet_site()
    field.program(site).start()
    good = {purpose: links.token(site, purpose, person, event) for purpose, person, event in (
        ("rsvp", "101", EVENT), ("unsubscribe", "101", ""), ("preferences", "101", ""),
        ("host", links.HOST, EVENT))}
    other = links.token(site, "rsvp", "102", EVENT)
    paths = {"rsvp": "r", "unsubscribe": "u", "preferences": "p", "host": "host"}
    for purpose, token in good.items():
        if request("GET", f"{site.web}/{paths[purpose]}/{token}").status != 200:
            return 0, [f"the good {purpose} link does not open"]
    page = request("GET", f"{site.web}/r/{'A' * 36}1").body
    wrong = []
    forged = list(itertools.islice(forgeries(field.random, good, other), field.count))
    for purpose, token in forged:
        url = f"{site.web}/{paths[purpose]}/{token}"
        method = field.random.choice(["GET", "POST"])
        answer = request(method, url, form={"answer": "yes", "action": "stop"} if method == "POST" else None)
        if answer.status != 404 or answer.body != page:
            wrong.append(f"{method} {purpose} {token}: {answer.status}")
    if changes(site):
        wrong.append(f"a forged link changed something: {changes(site)[0]}")
    return len(forged), wrong


# MARK: requests

def smuggling(field):
    """Requests whose length two servers could read differently, with an answer hidden in the body."""
    site = field.quiet_site()
    field.program(site).start()
    wrong = []
    hidden = links.token(site, "rsvp", "101", EVENT)
    inner = (f"POST /r/{hidden} HTTP/1.1\r\nHost: {site.web[7:]}\r\nContent-Length: 10\r\n"
             "Content-Type: application/x-www-form-urlencoded\r\n\r\nanswer=yes")
    tried = 0
    for name, shape in itertools.islice(smuggling_shapes(field.random, inner), field.count):
        tried += 1
        with socket.create_connection(("127.0.0.1", site.web_port), timeout=10) as peer:
            peer.settimeout(1.5)
            with contextlib.suppress(OSError):
                peer.sendall(shape.replace("HOST", site.web[7:]).encode("latin-1"))
                peer.shutdown(socket.SHUT_WR)
                while peer.recv(65536):
                    pass
        if changes(site):
            wrong.append(f"{name}: the hidden answer was taken: {shape!r}")
            break
    if request("GET", f"{site.web}/r/{hidden}").status != 200:
        wrong.append("the pages do not answer any more")
    if post(f"{site.web}/r/{hidden}", {"answer": "yes", "guests": "0"}).status != 303 or not changes(site):
        wrong.append("the hidden answer would not have been seen")
    return tried, wrong


# MARK: the mail server

def smtp(field):
    """A mail server that fails at every stage in every way: nobody gets a mail twice, nobody's is called
    sent that was not taken, nobody is given up for what is not about them, and never in the clear."""
    wrong = []
    tried = 0
    for stage, fault in itertools.islice(smtp_faults(field.random), field.count):
        tried += 1
        server = field.add(FaultyServer(stage, fault))
        site = field.site(server.url, **({"smtp": {"tls": '"require"'}} if stage == "tls" else {}))
        program = field.program(site).start()
        wait_until(lambda: server.faults or server.total == len(INVITED), f"the server fails at {stage}", 10,
                   evidence=program.log)
        time.sleep(0.7)
        program.stop()
        entries = read_journal(site.state)
        sent = {entry["person"] for entry in entries if entry["type"] == "delivery.sent"}
        failed = [entry for entry in entries if entry["type"] == "delivery.failed"]
        doubt = {entry["person"] for entry in entries if entry["type"] == "delivery.doubt"}
        taken = server.taken()
        label = f"{fault} at {stage}"
        for address, copies in taken.items():
            if copies > 1:
                wrong.append(f"{label}: {copies} mails to {address}")
        if sum(taken.values()) < len(sent):
            wrong.append(f"{label}: {len(sent)} called sent, {sum(taken.values())} taken")
        if sum(taken.values()) > len(sent) + len(doubt):
            wrong.append(f"{label}: {sum(taken.values())} taken, {len(sent)} called sent and {len(doubt)} in doubt")
        if failed and not fault.startswith("5"):
            wrong.append(f"{label}: given up: {failed[0].get('reply')}")
        if stage == "tls" and (server.clear or taken):
            wrong.append(f"{label}: a mail went in the clear")
    return tried, wrong


# MARK: the disk

def disk(field):
    """Calls of the system that fail while answers are given: what was acknowledged is there afterwards."""
    if not shutil.which("strace"):
        raise Skipped("strace is not installed")
    probe = subprocess.run(["strace", "-f", "-o", "/dev/null", "true"], capture_output=True)
    if probe.returncode != 0:
        raise Skipped("strace may not trace here")
    wrong = []
    for _ in range(field.count):
        call = field.random.choice(["fdatasync", "pwrite64", "fsync", "rename", "ftruncate", "fallocate"])
        nth = field.random.randint(1, 6)
        code = field.random.choice(["EIO", "ENOSPC", "KILL"])
        inject = f"signal=KILL:when={nth}" if code == "KILL" else f"error={code}:when={nth}..{nth + 1}"
        site = field.quiet_site()
        first = field.program(site).start()
        first.stop()
        # Only while it serves: what a start does under a failing disk is not to answer at all.
        program = field.program(site).start()
        tracer = subprocess.Popen(
            ["strace", "-f", "-o", "/dev/null", "-p", str(program.process.pid), "-e", f"trace={call}",
             "-e", f"inject={call}:{inject}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(0.3)
        told = {}
        for turn in range(12):
            person, answer = ("101", "102", "103")[turn % 3], ("yes", "maybe", "no", "yes")[turn // 3]
            with contextlib.suppress(OSError):
                status = post(links.rsvp(site, person, EVENT), {"answer": answer, "guests": "0"}).status
                if status == 303:
                    told[person] = answer
                elif status != 503:
                    wrong.append(f"{call} {nth} {code}: {status}")
        if program.process.poll() is None:
            program.process.kill()
        program.wait()
        tracer.wait(10)
        tracer.stderr.close()
        again = field.program(site).start()
        rows = {row["person"]: row["answer"] for row in again.json("rsvps", EVENT)}
        again.stop()
        for person, answer in told.items():
            if rows.get(person) not in (answer, following(answer)):
                wrong.append(f"{call} {nth} {code}: {person} was told {answer}, and has {rows.get(person)}")
    return field.count, wrong


def following(answer):
    """What may have been written without being acknowledged, after this."""
    return {"yes": "maybe", "maybe": "no", "no": "yes"}[answer]


def flips(field):
    """One bit of journal or snapshot is another: `verify` names it, or it stops the start."""
    site = field.quiet_site()
    program = field.program(site).start()
    for number in range(12):
        person = ("101", "102", "103", "104")[number % 4]
        post(links.rsvp(site, person, EVENT), {"answer": ("yes", "no")[number // 4 % 2], "guests": "0"})
        if number == 5:
            program.run("store", "compact")
    program.stop()
    sound = program.run("store", "verify").stdout
    snapshots = sorted((site.state / "snapshot").glob("*.jsonl"))
    # What a snapshot stands for is not read again.
    covered = int(snapshots[0].stem)
    files = [(path, 0) for path in snapshots]
    for path in (site.state / "journal").glob("*.jsonl"):
        start = 0
        for line in path.read_bytes().splitlines(keepends=True):
            if json.loads(line)["seq"] <= covered:
                start += len(line)
        files.append((path, start))
    files = [(path, start) for path, start in files if start < path.stat().st_size]
    wrong = [] if "sound" in sound else ["the store was not sound before"]
    for _ in range(field.count):
        path, start = field.random.choice(files)
        good = path.read_bytes()
        bit = field.random.randrange(start * 8, len(good) * 8)
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        path.write_bytes(bad)
        done = program.run("store", "verify", expect=None)
        if not (done.returncode == 65 or path.name in done.stderr):
            wrong.append(f"{path.name} bit {bit}: exit {done.returncode}, not named")
        path.write_bytes(good)
    return field.count, wrong


# MARK: mail

def mail_bombs(field, seconds=15):
    """Mails made to be laborious: taken, and read in bounded time; nothing in them changes anything."""
    site = field.quiet_site()
    program = field.program(site).start()
    wrong = []
    tried = 0
    for name, mail in itertools.islice(bombs(field.random), field.count):
        tried += 1
        path = field.folder / "bomb.eml"
        path.write_bytes(mail)
        for command in (["inbound", "explain", str(path)], ["receive"]):
            begun = time.monotonic()
            with open(path, "rb") as stdin:
                done = subprocess.run(
                    [program.program, *command, "--config", site.config, "--state", site.state],
                    stdin=stdin, capture_output=True, timeout=60)
            took = time.monotonic() - begun
            if done.returncode not in (0, 75 if len(mail) > 30 << 20 else 0) or took > seconds:
                wrong.append(f"{name}, {command[0]}: exit {done.returncode} after {took:.1f} s {done.stderr[:200]!r}")
    rooms = [site.state / "spool" / room for room in ("new", "work")]
    begun = time.monotonic()
    try:
        wait_until(lambda: not any(list(room.glob("*")) for room in rooms), "all bombs are read", seconds * max(1, tried))
    except AssertionError as error:
        wrong.append(str(error))
    if changes(site) or program.process.poll() is not None:
        wrong.append(f"a bomb had an effect: {program.log()[-500:]}")
    return tried, wrong


SURVEYS = {
    "forged links": (tokens, 200), "smuggled requests": (smuggling, 40), "mail server faults": (smtp, 16),
    "disk faults": (disk, 4), "bit flips": (flips, 60), "mail bombs": (mail_bombs, 12),
}


def survey(name, seed, count):
    """One survey; (tried, what did not hold, seconds, why it was skipped)."""
    begun = time.monotonic()
    with Field(seed, count) as field:
        try:
            tried, wrong = SURVEYS[name][0](field)
            return tried, wrong, time.monotonic() - begun, None
        except Skipped as reason:
            return 0, [], time.monotonic() - begun, str(reason)


def main(arguments):
    """attack.py [SECONDS] [SEED]: rounds of all surveys, each with a seed of its own, until time is up."""
    seconds = float(arguments[0]) if arguments else 600
    first = int(arguments[1]) if len(arguments) > 1 else random.SystemRandom().randrange(10**9)
    end = time.monotonic() + seconds
    total = {name: [0, 0, 0.0, None] for name in SURVEYS}
    failures = []
    for seed in itertools.count(first):
        for name, (_, count) in SURVEYS.items():
            if time.monotonic() > end and total[name][0] + (total[name][3] is not None) > 0:
                continue
            tried, wrong, took, skipped = survey(name, seed, count)
            total[name][0] += tried
            total[name][1] += len(wrong)
            total[name][2] += took
            total[name][3] = skipped
            failures += [f"seed {seed}, {name}: {text}" for text in wrong]
            print(f"seed {seed}  {name}: {skipped or f'{tried} tried, {len(wrong)} did not hold'}", flush=True)
        if time.monotonic() > end:
            break
    print(f"\n{'SURVEY':<20} {'TRIED':>7} {'FAILED':>7} {'SECONDS':>8}")
    for name, (tried, failed, took, skipped) in total.items():
        print(f"{name:<20} {tried:>7} {failed:>7} {took:>8.0f}" + (f"  skipped: {skipped}" if skipped else ""))
    for text in failures:
        print("FAILED", text)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
