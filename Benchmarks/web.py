"""How fast the built program serves its pages, as a ratio to what its web server can do at all.

The limit is a GET of constant bytes (the logo, as large as the RSVP page) from the same process, by the same wrk
with as many connections, in the same run: half of it before and half after.

    Benchmarks/web.py [--seconds 10] [--connections 64] [--people 10000] [--requests 1000000]

`--requests` is how many pages are asked for while the resident memory is watched; 0 leaves it out.
A missed goal is only said."""

import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "Tests/EndToEnd"))
sys.dont_write_bytecode = True

import links  # noqa: E402
from harness import EVENT, Convoke, fixture_config  # noqa: E402
from tools import get  # noqa: E402

GOALS = {"RSVP page": 0.5, "answer": 0.4}
PLAYBOOK = '[step.invitation]\nto = "audience"\nat = "-1w"\n'

# Each thread takes every n-th person, who gives two answers by turns, so that every POST is a change. All
# requests are made beforehand, and the constant page is asked for by the same script: what wrk itself
# costs is the same for each, as it shares the processor with the server.
SCRIPT = """
local threads = 0
function setup(thread) thread:set("offset", threads); threads = threads + 1 end
function init(arguments)
  local kind, step, one, other = arguments[2], tonumber(arguments[3]), arguments[4], arguments[5]
  local headers = {["Content-Type"] = "application/x-www-form-urlencoded"}
  local number = 0
  even, odd = {}, {}
  for token in io.lines(arguments[1]) do
    if number % step == offset then
      local path = "/r/" .. token
      if kind == "POST" then
        even[#even + 1] = wrk.format("POST", path, headers, "answer=" .. one)
        odd[#odd + 1] = wrk.format("POST", path, headers, "answer=" .. other)
      else
        even[#even + 1] = wrk.format("GET", kind == "GET" and path or "/logo")
        odd[#odd + 1] = even[#even]
      end
    end
    number = number + 1
  end
  index = 0
end
function request()
  index = index + 1
  if index > #even then index = 1; even, odd = odd, even end
  return even[index]
end
"""


@dataclass
class Result:
    rate: float
    p99: str
    errors: str


class Load:
    """wrk, against one site."""

    THREADS = 2

    def __init__(self, site, folder, connections, seconds):
        self.site, self.connections, self.seconds = site, connections, seconds
        self.tokens, self.script = folder / "tokens", folder / "load.lua"
        self.script.write_text(SCRIPT)
        self.answers = [("maybe", "no"), ("yes", "no")]

    def constant(self, seconds):
        return self.people("constant", seconds)

    def people(self, kind, seconds):
        # No run begins with an answer that the last one, or the one before, may have left.
        if kind == "POST":
            self.answers.reverse()
        done = subprocess.run(
            ["wrk", f"-t{self.THREADS}", f"-c{self.connections}", f"-d{seconds}s", "--latency", "-s",
             str(self.script), self.site.web, "--", str(self.tokens), kind, str(self.THREADS), *self.answers[0]],
            capture_output=True, text=True, check=True).stdout
        rate = float(re.search(r"Requests/sec:\s+(\S+)", done)[1])
        errors = " ".join(re.findall(r"(?:Socket errors|Non-2xx).*", done))
        return Result(rate, re.search(r"^\s+99%\s+(\S+)", done, re.MULTILINE)[1], errors)


def people(count):
    return [(str(100_000 + n), f"person{n}@network.test", f"Zoë Jansen-{n}", f"Bakker & Zn. {n // 4}", "nl",
             "partner") for n in range(count)]


def network(folder, count):
    """A network of `count` people and one event that mails nobody."""
    site = fixture_config(folder, "smtp://127.0.0.1:1", network={"logo": '"logo.svg"'})
    site.write("Config/playbooks/quiet.toml", PLAYBOOK)
    site.write("logo.svg", "<svg/>")
    site.write_event(kind='"quiet"', starts="2099-06-17T14:00:00")
    site.write_people(people(count))
    return site


def resident(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def show(name, result, limit):
    goal = GOALS.get(name)
    ratio = f"; ratio {result.rate / limit:.2f} (goal {goal} or more: " \
            f"{'ok' if result.rate / limit >= goal else 'MISSED'})" if goal else ""
    print(f"{name:10} {result.rate:7.0f} a second, p99 {result.p99}{ratio} {result.errors}", flush=True)


def speed(load, seconds):
    """Each page between two looks at the limit."""
    half = max(1, seconds // 2)
    for name, kind in (("RSVP page", "GET"), ("answer", "POST")):
        before = load.constant(half)
        result = load.people(kind, seconds)
        after = load.constant(half)
        limit = statistics.mean((before.rate, after.rate))
        print(f"{'constant':10} {before.rate:7.0f} and {after.rate:.0f} a second, p99 {before.p99} and {after.p99}")
        show(name, result, limit)


def memory(load, process, wanted):
    """The resident memory while `wanted` pages and answers are served."""
    asked, turn, seen = 0, 0, []
    while asked < wanted:
        turn += 1
        result = load.people("POST" if turn % 4 == 0 else "GET", 5)
        asked += int(result.rate * 5)
        seen.append(resident(process))
    first, last = seen[len(seen) // 4], seen[-1]
    print(f"memory     {asked} requests: {seen[0]:.0f} MB at first, {first:.0f} MB after a quarter, "
          f"{last:.0f} MB at the end (goal: flat: {'ok' if last <= first * 1.1 + 2 else 'MISSED'})")


def main():
    arguments = argparse.ArgumentParser(description="pages a second, beside the server's own limit")
    arguments.add_argument("--seconds", type=int, default=10)
    arguments.add_argument("--connections", type=int, default=64)
    arguments.add_argument("--people", type=int, default=10_000)
    arguments.add_argument("--requests", type=int, default=1_000_000)
    wanted = arguments.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("web.py: wrk is missing: apt-get install wrk")
    with tempfile.TemporaryDirectory(prefix="convoke-web-") as name:
        folder = pathlib.Path(name)
        site = network(folder, wanted.people)
        load = Load(site, folder, wanted.connections, wanted.seconds)
        daemon = Convoke(site)
        try:
            daemon.start()
            tokens = [links.token(site, "rsvp", person[0], EVENT) for person in people(wanted.people)]
            load.tokens.write_text("\n".join(tokens) + "\n")
            size = len(get(f"{site.web}/r/{tokens[0]}").body.encode())
            site.write("logo.svg", "<svg><!--" + "x" * (size - 16) + "--></svg>")
            daemon.run("reload")
            print(f"web: pages of {size} bytes, {wanted.connections} connections, load {os.getloadavg()[0]:.1f}")
            speed(load, wanted.seconds)
            if wanted.requests:
                memory(load, daemon.process, wanted.requests)
        finally:
            daemon.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
