"""`convoke send-test`: one mail over the relay, by whoever can read its secrets, and what the server
said; each way in which that goes wrong is one clear line."""

import os
import socket
import ssl
import threading
import time

from harness import EVENT, INVITED, Case, PlainServer, TlsAuthServer, fixture_config
from tools import free_port, parse, read_journal

ME = "ops@network.test"


class Refusing(PlainServer):
    """Takes no mail for the one, and drops the connection after the last byte of the other."""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("stranger"):
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("lost"):
            server.transport.abort()
            return "250 never heard"
        return await super().handle_DATA(server, session, envelope)


class Scripted:
    """A socket that says what it is told to, and nothing else."""

    def __init__(self, case, *lines):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.heard = b""
        case.addCleanup(self.listener.close)
        threading.Thread(target=self._serve, args=(lines,), daemon=True).start()

    def _serve(self, lines):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                for line in lines:
                    connection.sendall(line + b"\r\n")
                    self.heard += connection.recv(4096)
                time.sleep(60)


class SendTestTest(Case):
    def site(self, url, **smtp):
        self.network = fixture_config(self.folder, url, smtp=smtp)
        return self.convoke(self.network)

    def plain(self, server=PlainServer):
        self.server = server().start()
        self.addCleanup(self.server.close)
        return self.site(self.server.url)

    def secured(self, place="file", trusted=True, **environment):
        self.server = TlsAuthServer(self.folder).start()
        self.addCleanup(self.server.close)
        (self.folder / "credentials").mkdir(mode=0o700)
        for name in ("smtp-password", "dkim"):
            (self.folder / "credentials" / name).touch(0o600)
        (self.folder / "credentials/smtp-password").write_text("correct horse\n")
        key = self.folder / "credentials/dkim"
        os.system(f"openssl genrsa -traditional 2048 2>/dev/null >{key}")
        where = {"file": f"file:{self.folder}/credentials/", "credential": "credential:"}[place]
        self.network = fixture_config(
            self.folder, self.server.url,
            smtp={"tls": '"require"', "username": '"convoke"', "password": f'"{where}smtp-password"'},
            mail={"dkim": f'{{ domain = "network.test", selector = "k1", key = "{where}dkim" }}'})
        if trusted:
            environment["SSL_CERT_FILE"] = str(self.server.authority)
        return self.convoke(self.network, environment=environment)

    def test_before_the_first_start_the_command_sends_and_leaves_no_store(self):
        program = self.plain()
        done = program.run("send-test", ME)
        for words in ("in clear, no login", "250 2.0.0 taken, after 0.", "Signed:     no",
                      f"Sent to {ME}, by this command"):
            self.assertIn(words, done.stdout)
        [mail] = self.server.mails
        self.assertEqual((mail.recipients, mail.sender), ([ME], "bounces@network.test"))
        self.assertEqual(parse(mail.content).defects(), [])
        self.assertIn(parse(mail.content)["Message-ID"], done.stdout)
        self.assertFalse(self.network.state.exists())

    def test_the_daemon_sends_with_the_credentials_that_only_it_has_and_signs(self):
        program = self.secured("credential")
        line = self.one_line(
            program.run("send-test", ME, expect=75),
            "credential:dkim", "no daemon answers", "systemctl start convoke")
        self.assertNotIn("correct horse", line)
        self.assertEqual(self.server.mails, [])
        program.start(CREDENTIALS_DIRECTORY=str(self.folder / "credentials"))
        done = program.run("send-test", ME)
        for words in ("TLSv1.3 / TLS_", "login as convoke", "Signed:     DKIM d=network.test s=k1",
                      f"Sent to {ME}, by the daemon (process {program.process.pid})"):
            self.assertIn(words, done.stdout)
        [mail] = [mail for mail in self.server.mails if mail.recipients == [ME]]
        self.assertEqual(mail.user, "convoke")
        self.assertTrue(mail.content.startswith(b"DKIM-Signature: v=1; a=rsa-sha256;"))
        [entry] = [line for line in read_journal(self.network.state) if line["type"] == "test.mailed"]
        self.assertEqual((entry["event"], entry["step"], entry["to"]), ("", "test", ME))
        self.assertIn(entry["message_id"], done.stdout)

    def test_the_daemon_sends_a_preview_with_the_credentials_that_only_it_has(self):
        program = self.secured("credential")
        program.start(CREDENTIALS_DIRECTORY=str(self.folder / "credentials"))
        done = program.run(
            "preview", EVENT, "invitation", "--to", INVITED[0], "--send-to", ME)
        self.assertIn(f"Sent to {ME}: ", done.stdout)
        [mail] = [mail for mail in self.server.mails if mail.recipients == [ME]]
        self.assertEqual(mail.user, "convoke")
        self.assertTrue(mail.content.startswith(b"DKIM-Signature: v=1; a=rsa-sha256;"))
        [entry] = [line for line in read_journal(self.network.state) if line["type"] == "test.mailed"]
        self.assertEqual((entry["event"], entry["step"], entry["to"]), (EVENT, "invitation", ME))

    def test_it_refuses_whom_only_to_does_not_name_with_the_key_and_its_value(self):
        program = self.plain()
        self.network.write_settings(send={"only_to": '["anna@network.test"]'})
        for _ in range(2):
            done = program.run("send-test", ME, expect=1)
            self.one_line(done, "not sent", "[send] only_to is anna@network.test", ME)
            if program.process is None:
                program.start()
        self.assertNotIn([ME], [mail.recipients for mail in self.server.mails])
        self.one_line(program.run("send-test", "nobody", expect=64), "'nobody' is no address")

    def test_a_refusal_is_said_in_the_servers_words_and_a_lost_reply_is_a_doubt(self):
        program = self.plain(Refusing)
        line = self.one_line(program.run("send-test", "stranger@network.test", expect=1),
                             "refused the mail at RCPT TO", "550 5.1.1 no such user here")
        self.assertIn(self.server.url, line)
        self.one_line(program.run("send-test", "lost@network.test", expect=75),
                      "it may have arrived all the same")

    def test_a_relay_that_hangs_is_given_up_within_half_a_minute(self):
        for said in ((), (b"220 hello",)):
            relay = Scripted(self, *said)
            self.network = self.network if said else fixture_config(self.folder, "smtp://127.0.0.1:1")
            self.network.write_settings(smtp={"url": f'"smtp://127.0.0.1:{relay.port}"'})
            start = time.monotonic()
            done = self.convoke(self.network).run("send-test", ME, expect=75)
            self.assertLess(time.monotonic() - start, 30)
            self.one_line(done, "did not answer in time", str(relay.port))

    def test_while_the_daemon_waits_for_its_relay_it_answers_other_commands(self):
        relay = Scripted(self)
        program = self.site(f"smtp://127.0.0.1:{relay.port}")
        program.start()
        sending = threading.Thread(target=program.run, args=("send-test", ME), kwargs={"expect": 75})
        sending.start()
        time.sleep(1)
        start = time.monotonic()
        program.run("rsvp", "najaar", "101", "yes")
        self.assertLess(time.monotonic() - start, 5)
        sending.join()

    def test_no_mail_goes_where_tls_is_stripped_or_the_certificate_is_anothers(self):
        relay = Scripted(self, b"220 hello", b"250 nothing but mail")
        program = self.site(f"smtp://127.0.0.1:{relay.port}", tls='"require"')
        self.one_line(program.run("send-test", ME, expect=75), "STARTTLS", "nothing went in clear")
        self.assertNotIn(b"MAIL", relay.heard)

    def test_a_certificate_for_another_name_or_by_a_stranger_is_named(self):
        program = self.secured()
        self.network.write_settings(smtp={"url": f'"smtp://127.0.0.1:{self.server.port}"'})
        self.one_line(program.run("send-test", ME, expect=75), "127.0.0.1", "names in the certificate")
        self.network.write_settings(smtp={"url": f'"{self.server.url}"'})
        program.run("send-test", ME)
        del program.environment["SSL_CERT_FILE"]
        self.one_line(program.run("send-test", ME, expect=75), "certificate", "roots of trust")
        self.assertEqual(len(self.server.mails), 1)

    def test_a_wrong_password_is_named_and_never_shown(self):
        program = self.secured()
        (self.folder / "credentials/smtp-password").write_text("wrong horse\n")
        line = self.one_line(program.run("send-test", ME, expect=75), "login was refused", "535",
                             "[smtp] username and password")
        self.assertNotIn("wrong horse", line)

    def test_a_closed_port_and_an_unknown_host_are_told_apart(self):
        program = self.site(f"smtp://127.0.0.1:{free_port()}")
        self.one_line(program.run("send-test", ME, expect=75), "127.0.0.1", "whether it runs")
        self.network.write_settings(smtp={"url": '"smtp://relay.invalid:587"', "tls": '"require"'})
        self.one_line(program.run("send-test", ME, expect=75), "relay.invalid", "name server")
