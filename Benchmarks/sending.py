"""How fast the built program sends, as a ratio to what this machine can send at all.

The limit is Postfix's own load generator, smtp-source, with as many connections and mails of the same
size, into the same kind of sink (smtp-sink), in the same run: half of it before and half after.

    Benchmarks/sending.py [--people 20000] [--connections 10[,20,…]]

Exit 1 when a mail was lost or sent twice; a missed goal is only said."""

import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "Tests/EndToEnd"))
sys.dont_write_bytecode = True

from harness import EVENT, Convoke, fixture_config  # noqa: E402
from tools import free_port, get, wait_until  # noqa: E402

GOAL = 0.45  # of smtp-source's rate
MEMORY_GOAL = 100  # MB resident, for up to 100,000 people
PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"


class Sink:
    """Postfix's smtp-sink: takes and counts every mail and keeps none."""

    def __init__(self, folder):
        self.port = free_port()
        self._counts = pathlib.Path(folder) / f"sink-{self.port}"
        # As root it insists on giving up root's rights.
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        with open(self._counts, "wb") as counts:
            self._process = subprocess.Popen(
                [program("smtp-sink"), "-c", *user, f"127.0.0.1:{self.port}", "1000"],
                stdin=subprocess.DEVNULL, stdout=counts, stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()

    @property
    def count(self):
        """How many mails it has taken: the last number of the counter that it rewrites in place."""
        with open(self._counts, "rb") as file:
            file.seek(max(0, os.stat(file.fileno()).st_size - 200))
            found = re.findall(rb"mesg=(\d+)\r", file.read())
        return int(found[-1]) if found else 0

    def rate(self, total, alive, seconds):
        """Mails a second from the first to the `total`-th; start-up does not count. Waits until they
        are there, `alive()` is false or nothing came for `seconds`."""
        first, count, last = None, 0, time.monotonic()
        while count < total and alive() and time.monotonic() - last < seconds:
            time.sleep(0.02)
            now, seen = time.monotonic(), self.count
            if seen > count:
                first = first or (now, seen)
                count, last = seen, now
        if first is None or last == first[0]:
            return 0.0
        return (count - first[1]) / (last - first[0])


@dataclass
class Run:
    rate: float
    memory: float  # MB resident while sending, at the most; reading the roster is over by then
    processor: float  # seconds since the first mail
    syncs: int  # of the journal
    sync_time: float  # seconds, all of them together
    shares: dict  # of the couriers' time: composing, committing, network
    sent: int
    taken: int


def program(name):
    path = shutil.which(name, path=PATH)
    if path is None:
        sys.exit(f"sending.py: {name} is missing: apt-get install postfix")
    return path


def smtp_source(folder, connections, mails, size):
    """Mails a second by smtp-source, and the seconds of processor time it took for each."""
    with Sink(folder) as sink:
        wait_until(lambda: listens(sink.port), "the sink listens")
        source = subprocess.Popen(
            [program("smtp-source"), "-d", "-s", str(connections), "-m", str(mails), "-l", str(size),
             "-f", "bounces@network.test", "-t", "someone@network.test", f"127.0.0.1:{sink.port}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        rate = sink.rate(mails, lambda: True, 10)
        used = processor(source.pid)  # also of one that has ended and was not waited for
        source.terminate()
        source.wait()
        return rate, used / mails


def listens(port):
    """Whether somebody listens there; looked up, because a visit would be counted."""
    for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, _, state = line.split()[:4]
        if state == "0A" and int(local.split(":")[1], 16) == port:
            return True
    return False


def people(count):
    return [(str(100_000 + n), f"person{n}@network.test", f"Zoë Jansen-{n}", f"Bakker & Zn. {n // 4}", "nl",
             "partner") for n in range(count)]


def network(folder, port, connections, count):
    """A network of `count` people, all of them to be invited as soon as the program starts."""
    site = fixture_config(
        folder, f"smtp://127.0.0.1:{port}",
        smtp={"connections": str(connections)}, send={"confirm_over": "0"})
    site.write_people(people(count))
    return site


def convoke(folder, connections, count):
    """One run of the built program from its start to the last invitation."""
    folder.mkdir()
    with Sink(folder) as sink:
        site = network(folder, sink.port, connections, count)
        daemon = Convoke(site)
        try:
            wait_until(lambda: listens(sink.port), "the sink listens")
            daemon.start()
            wait_until(lambda: sink.count, "the first mail", seconds=60, evidence=daemon.log)
            start_up = processor(daemon.process.pid)
            resident = [0]

            def is_alive():
                if daemon.process.poll() is not None:
                    return False
                pages = pathlib.Path(f"/proc/{daemon.process.pid}/statm").read_text().split()[1]
                resident[0] = max(resident[0], int(pages) * os.sysconf("SC_PAGESIZE") / 1e6)
                return True
            rate = sink.rate(count, is_alive, 20)
            memory = resident[0]
            used = processor(daemon.process.pid) - start_up
            metrics = get(f"{site.admin}/metrics").body

            def total(name):
                return float(re.search(rf"convoke_{name} (\S+)", metrics)[1])
            syncs, sync_time = total("store_sync_seconds_count"), total("store_sync_seconds_sum")
            committing = total("commit_seconds_sum")
            times = {"composing": total("compose_seconds_sum"), "committing": committing,
                     "network": total("smtp_seconds_sum") - committing}
            if daemon.stop() != 0:
                print(daemon.log()[-2000:], file=sys.stderr)
            sent = daemon.json("status")["deliveries"]["sent"]
            shares = {name: time / sum(times.values()) for name, time in times.items()}
            return Run(rate, memory, used, int(syncs), sync_time, shares, sent, sink.count)
        finally:
            daemon.close()


def processor(process):
    """The seconds of processor time a running child has used."""
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def message_size(folder):
    """The size of one invitation, for smtp-source to send as much."""
    site = network(folder, 25, 1, 1)
    daemon = Convoke(site)
    mail = daemon.run("preview", EVENT, "invitation", "--to", "person0@network.test", "--format", "eml")
    return len(mail.stdout_bytes)


def verdict(holds):
    return "ok" if holds else "MISSED"


def measure(folder, connections, count, size):
    """Prints what one number of connections gives; returns whether every mail arrived once."""
    half = max(count // 2, 1)
    before, first_cost = smtp_source(folder, connections, half, size)
    run = convoke(folder / f"network-{connections}", connections, count)
    after, second_cost = smtp_source(folder, connections, half, size)
    limit = statistics.mean((before, after))
    cost = statistics.mean((first_cost, second_cost))
    ratio = run.rate / limit if limit else 0
    duplicates, missing = max(run.taken - count, 0), count - min(run.sent, run.taken, count)
    print(f"{connections:3} connections: {run.rate:6.0f} mails/s; smtp-source {before:.0f} and {after:.0f};"
          f" ratio {ratio:.2f} (goal {GOAL} or more: {verdict(ratio >= GOAL)})")
    print(f"{'':16} processor {run.processor / count * 1e6:.0f} µs a mail; smtp-source {cost * 1e6:.0f};"
          f" {run.syncs / count:.2f} syncs a mail, {run.sync_time / max(run.syncs, 1) * 1000:.2f} ms each;"
          f" load {os.getloadavg()[0]:.1f}")
    print(f"{'':16} the couriers' time: " + ", ".join(
        f"{share:.0%} {name}" for name, share in run.shares.items()))
    print(f"{'':16} resident {run.memory:.0f} MB (goal {MEMORY_GOAL} or less: "
          f"{verdict(run.memory <= MEMORY_GOAL)})")
    print(f"{'':16} {run.sent} recorded as sent, {run.taken} taken: {duplicates} duplicates, "
          f"{missing} missing ({verdict(duplicates == missing == 0)})", flush=True)
    return duplicates == missing == 0


def main():
    arguments = argparse.ArgumentParser(description="mails a second, beside Postfix's smtp-source")
    arguments.add_argument("--people", type=int, default=20_000)
    arguments.add_argument("--connections", default="10", help="a number, or several with commas")
    wanted = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="convoke-sending-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        size = message_size(folder / "sample")
        print(f"sending: {wanted.people} invitations of {size} bytes")
        whole = [measure(folder, int(connections), wanted.people, size)
                 for connections in wanted.connections.split(",")]
    return 0 if all(whole) else 1


if __name__ == "__main__":
    sys.exit(main())
