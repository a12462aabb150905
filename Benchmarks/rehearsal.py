"""A year of 30 events for 2,000 people, rehearsed by the built program: with its mails and without.

    python rehearsal.py [PEOPLE [EVENTS]]

Beside it stands what the machine needs to write the same files by itself."""

import csv
import datetime
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
KINDS = ("openspace", "intervision", "accelerator", "gathering")
SETTINGS = """[network]
name = "Network"
timezone = "Europe/Amsterdam"
language = "nl"
address = "Postbus 1, 3500 AA Utrecht"
[mail]
from = "Network <invitation@network.example>"
bounces = "bounces@network.example"
[smtp]
url = "smtp://127.0.0.1:25"
tls = "off"
[web]
url = "https://join.network.example"
[send]
confirm_over = 0
"""


def network(folder, people, events):
    """The shipped playbooks and templates; groups of a fifth of the people, every third event for all."""
    config = folder / "Config"
    (config / "people").mkdir(parents=True)
    (config / "events").mkdir()
    shutil.copytree(REPOSITORY / "Config/playbooks", config / "playbooks")
    shutil.copytree(REPOSITORY / "Templates", folder / "Templates")
    (config / "convoke.toml").write_text(SETTINGS)
    with open(config / "people/people.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "email", "name", "organisation", "language", "tags"))
        for number in range(people):
            rows.writerow((number, f"p{number}@company.example", f"Partner {number}",
                           f"Company {number}", "en" if number % 7 == 0 else "nl", f"partner;g{number % 5}"))
    first = datetime.datetime(2027, 3, 1, 14)
    for number in range(events):
        starts = first + datetime.timedelta(days=number * 300 // max(events, 1))
        audience = "partner" if number % 3 == 0 else f"g{number % 5}"
        (config / f"events/e{number}.toml").write_text(
            f'kind = "{KINDS[number % 4]}"\ntitle = "Event {number}"\nstarts = {starts:%Y-%m-%dT%H:%M:%S}\n'
            f'duration = "3h"\nhost = "Host <host{number}@network.example>"\naudience = "{audience}"\n')


def rehearse(program, folder, outbox, *more):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run(
        [program, "rehearse", "--config", folder / "Config", "--from", "2027-01-04", "--until",
         "2028-01-04", "--outbox", outbox, *more], capture_output=True, text=True)
    took = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took, used, done.stdout.strip().split()[0]


def copy_files(source, target):
    """The machine's own time for as many files of these sizes."""
    sizes = [file.stat().st_size for file in source.iterdir() if file.is_file()]
    target.mkdir()
    start = time.monotonic()
    for number, size in enumerate(sizes):
        (target / f"{number}").write_bytes(b"x" * size)
    return time.monotonic() - start


def main():
    people, events = ([int(argument) for argument in sys.argv[1:]] + [2000, 30][len(sys.argv) - 1:])[:2]
    program = os.environ["CONVOKE"]
    with tempfile.TemporaryDirectory(prefix="convoke-bench-") as name:
        folder = pathlib.Path(name)
        network(folder, people, events)
        print(f"rehearsal: a year, {people} people, {events} events")
        for what, goal, more in (("with mails", 30, ()), ("lists only", 5, ("--no-mails",))):
            outbox = folder / what.replace(" ", "-")
            took, used, mails = rehearse(program, folder, outbox, *more)
            verdict = "ok" if took <= goal else "MISSED"
            print(f"  {what}: {took:.1f} s, {used:.1f} s of processor, {mails} mails (goal {goal} s: {verdict})")
        print(f"  the machine: writes as many files of these sizes in "
              f"{copy_files(folder / 'with-mails', folder / 'copy'):.1f} s")


if __name__ == "__main__":
    main()
