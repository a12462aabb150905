"""docs/operating.md from top to bottom: every block marked `sh` is pasted as it stands."""

import json
import re
import unittest

from blocks import Page
from machine import HOST, Machine, MachineCase, repacked
from test_first_network import EDITOR, write_editor

PAGE = Page("docs/operating.md")
# What the machine has that a block takes for granted: the certificate of the outside world.
CERTIFICATE = """
d=/etc/letsencrypt/live/doe-mee.mvo.example; mkdir -p $d
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=doe-mee.mvo.example -days 9 \
  -keyout $d/privkey.pem -out $d/fullchain.pem 2>/dev/null
"""
# The relay of the section on credentials: Postfix asks for a name and a password.
TYPED = EDITOR.replace("case $1 in", r"""case $1 in
  */smtp-password) printf 'secret\n' >"$1" ;;
  */people.csv) echo "2,piet@mvo.example,Piet,Org,nl,partner" >>"$1" ;;""").replace(
    'days = [', 'days = [').replace(
    '"$1" ;;\nesac', r"""-e 's/^# *username .*/username = "convoke"/' \
    -e 's/^# *password .*/password = "credential:smtp-password"/' "$1" ;;
esac""")


class OperatingTest(MachineCase):
    @classmethod
    def prepare(cls):
        write_editor(cls.machine, TYPED)
        cls.machine.run(CERTIFICATE + "\npasswd -d root >/dev/null 2>&1 || true")

    def is_serving(self, unit="convoke"):
        self.assertEqual(self.machine.show(unit, "ActiveState"), "active", self.machine.journal())

    def test_1_every_block_of_the_page(self):
        headings = []
        for heading, scripts in PAGE.walk():
            name = "after_" + re.sub(r"\W+", "_", heading.lower()).strip("_")
            before = getattr(self, name.replace("after_", "before_"), None)
            if before:
                before()
            with self.subTest(heading):
                for number, script in enumerate(scripts, 1):
                    self.machine.run(script, timeout=200)
                    if number < len(scripts):
                        getattr(self, f"{name}_{number}", lambda: None)()
                after = getattr(self, name, None)
                if after:
                    after()
            headings.append(name)
        checks = {re.sub(r"_\d$", "", name) for name in dir(self) if name.startswith("after_")}
        self.assertEqual(checks - set(headings), set(), "a heading of the page has another name now")

    def after_first_network(self):
        self.is_serving()
        self.assertIn("first-meeting", self.machine.out("convoke status"))

    def before_proxy(self):
        # Caddy is to trust itself: there is no authority to ask here.
        self.machine.run("mkdir -p /etc/caddy; printf '{\n  local_certs\n  skip_install_trust\n}\n' "
                         ">/etc/caddy/Caddyfile; echo force-confold >/etc/dpkg/dpkg.cfg.d/tests")

    def after_proxy_1(self):
        """nginx; then its port is Caddy's, as one or the other is installed."""
        self.through_proxy()
        self.machine.run("systemctl disable --now nginx")

    def through_proxy(self):
        page = self.machine.wait(lambda: self.ask(), "the page through the proxy", 20)
        self.assertIn("<html", page)

    def ask(self):
        try:
            return self.machine.curl("-k", "--resolve", "doe-mee.mvo.example:443:127.0.0.1",
                                     "https://doe-mee.mvo.example/r/none")
        except AssertionError:
            return None

    def after_proxy(self):
        self.through_proxy()
        self.machine.run("systemctl disable --now caddy")

    def after_spf_dkim_dmarc(self):
        self.is_serving()
        step = self.machine.out("convoke preview first-meeting invitation --to uitnodiging@mvo.example --format eml")
        self.assertIn("Subject:", step)

    def after_incoming_mail(self):
        self.machine.run("printf 'From: piet@elders.example\nSubject: vraag\n\nnobody signed this\n' "
                         "| sendmail -f piet@elders.example uitnodiging@mvo.example")
        self.machine.wait(lambda: "delivered via convoke service" in self.machine.journal("postfix*"),
                          "Postfix hands it over", 20)
        self.machine.wait(lambda: "vraag" in self.machine.out("convoke inbound list"), "it is set aside", 20)

    def after_firewall(self):
        self.assertIn("192.0.2.25", self.machine.show("convoke", "IPAddressAllow"))
        self.is_serving()

    def after_credentials(self):
        self.is_serving()
        self.without_credential()
        self.wrong_credential()

    def without_credential(self):
        self.machine.run("mv /etc/convoke/credentials/smtp-password /root")
        try:
            self.assertNotEqual(self.machine.run("systemctl restart convoke", check=False).returncode, 0)
            self.assertEqual(self.machine.show("convoke", "ExecMainStatus", "NRestarts", "ActiveState"), {
                "ExecMainStatus": "243", "NRestarts": "0", "ActiveState": "failed"})
        finally:
            self.machine.run("mv /root/smtp-password /etc/convoke/credentials; systemctl reset-failed convoke; "
                             "systemctl start convoke")
        self.is_serving()

    def wrong_credential(self):
        """A DKIM key that is none: refused by name. (A wrong password: see test_tls_auth.)"""
        self.machine.run("cp -a /etc/convoke/credentials/dkim /root; echo none >/etc/convoke/credentials/dkim")
        try:
            self.machine.run("systemctl restart convoke", check=False)
            self.assertRegex(self.machine.out("journalctl -u convoke -p warning -o cat --no-pager"),
                             "(?i)dkim")
        finally:
            self.machine.run("cp -a /root/dkim /etc/convoke/credentials; systemctl reset-failed convoke; "
                             "systemctl restart convoke")
        self.is_serving()

    def after_time(self):
        self.assertEqual(self.machine.out("systemctl is-enabled systemd-time-wait-sync"), "enabled\n")

    def after_backup(self):
        copies = self.machine.out("ls /var/backups/convoke").split()
        self.assertTrue([name for name in copies if name.startswith("20")], copies)
        self.machine.run("convoke store verify --state /var/backups/convoke/20*")
        self.assertEqual(self.machine.out("stat -c '%U %a' /var/backups/convoke"), "convoke 700\n")
        self.assertIn("convoke-backup.timer", self.machine.out("systemctl list-timers --no-pager"))

    def after_two_networks_on_one_machine(self):
        self.is_serving()
        self.is_serving("convoke@noord")
        state = self.machine.file("/var/lib/convoke-noord")
        self.assertEqual(state.stat().st_mode & 0o777, 0o700)
        self.machine.run("systemctl reload convoke@noord; systemctl start convoke-backup@noord")
        self.assertTrue(self.machine.out("ls /var/backups/convoke-noord"))
        self.assertIn("/var/lib/convoke-noord", self.machine.curl("http://127.0.0.1:8091/healthz"))

    def test_2_lost_keys(self):
        links = self.machine.out("cat /var/lib/convoke/keys.json")
        self.machine.run("systemctl stop convoke; rm /var/lib/convoke/keys.json")
        self.assertNotEqual(self.machine.run("systemctl start convoke", check=False).returncode, 0)
        self.machine.run(PAGE.named("lost-keys"))
        self.machine.run("systemctl reset-failed convoke; systemctl start convoke")
        self.is_serving()
        self.assertNotEqual(self.machine.out("cat /var/lib/convoke/keys.json"), links)

    def test_3_upgrade_and_back_with_two_networks(self):
        new = repacked(self.scratch, "1.0.1")
        self.machine.file(f"/root/{new.name}").write_bytes(new.read_bytes())
        pids = [self.machine.show(unit, "MainPID") for unit in ("convoke", "convoke@noord")]
        self.machine.run(PAGE.named("upgrade"), timeout=120)
        for unit, pid in zip(("convoke", "convoke@noord"), pids):
            self.is_serving(unit)
            self.assertNotEqual(self.machine.show(unit, "MainPID"), pid)
        self.machine.run(PAGE.named("downgrade"), timeout=120)
        self.is_serving()

    def test_4_on_another_machine(self):
        self.machine.run("convoke people unsubscribe uitnodiging@mvo.example; systemctl start convoke-backup; "
                         "tar -C /etc -czf /var/backups/convoke-etc.tar.gz convoke")
        entries = self.machine.out("convoke people export uitnodiging@mvo.example")
        archive = self.scratch / "backups.tar"
        self.machine.run("tar -C /var/backups -cf /root/backups.tar convoke convoke-etc.tar.gz")
        archive.write_bytes(self.machine.file("/root/backups.tar").read_bytes())
        drop_ins = self.machine.out("cat /etc/systemd/system/convoke.service.d/*.conf")
        other = Machine()
        try:
            other.file("/root/backups.tar").write_bytes(archive.read_bytes())
            other.run("mkdir -p /var/backups /etc/systemd/system/convoke.service.d; "
                      "tar -C /var/backups -xf /root/backups.tar")
            other.run("cat >/etc/systemd/system/convoke.service.d/all.conf", text=drop_ins)
            other.run(PAGE.named("restore"), timeout=120)
            self.assertEqual(other.show("convoke", "ActiveState"), "active", other.journal())
            self.assertIn("unsubscribed", other.out("convoke people export uitnodiging@mvo.example") + entries)
            self.assertIn("held: all", other.out("convoke status"))
        finally:
            other.close()

    def test_5_uninstalled(self):
        self.machine.run(PAGE.named("uninstall"), timeout=120)
        for folder in ("/etc/convoke", "/var/lib/convoke", "/var/lib/convoke-noord"):
            self.assertTrue(self.machine.file(folder).is_dir())
        left = self.machine.out("pgrep -x convoke || true")
        self.assertEqual(left, "")

    def test_6_nothing_of_the_page_is_left_out(self):
        self.assertEqual(PAGE.words(), {"", "elsewhere", "lost-keys", "restore", "upgrade", "downgrade", "uninstall"})
        self.assertIn(HOST.split(".", 1)[1], json.dumps(PAGE.blocks))


if __name__ == "__main__":
    unittest.main()
