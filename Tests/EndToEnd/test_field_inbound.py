"""What people, calendars and accidents send back: reports from the field, tried on the built program."""

import base64
import os
import subprocess
import unittest

from harness import EVENT, PEOPLE, Case, PlainServer, fixture_config
from replies import calendar_reply, plain_reply, uid_of
from tools import parse, wait_until

MORE = [(str(number), f"gast{number}@huis{number}.test", f"Gast Nummer{number}", f"Huis {number}", "nl", "partner")
        for number in range(201, 215)]
HOST = "sanne@network.test"


class FieldInboundTest(Case):
    """Invitations go out, the daemon stops, mail comes in, and a daemon that starts reads it in one go."""

    def setUp(self):
        super().setUp()
        self.server = PlainServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url)
        self.program = self.convoke(self.site)
        self.site.write_people([*PEOPLE, *MORE])
        self.site.write_event(guests="2")

    def invite(self):
        self.program.start()
        invited = [person[1] for person in [*PEOPLE[:4], *MORE]]
        wait_until(lambda: len(self.sent()) >= len(invited), "the invitations", 30, evidence=self.program.log)
        self.assertEqual(self.program.stop(), 0)
        return self.sent()

    def sent(self):
        """Address → invitation and its envelope's sender."""
        found = {}
        for mail in list(self.server.mails):
            if "/r/" in mail.content.decode("utf-8", "replace") and mail.recipients[0] != HOST:
                found.setdefault(mail.recipients[0], (parse(mail.content), mail.sender))
        return found

    def receive(self, mail, recipient=None, sender=None):
        arguments = [f"--recipient={recipient}"] if recipient else []
        arguments += [f"--sender={sender}"] if sender is not None else []
        mail = mail if isinstance(mail, bytes) else mail.as_bytes()
        done = subprocess.run(
            [str(self.program.program), "receive", "--config", self.site.config, "--state", self.site.state,
             *arguments], input=mail, capture_output=True, timeout=60, env=self.program.environment)
        self.assertEqual(done.returncode, 0, done.stderr)

    def read_all(self):
        """Starts the daemon and waits until it has dealt with what is there."""
        self.program.start()
        rooms = [self.site.state / "spool" / room for room in ("new", "work", "done")]
        wait_until(lambda: not any(list(room.iterdir()) for room in rooms), "an empty spool", 30,
                   evidence=self.program.log)

    def answers(self):
        return {row["email"]: (row["answer"], row["guests"]) for row in self.program.json("rsvps", EVENT)}

    def host_mails(self, count):
        def found():
            mails = [parse(mail.content) for mail in list(self.server.mails) if mail.recipients[0] == HOST]
            mails = [mail for mail in mails if mail.parts("message/rfc822")]
            return len(mails) >= count and mails
        mails = wait_until(found, f"{count} mails to the host", 30, evidence=self.program.log)
        return {mail["Subject"].removeprefix("Mail van ").split(":")[0]: " ".join(mail.text().split())
                for mail in mails}

    def explain(self, mail, *arguments):
        file = self.folder / "explained.eml"
        file.write_bytes(mail if isinstance(mail, bytes) else mail.as_bytes())
        row = self.program.json("inbound", "explain", str(file), *arguments)
        return row["kind"], row["answer"]

    def test_the_last_word_counts_however_many_are_read_in_one_go(self):
        invitations = self.invite()
        for _, address, *_ in MORE:
            for words in ("Ja", "Nee"):
                self.receive(plain_reply(invitations[address][0], words, address))
        self.read_all()
        self.assertEqual({answer for answer, _ in self.answers().values()}, {"no"})
        self.assertEqual(len(self.answers()), len(MORE))

    def test_a_maildir_counts_by_the_time_and_counter_of_its_names(self):
        maildir = self.folder / "Maildir"
        (maildir / "new").mkdir(parents=True)
        self.site.write_settings(inbound={"maildir": f'"{maildir}"'})
        invitations = self.invite()
        names = [("1700000000.M900000P9Q1.host", "1700003600.M1P8Q1.host"),  # an hour apart
                 ("1700000001.M7P9Q1.host", "1700000001.M30P10Q1.host"), ("1700000002.9_2.host", "1700000002.9_10.host"),
                 ("1700000003.11.host", "1700000003.12.host"), ("1700000004.12.host", "1700000004.11.host")]
        for number, ((first, second), (_, address, *_)) in enumerate(zip(names, MORE)):
            for name, words in ((first, "Ja"), (second, "Nee")):
                mail = plain_reply(invitations[address][0], words, address).as_bytes()
                (maildir / "new" / name.replace("host", f"host{number}")).write_bytes(mail)
        self.program.start()
        wait_until(lambda: len(self.answers()) == 5 and not list((maildir / "new").iterdir()), "the answers", 30,
                   evidence=self.program.log)
        wait_until(lambda: {answer for answer, _ in self.answers().values()} == {"no"}, "the last words", 10,
                   evidence=lambda: str(self.answers()))
        # Nobody knows which of two mails of one second came first: the no stands, and the host hears of it.
        told = self.host_mails(4)
        self.assertEqual(set(told), {MORE[3][2], MORE[4][2]})
        self.assertIn("niet welk het laatste was", told[MORE[3][2]])

    def test_a_decline_that_comes_later_counts_whatever_the_calendars_clock(self):
        invitations = self.invite()
        address = MORE[0][1]
        uid = uid_of(invitations[address][0])
        self.receive(calendar_reply(uid, "ACCEPTED", address, stamp="20990101T100000Z"))
        self.receive(calendar_reply(uid, "DECLINED", address, stamp="20200101T100000Z"))
        self.read_all()
        self.assertEqual(self.answers()[address], ("no", 0))

    def test_what_is_not_surely_an_answer_goes_to_the_host(self):
        invitations = self.invite()
        unsure = ["Ja, ik moet die dag werken", "Graag, een andere keer!", "Yes, I have to work that day",
                  "Sure, some other time"]
        people = [(row[1], row[2]) for row in MORE]
        for words, (address, _) in zip(unsure, people):
            mail = plain_reply(invitations[address][0], words, address)
            self.assertEqual(self.explain(mail), ("reply", None), words)
            self.receive(mail)
        away = plain_reply(invitations[people[4][0]][0],
                           "Ik ben niet aanwezig. Vanaf 4 januari lees ik mijn mail weer.", people[4][0])
        self.assertEqual(self.explain(away), ("automatic", None))
        self.receive(away)
        # To the address that bounces go to, without In-Reply-To: the tag says whose words they are.
        address, tagged = people[5][0], invitations[people[5][0]][1]
        bare = plain_reply(invitations[address][0], "Is er een lift?", address)
        for field in ("In-Reply-To", "References"):
            del bare[field]
        self.assertEqual(self.explain(bare, "--recipient", tagged), ("reply", None))
        self.receive(bare, recipient=tagged)
        # Two From fields: nobody can say who wrote it.
        twice = plain_reply(invitations[people[6][0]][0], "Ja", people[6][0]).as_bytes()
        twice = b"From: Iemand <iemand@elders.test>\n" + twice
        self.receive(twice)
        # French, Danish and Swedish quotes above which people answer.
        quotes = ["Le lun. 3 mai 2027 à 09:30, Testnetwerk <a@network.test> a écrit\N{NO-BREAK SPACE}:",
                  "Fra: Testnetwerk\nSendt: 3. maj 2027\nTil: Gast\nEmne: Najaar",
                  "3 maj 2027 kl. 09:30 skrev Testnetwerk <a@network.test>:"]
        for quote, (address, _) in zip(quotes, people[7:]):
            mail = plain_reply(invitations[address][0], "", address)
            mail.set_content(f"Ja, ik kom graag\n\n{quote}\n\nNee, misschien. Kom je?\n")
            self.receive(mail)
        self.read_all()
        self.assertEqual(self.answers(), {address: ("yes", 0) for address, _ in people[7:10]})
        told = self.host_mails(6)
        self.assertEqual(set(told), {name for _, name in [*people[:4], *people[5:7]]})
        self.assertIn("meer dan één afzender", told[people[6][1]])

    def test_guests_and_strangers_of_a_calendar_are_heard_of(self):
        invitations = self.invite()
        (_, first, *_), (_, second, *_), (_, third, third_name, *_), (_, fourth, *_) = MORE[:4]

        def reply(address, sender=None, guests=None, answer="ACCEPTED"):
            mail = calendar_reply(uid_of(invitations[address][0]), answer, sender or address)
            if guests is not None:
                part = mail.get_payload()[1]
                calendar = part.get_payload(decode=True)
                part.set_payload(base64.encodebytes(
                    calendar.replace(b"ATTENDEE;", f"ATTENDEE;X-NUM-GUESTS={guests};".encode())).decode())
            return mail

        self.receive(reply(first, guests=2))
        self.receive(reply(second, guests=9))
        self.receive(reply(third, sender="vreemde@elders.test"))
        # A colleague's address at the same organisation that is not on the roster is as good as theirs.
        self.receive(reply(fourth, sender="secretariaat@" + fourth.split("@")[1]))
        self.read_all()
        self.assertEqual(self.answers(), {first: ("yes", 2), second: ("yes", 0), fourth: ("yes", 0)})
        told = self.host_mails(2)
        self.assertEqual(set(told), {MORE[1][2], third_name})
        self.assertIn("meer gasten", told[MORE[1][2]])
        self.assertIn("vreemde@elders.test antwoordde “ja” op een doorgestuurde uitnodiging", told[third_name])

    def test_one_file_that_cannot_be_read_stops_nothing(self):
        invitations = self.invite()
        new = self.site.state / "spool/new"
        new.mkdir(parents=True, exist_ok=True)
        (new / "1.n1.x.eml").mkdir()
        os.mkfifo(new / "2.n2.x.eml")
        with open(new / "3.n3.x.eml", "wb") as file:
            file.truncate(64 << 20)
        # At the size limit, with an envelope that takes room of its own in the file.
        self.receive(b" " * (32 << 20), recipient="x" * 100_000 + "@network.test")
        address = MORE[0][1]
        self.receive(plain_reply(invitations[address][0], "Ja", address))
        # Of the former kind of name, as a version before this one left it.
        other = MORE[1][1]
        (new / "1700000000000.4711.k3x.eml").write_bytes(
            b"{}\n" + plain_reply(invitations[other][0], "Nee", other).as_bytes())
        self.read_all()
        self.assertEqual(self.answers(), {address: ("yes", 0), other: ("no", 0)})
        kept = [row["file"] for row in self.program.json("inbound", "list")]
        self.assertEqual(sorted(name.endswith(".unreadable") for name in kept), [False, True, True, True])
        self.assertEqual(self.program.log().count("cannot be read was set aside"), 3)


if __name__ == "__main__":
    unittest.main()
