"""A relay that demands STARTTLS and a password, and the ways in which that goes wrong: the mail waits,
no person pays for it, and the secret stays one."""

from harness import INVITED, Case, TlsAuthServer, XOAuth2Server, fixture_config
from tools import parse, wait_until


class TlsAuthTest(Case):
    def start(self, password="correct horse", offers_auth=True, trusted=True, place=None, key="password",
              server=TlsAuthServer, **environment):
        """A server, a site that has `password` in a file, and the daemon on it."""
        self.server = server(self.folder, offers_auth=offers_auth).start()
        self.addCleanup(self.server.close)
        self.secret = self.folder / "smtp-password"
        self.write_password(password)
        self.site = fixture_config(self.folder, self.server.url, smtp={
            "tls": '"require"', "username": f'"{TlsAuthServer.USER}"',
            key: f'"{place or f"file:{self.secret}"}"'})
        # As OpenSSL's own programs have it: the file of the authorities to trust.
        if trusted:
            environment["SSL_CERT_FILE"] = str(self.server.authority)
        self.program = self.convoke(self.site, environment=environment)
        self.program.start()

    def write_password(self, password):
        self.secret.touch(0o600)
        self.secret.write_text(password + "\n")

    def wait_for_delivery(self, seconds):
        wait_until(lambda: len(self.server.mails) >= len(INVITED), "four mails", seconds,
                   evidence=self.program.log)
        self.assertEqual(sorted(mail.recipients for mail in self.server.mails),
                         sorted([person] for person in INVITED))

    def assert_all_wait(self):
        """Nothing was delivered, and no person was marked for the relay's trouble."""
        self.assertEqual(self.server.mails, [])
        deliveries = self.program.json("status")["deliveries"]
        self.assertEqual({key: deliveries[key] for key in ("sent", "failed", "doubt", "missed")},
                         {"sent": 0, "failed": 0, "doubt": 0, "missed": 0})
        for person in INVITED:
            states = {row["step"]: row["state"] for row in self.program.json("explain", person)}
            self.assertEqual(states["invitation"], "waiting")

    def assert_secret_kept(self, *secrets):
        kept = [self.folder / "site/serve.stderr", *self.site.state.rglob("*")]
        for file in (file for file in kept if file.is_file()):
            for secret in secrets:
                self.assertNotIn(secret.encode(), file.read_bytes(), file)

    def test_it_delivers_with_starttls_and_the_password_from_a_file(self):
        self.start()
        self.wait_for_delivery(seconds=30)
        for mail in self.server.mails:
            self.assertEqual(mail.user, TlsAuthServer.USER)
            self.assertEqual(parse(mail.content).defects(), [])
            self.assertNotIn(b"\n", mail.content.replace(b"\r\n", b""))
        self.assert_secret_kept("correct horse")
        self.assertEqual(self.program.stop(), 0)

    def test_it_takes_the_password_from_a_credential_as_systemd_hands_it_over(self):
        # Owned by root and opened to the service by an ACL, which shows as a readable group.
        credentials = self.folder / "credentials"
        credentials.mkdir(mode=0o700)
        (credentials / "smtp-password").write_text("correct horse\n")
        (credentials / "smtp-password").chmod(0o440)
        self.start(place="credential:smtp-password", CREDENTIALS_DIRECTORY=str(credentials))
        self.wait_for_delivery(seconds=30)

    def test_a_wrong_password_fails_nobody_and_the_right_one_delivers(self):
        self.start(password="wrong horse")
        wait_until(lambda: self.server.refusals > 0, "an attempt", 30, evidence=self.program.log)
        self.assert_all_wait()
        # One broken password is one message to the operator, not an attempt for each person.
        self.assertLessEqual(self.server.refusals, 4)
        self.write_password("correct horse")
        self.program.run("reload")
        self.wait_for_delivery(seconds=120)
        self.assert_secret_kept("correct horse", "wrong horse")

    def test_a_token_is_read_anew_for_each_mail_and_an_expired_one_fails_nobody(self):
        self.start(password="ya29.expired", key="token", server=XOAuth2Server)
        wait_until(lambda: self.server.refusals > 0, "an attempt", 30, evidence=self.program.log)
        self.assert_all_wait()
        self.assertLessEqual(self.server.refusals, 4)
        # Whoever renews the token writes the file; nobody has to tell the daemon.
        self.write_password("correct horse")
        self.wait_for_delivery(seconds=120)
        self.assertEqual({mail.user for mail in self.server.mails}, {XOAuth2Server.USER})
        self.assert_secret_kept("ya29.expired", "correct horse")
        self.assertEqual(self.program.stop(), 0)

    def test_a_server_that_offers_no_auth_gets_nothing(self):
        self.start(offers_auth=False)
        wait_until(lambda: self.server.connections > 0, "an attempt", 30, evidence=self.program.log)
        wait_until(lambda: "auth" in self.program.log().lower(), "a word about AUTH", 30,
                   evidence=self.program.log)
        self.assert_all_wait()

    def test_a_certificate_of_an_unknown_authority_gets_neither_mail_nor_password(self):
        self.start(trusted=False)
        wait_until(lambda: self.server.connections > 0, "an attempt", 30, evidence=self.program.log)
        wait_until(lambda: "certificate" in self.program.log().lower(), "a word about it", 30,
                   evidence=self.program.log)
        self.assert_all_wait()
        self.assertEqual(self.server.refusals, 0)

    def test_a_password_file_that_others_can_read_is_refused(self):
        self.start()
        self.wait_for_delivery(seconds=30)
        self.program.stop()
        self.secret.chmod(0o644)
        done = self.program.run("serve", expect=78)
        self.one_line(done, str(self.secret))
