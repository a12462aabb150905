"""The servers of these tests judge the program; this judges them, with Python's smtplib as client."""

import smtplib
import ssl

from harness import Case, PlainServer, Postfix, TlsAuthServer
from tools import crc32c, parse, read_maildir, wait_until, without_trace

MAIL = b"From: <from@network.test>\r\nTo: <anna@network.test>\r\nSubject: hoi\r\n" \
       b"Date: Mon, 04 Jan 2027 12:00:00 +0000\r\nMessage-ID: <1@network.test>\r\n\r\nhallo\r\n.\r\ndag\r\n"


class ServersTest(Case):
    def test_postfix_delivers_into_the_maildir_relays_nothing_and_is_gone_after_stop(self):
        postfix = Postfix(self.folder)
        self.addCleanup(postfix.close)
        postfix.start()
        with smtplib.SMTP("127.0.0.1", postfix.port) as client:
            client.sendmail("bounces+tag@network.test", ["anna@network.test"], MAIL)
            with self.assertRaises(smtplib.SMTPRecipientsRefused):
                client.sendmail("from@network.test", ["someone@elsewhere.test"], MAIL)
        [mail] = wait_until(lambda: read_maildir(postfix.maildir), "delivery", evidence=postfix.read_log)
        self.assertEqual(mail.recipient, "anna@network.test")
        self.assertEqual(mail.sender, "bounces+tag@network.test")
        self.assertEqual(mail.defects(), [])
        self.assertEqual(without_trace(mail.raw), MAIL)
        postfix.stop()
        self.assertIsNone(postfix.master_pid())
        with self.assertRaises(OSError):
            smtplib.SMTP("127.0.0.1", postfix.port)

    def test_the_tls_server_takes_mail_only_over_tls_and_with_the_password(self):
        server = TlsAuthServer(self.folder).start()
        self.addCleanup(server.close)
        trust = ssl.create_default_context(cafile=server.authority)
        with smtplib.SMTP("localhost", server.port) as client:
            client.ehlo()
            self.assertEqual(client.mail("from@network.test")[0], 530)
            client.starttls(context=trust)
            client.ehlo()
            self.assertEqual(client.mail("from@network.test")[0], 530)
            with self.assertRaises(smtplib.SMTPAuthenticationError):
                client.login(server.USER, "wrong")
        with smtplib.SMTP("localhost", server.port) as client:
            client.starttls(context=trust)
            client.login(server.USER, server.password)
            client.sendmail("from@network.test", ["anna@network.test"], MAIL)
        [mail] = server.mails
        self.assertEqual((mail.user, mail.content, server.refusals), (server.USER, MAIL, 1))
        with self.assertRaises(ssl.SSLError), smtplib.SMTP("localhost", server.port) as client:
            client.starttls(context=ssl.create_default_context())

    def test_without_auth_the_tls_server_does_not_mention_it(self):
        server = TlsAuthServer(self.folder, offers_auth=False).start()
        self.addCleanup(server.close)
        with smtplib.SMTP("localhost", server.port) as client:
            client.starttls(context=ssl.create_default_context(cafile=server.authority))
            client.ehlo()
            self.assertNotIn("auth", client.esmtp_features)
            client.sendmail("from@network.test", ["anna@network.test"], MAIL)
        self.assertEqual(len(server.mails), 1)

    def test_the_plain_server_comes_back_on_the_same_port(self):
        server = PlainServer()
        self.addCleanup(server.close)
        for _ in range(2):
            server.start()
            with smtplib.SMTP("127.0.0.1", server.port) as client:
                client.sendmail("from@network.test", ["anna@network.test"], MAIL)
            server.close()
            with self.assertRaises(OSError):
                smtplib.SMTP("127.0.0.1", server.port)
        self.assertEqual(len(server.mails), 2)

    def test_the_judges_see_a_bad_mail_and_a_bad_checksum(self):
        broken = parse(b"From: a@b.test\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhi")
        self.assertTrue(broken.defects())
        self.assertEqual(crc32c(b"123456789"), 0xE3069283)  # RFC 3720 B.4's check value
