"""What an operator sees before a mail leaves: one letter, all letters of an event in a browser, and a
test mail in a mailbox of their own, which nobody can take for the real one."""

import os
import pathlib
import re
import urllib.parse

from harness import EVENT, INVITED, Case, PlainServer, TlsAuthServer, fixture_config
from tools import parse, read_journal, wait_until

STEPS = ["save-the-date", "invitation", "reminder", "practical", "thanks", "confirmation", "waiting",
         "offered", "promoted", "rescheduled", "cancelled"]


class PreviewTest(Case):
    def site_with_server(self, **changes):
        self.server = PlainServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url, **changes)
        return self.convoke(self.site, environment={
            "BROWSER": str(self.browser()), "TMPDIR": str(self.folder)})

    def browser(self):
        """Stands where the user's browser would: writes down what it was asked to open."""
        script = self.folder / "browser"
        script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" >"{self.folder}/opened.tmp"\n'
                          f'mv "{self.folder}/opened.tmp" "{self.folder}/opened"\n')
        script.chmod(0o755)
        return script

    def send(self, program, *more, to=INVITED[0], me="ops@network.test", **options):
        return program.run("preview", EVENT, "invitation", "--to", to, "--send-to", me, *more, **options)

    def test_open_shows_every_step_side_by_side_and_fetches_nothing(self):
        program = self.site_with_server()
        address = program.run("preview", EVENT, "reminder", "--to", "101", "--open").stdout.strip()
        self.assertTrue(address.endswith("#reminder"))
        wait_until(lambda: (self.folder / "opened").exists(), "the browser to be called")
        self.assertEqual((self.folder / "opened").read_text().strip(), address)
        page = pathlib.Path(urllib.parse.urlsplit(address).path)
        self.assertEqual(page.parent.stat().st_mode & 0o777, 0o700, "its links are a partner's own")
        html = page.read_text()
        self.assertEqual(re.findall(r'<section id="([^"]+)">', html), STEPS)
        self.assertEqual(html.count("<iframe sandbox "), len(STEPS))
        self.assertIn("Anna Jansen &lt;anna@network.test&gt;", html)
        self.assertIn("default-src 'none'", html)
        self.assertNotRegex(html, r"(?i)<script|<img|<link")
        self.assertFalse(self.site.state.exists(), "looking leaves nothing behind")

    def test_a_step_may_be_left_out_only_where_all_are_shown(self):
        program = self.site_with_server()
        self.assertNotIn("#", program.run("preview", EVENT, "--to", "101", "--open").stdout)
        done = program.run("preview", EVENT, "--to", "101", expect=64)
        self.assertIn("name a step", done.stderr)
        done = program.run("preview", EVENT, "herinnering", "--to", "101", "--open", expect=1)
        self.one_line(done, "has no step 'herinnering'", "reminder")

    def test_a_test_mail_is_marked_goes_to_the_tester_alone_and_can_be_taken_for_no_other(self):
        program = self.site_with_server()
        done = self.send(program)
        self.assertIn("Sent to ops@network.test: [Proef] ", done.stdout)
        self.assertIn("250 2.0.0 taken", done.stdout)
        real = parse(program.run(
            "preview", EVENT, "invitation", "--to", INVITED[0], "--format", "eml").stdout_bytes)
        [mail] = self.server.mails
        self.assertEqual(mail.recipients, ["ops@network.test"])
        self.assertEqual(mail.sender, "bounces@network.test", "a bounce of it is about nobody")
        test = parse(mail.content)
        self.assertEqual(test.defects(), [])
        self.assertIn("Dit is een proefmail: zo ziet anna@network.test hem.", test.text())
        self.assertIn("proefmail", test.text("html"))
        self.assertNotEqual(test["Message-ID"], real["Message-ID"])
        [entry], [true_entry] = (mail.calendars()[0].walk("VEVENT") for mail in (test, real))
        self.assertNotEqual(entry["UID"], true_entry["UID"], "the tester's 'accept' is nobody's answer")
        self.assertIsNone(test["List-Unsubscribe"])

    def test_the_journal_knows_of_a_test_mail_before_it_leaves(self):
        program = self.site_with_server()
        program.start()
        wait_until(lambda: len(self.server.mails) == len(INVITED), "the invitations")
        self.send(program)
        self.assertEqual(len(self.server.mails), len(INVITED) + 1)
        self.assertEqual(program.stop(), 0)
        self.server.close()
        self.one_line(self.send(program, me="late@network.test", expect=75), "not sent: ")
        tests = [entry for entry in read_journal(self.site.state) if entry["type"] == "test.mailed"]
        self.assertEqual([(entry["person"], entry["step"], entry["to"]) for entry in tests],
                         [("101", "invitation", "ops@network.test"),
                          ("101", "invitation", "late@network.test")])
        self.assertEqual({entry["message_id"] for entry in tests[:1]},
                         {str(parse(self.server.mails[-1].content)["Message-ID"]).strip("<>")})

    def test_staging_mails_no_tester_who_is_not_named(self):
        program = self.site_with_server(send={"only_to": '["ops@network.test"]'})
        done = self.send(program, me="elsewhere@network.test", expect=1)
        self.one_line(done, "not sent", "only_to", "elsewhere@network.test")
        self.one_line(self.send(program, me="no address", expect=64), "--send-to 'no address'")
        self.assertEqual(self.server.mails, [])
        self.send(program)
        self.assertEqual(len(self.server.mails), 1)

    def test_a_wrong_password_is_told_in_the_servers_words_and_never_shown(self):
        server = TlsAuthServer(self.folder).start()
        self.addCleanup(server.close)
        secret = self.folder / "secret"
        secret.touch(0o600)
        secret.write_text("not the password\n")
        site = fixture_config(self.folder, server.url, smtp={
            "tls": '"require"', "username": '"convoke"', "password": f'"file:{secret}"'})
        program = self.convoke(site, environment={"SSL_CERT_FILE": str(server.authority)})
        line = self.one_line(self.send(program, expect=75), "not sent: ", "535")
        self.assertNotIn("not the password", line)
        secret.write_text("correct horse\n")
        self.send(program)
        self.assertEqual([mail.user for mail in server.mails], ["convoke"])
        os.chmod(secret, 0o644)
        self.one_line(self.send(program, expect=78), "others can read it; chmod 600")
