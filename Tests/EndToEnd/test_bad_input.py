"""What people and machines get wrong: one clear line with the place, the right exit code, nothing
half done; and a mail server that is away loses nothing."""

import os
import shutil
import socket
import subprocess
import unittest

from harness import EVENT, INVITED, PEOPLE, Case, PlainServer, binary, fixture_config
from tools import get, parse, post, read_journal, wait_until


class BadInputTest(Case):
    def setUp(self):
        super().setUp()
        self.server = PlainServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url)
        self.program = self.convoke(self.site)

    # MARK: what is written in the files

    def assert_error(self, path, line, *words):
        """`check` names it (1), `serve` does and does not start (78), and nothing was sent or kept."""
        place = rf"{path}:{line}:\d+: error: "
        checked = self.program.run("check", expect=1)
        found = [text for text in (checked.stdout + checked.stderr).splitlines() if ": error: " in text]
        self.assertEqual(len(found), 1, checked.stdout + checked.stderr)
        self.assertRegex(found[0], place)
        served = self.program.run("serve", expect=78)
        said = [text for text in served.stderr.splitlines() if ": error: " in text]
        self.assertEqual(len(said), 1, served.stderr)
        self.assertRegex(said[0], place)
        for word in words:
            self.assertIn(word, found[0])
            self.assertIn(word, said[0])
        self.assertEqual(self.server.connections, 0)
        journal = self.site.state / "journal"
        if journal.exists():
            self.assertNotIn("delivery", " ".join(entry["type"] for entry in read_journal(self.site.state)))

    def line_of(self, path, text):
        lines = (self.site.folder / path).read_text().splitlines()
        return next(number for number, line in enumerate(lines, 1) if text in line)

    def test_the_fixture_itself_is_clean(self):
        self.assertNotIn("error:", self.program.run("check").stderr)

    def test_broken_toml(self):
        self.site.write_event(title='"never closed')
        self.assert_error(f"events/{EVENT}.toml", 2)

    def test_an_unknown_key_with_the_near_one(self):
        self.site.write_event(capicity="10")
        self.assert_error(
            f"events/{EVENT}.toml", self.line_of(f"Config/events/{EVENT}.toml", "capicity"),
            "capicity", "capacity")

    def test_an_unknown_playbook_with_the_near_one(self):
        self.site.write_event(kind='"openspase"')
        self.assert_error(f"events/{EVENT}.toml", 1, "openspase", "openspace")

    def test_an_unknown_time_zone_with_the_near_one(self):
        self.site.write_settings(network={"timezone": '"Europe/Amsterdm"'})
        self.assert_error("convoke.toml", self.line_of("Config/convoke.toml", "Amsterdm"),
                          "Europe/Amsterdm", "Europe/Amsterdam")

    def test_an_unknown_time_zone_of_an_event(self):
        self.site.write_event(timezone='"Mars/Olympus"')
        self.assert_error(
            f"events/{EVENT}.toml", self.line_of(f"Config/events/{EVENT}.toml", "Mars"), "Mars/Olympus")

    def test_a_template_with_an_undefined_variable(self):
        templates = self.site.folder / "Templates/nl"
        file = next(path for path in (templates / "openspace/invitation.md", templates / "invitation.md")
                    if path.exists())
        file.write_text(file.read_text() + "\nDag {{person.nmae}}\n")
        line = len(file.read_text().splitlines())
        self.assert_error(file.relative_to(self.site.folder).as_posix(), line, "person.nmae")

    def test_every_problem_of_every_file_in_one_run(self):
        self.site.write_event(kind='"openspase"', capicity="10")
        self.site.write_settings(network={"timezone": '"Mars/Olympus"'})
        checked = self.program.run("check", expect=1)
        said = checked.stdout + checked.stderr
        for word in ("openspase", "capicity", "Mars/Olympus"):
            self.assertEqual(sum(word in line for line in said.splitlines()), 1, said)

    def test_a_row_without_an_address_is_left_out_and_the_others_are_invited(self):
        people = [*PEOPLE[:2], ("199", "", "Zonder Adres", "Nergens", "nl", "partner"), *PEOPLE[2:]]
        self.site.write_people(people)
        checked = self.program.run("check")
        said = checked.stdout + checked.stderr
        self.assertRegex(said, r"people/people\.csv:4:\d+: warning: ")
        self.assertEqual(sum(": warning: " in line for line in said.splitlines()), 1, said)
        self.program.start()
        wait_until(lambda: len(self.server.mails) >= len(INVITED), "the others", evidence=self.program.log)
        self.assertEqual(sorted(mail.recipients[0] for mail in self.server.mails), sorted(INVITED))

    def test_no_configuration_at_all(self):
        shutil.rmtree(self.site.config)
        self.one_line(self.program.run("serve", expect=78), "convoke.toml")

    def test_wrong_use(self):
        for arguments in (["serv"], ["plan", "--nonsense"], ["explain"]):
            done = subprocess.run([binary(), *arguments], cwd=self.folder, capture_output=True, text=True)
            self.assertEqual(done.returncode, 64, done.stderr)
            self.one_line(done, "--help")

    @unittest.skipUnless(os.geteuid() == 0, "hides /proc in a mount namespace, which needs root")
    def test_without_proc_nothing_is_called_done(self):
        # A mail server's chroot: the program cannot read its own arguments there.
        for words in (["receive"], ["status"], ["hold", "all"]):
            done = subprocess.run(
                ["unshare", "-m", "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "sh",
                 binary(), *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
            self.assertEqual(done.returncode, 75, words)
            self.assertEqual(done.stdout, "")
            self.one_line(done, "/proc", "mount it")

    def test_a_broken_edit_leaves_the_programme_in_force_also_over_a_restart(self):
        self.program.start()
        wait_until(lambda: len(self.server.mails) == len(INVITED), "invitations", evidence=self.program.log)
        self.site.write_event(kind='"openspase"')
        reload = self.program.run("reload", expect=1)
        self.assertRegex(reload.stderr + reload.stdout, rf"events/{EVENT}\.toml:1:\d+: error: .*openspase")
        for restart in (False, True):
            if restart:
                self.assertEqual(self.program.stop(), 0)
                self.program.start()
            self.assertFalse(self.program.json("status")["config_valid"])
            self.assertEqual(get(self.site.admin + "/healthz").status, 200)
            self.assertRegex(get(self.site.admin + "/metrics").body, r"(?m)^convoke_config_valid 0$")
        # The links still work: the event is still there.
        [link] = parse(self.server.mails[0].content).links("/r/")
        self.assertEqual(post(link, {"answer": "no"}).status, 303)
        self.site.write_event()
        self.program.run("reload")
        self.assertTrue(self.program.json("status")["config_valid"])

    # MARK: what the machine does not give

    def test_a_busy_port(self):
        for key, port in (("listen", self.site.web_port), ("admin_listen", self.site.admin_port)):
            with self.subTest(key), socket.socket() as squatter:
                squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                squatter.bind(("127.0.0.1", port))
                squatter.listen()
                # 75: someone else holds it now; systemd tries again.
                done = self.program.run("serve", expect=75)
                self.one_line(done, f"127.0.0.1:{port}")
                self.assertNotIn("serving", done.stderr)
                self.assertEqual(self.server.connections, 0)

    def test_a_state_directory_that_cannot_be_made(self):
        self.site.state.write_text("a file where the folder should be")
        self.one_line(self.program.run("serve", expect=73), str(self.site.state))
        self.assertEqual(self.server.connections, 0)

    def test_the_state_of_another_user(self):
        """Run by root: as nobody on root's state. Run by a user with sudo: on a state given to root."""
        self.site.state.mkdir(mode=0o700)
        program = shutil.copy(binary(), self.folder / "convoke")
        become = []
        if os.geteuid() == 0:
            become = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        else:
            subprocess.run(["sudo", "chown", "root", str(self.site.state)], check=True)
            self.addCleanup(subprocess.run, ["sudo", "rm", "-rf", str(self.site.state)], check=True)
        for command in ("serve", "status"):
            done = subprocess.run(
                [*become, program, command, "--config", str(self.site.config), "--state",
                 str(self.site.state)], capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 77, done.stderr)
            self.one_line(done, str(self.site.state), "sudo -u root")

    def test_a_mail_server_that_is_down_loses_nothing(self):
        self.server.close()
        self.program.start()
        wait_until(lambda: f":{self.server.port}" in self.program.log() or "127.0.0.1" in self.program.log(),
                   "a word about the server", 30, evidence=self.program.log)
        deliveries = self.program.json("status")["deliveries"]
        self.assertEqual((deliveries["sent"], deliveries["failed"], deliveries["doubt"]), (0, 0, 0))
        self.assertEqual(self.program.process.poll(), None)
        self.server.start()
        wait_until(lambda: len(self.server.mails) >= len(INVITED), "delivery after the server is back", 120,
                   evidence=self.program.log)
        self.assertEqual(sorted(mail.recipients[0] for mail in self.server.mails), sorted(INVITED))
        wait_until(lambda: self.program.json("status")["deliveries"]["sent"] == len(INVITED),
                   "status counts them", evidence=self.program.log)
        self.assertEqual(self.program.stop(), 0)
