"""What hits a daemon amid a mailing: it is killed, it hangs. Postfix is the judge of who got what."""

import collections
import datetime
import json
import re
import unittest

from machine import MachineCase

PEOPLE = 150
SITE = r"""
convoke init /etc/convoke --name Buurt --timezone UTC --language nl --address 'Straat 1' \
  --from 'Buurt <sanne@mvo.example>' --relay smtp://127.0.0.1:25 --web http://127.0.0.1:8080
cd /etc/convoke/Config
sed -i -e '/^only_to/d' -e '/^\[send\]/,/^\[store\]/c\
[send]\
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]\
hours = "00:00-24:00"\
preview_before = "off"\
\
[store]' convoke.toml
cat >people/people.csv
useradd --create-home box
postconf -e 'mydestination = localhost, mvo.example' 'home_mailbox = Maildir/' 'recipient_delimiter = +' \
  'virtual_alias_maps = regexp:/etc/postfix/box'
echo '/@(network\.test|mvo\.example)$/ box@localhost' >/etc/postfix/box
# A mail server with something to do: each mail takes a second, so that a mailing can be hit.
postconf -e 'smtpd_end_of_data_restrictions = sleep 1, permit'
systemctl restart postfix
systemctl enable --now convoke
"""


def roster(count):
    rows = "".join(f"{n},p{n:03}@network.test,Persoon {n},Org {n},nl,partner\n" for n in range(1, count + 1))
    return "id,email,name,organisation,language,tags\n" + rows


def event(audience="everyone"):
    starts = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=20)
    return (f'kind = "gathering"\ntitle = "Najaar"\nstarts = {starts:%Y-%m-%dT%H:%M:%S}\nduration = "2h"\n'
            f'host = "Host <host@mvo.example>"\naudience = "{audience}"\n')


def arrived(machine, box="/home/box/Maildir/new"):
    """How often each person of the roster has a mail in the box."""
    to = collections.Counter()
    for path in machine.file(box).glob("*"):
        head = path.read_bytes().decode(errors="replace").split("\n\n", 1)[0]
        to.update(re.findall(r"(?m)^X-Original-To: (p\d+@network\.test)", head))
    return to


class MailingTest(MachineCase):
    @classmethod
    def prepare(cls):
        cls.machine.install()
        cls.machine.run(SITE, text=roster(PEOPLE))
        cls.machine.run("cat >/etc/convoke/Config/events/najaar.toml", text=event())
        cls.machine.run("systemctl reload convoke")

    def is_over(self):
        waits = "find /var/spool/postfix/incoming /var/spool/postfix/active /var/spool/postfix/maildrop -type f"
        metrics = self.machine.curl("http://127.0.0.1:8081/metrics")
        return re.search(r"(?m)^convoke_due 0$", metrics) and not self.machine.out(waits)

    def test_1_killed_it_comes_back(self):
        self.machine.wait(lambda: len(arrived(self.machine)) >= 30, "a mailing that is under way", 60)
        pid = self.machine.show("convoke", "MainPID")
        self.machine.run(f"kill -9 {pid}")
        self.assertLess(len(arrived(self.machine)), PEOPLE - 30)
        self.machine.wait(lambda: self.machine.show("convoke", "ActiveState", "MainPID") not in (
            {"ActiveState": "active", "MainPID": pid}, {"ActiveState": "active", "MainPID": "0"})
            and self.machine.show("convoke", "ActiveState") == "active", "a restart", 30)

    def test_2_hanging_the_watchdog_restarts_it(self):
        before = len(arrived(self.machine))
        self.machine.wait(lambda: len(arrived(self.machine)) >= before + 15, "the mailing goes on", 60)
        pid = self.machine.show("convoke", "MainPID")
        self.machine.run(f"kill -STOP {pid}")
        self.assertLess(len(arrived(self.machine)), PEOPLE - 10)
        self.machine.wait(lambda: self.machine.show("convoke", "MainPID") not in (pid, "0")
                          and self.machine.show("convoke", "ActiveState") == "active", "the watchdog", 60)
        self.assertIn("Watchdog timeout", self.machine.journal())
        self.assertEqual(self.machine.show("convoke", "NRestarts"), "2")

    def test_3_nobody_has_two_and_nobody_none(self):
        self.machine.wait(lambda: len(arrived(self.machine)) > PEOPLE - 25 and self.is_over(), "the end", 90)
        to = arrived(self.machine)
        self.assertEqual({person: count for person, count in to.items() if count > 1}, {})
        listed = json.loads(self.machine.out("convoke status --undelivered --json"))
        doubtful = {row["email"] for row in listed if row["state"] == "doubt"}
        everybody = {f"p{n:03}@network.test" for n in range(1, PEOPLE + 1)}
        self.assertEqual(everybody - set(to) - doubtful, set())
        self.assertLessEqual(len(doubtful), 20)  # the connections, twice


if __name__ == "__main__":
    unittest.main()
