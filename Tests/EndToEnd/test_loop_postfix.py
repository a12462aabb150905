"""The loop on real mail: a date in a file, the daemon, Postfix, a Maildir, a person who answers."""

import base64
import datetime
import pathlib
import re
import shutil
import subprocess
import tempfile

from harness import EVENT, INVITED, ZONE, Case, Postfix, fixture_config, local
from tools import free_port, get, post, read_journal, read_maildir, request, wait_until, without_trace


class LoopTest(Case):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.mkdtemp(prefix="convoke-test-")
        pathlib.Path(folder).chmod(0o755)
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.postfix = Postfix(folder)
        cls.addClassCleanup(cls.postfix.close)
        cls.postfix.start()

    def setUp(self):
        super().setUp()
        self.postfix.forget_mails()
        self.site = fixture_config(self.folder, self.postfix.url)
        self.program = self.convoke(self.site)

    # MARK: helpers

    def mails(self):
        return read_maildir(self.postfix.maildir)

    def mails_to(self, person):
        return [mail for mail in self.mails() if mail.recipient == person]

    def wait_for_mails(self, count, person=None):
        """Waits for `count` mails (to `person`) and checks that there are not more."""
        read = (lambda: self.mails_to(person)) if person else self.mails
        found = wait_until(lambda: len(read()) >= count and read(), f"{count} mails to {person or 'all'}",
                           seconds=30, evidence=lambda: self.postfix.read_log() + self.program.log()[-3000:])
        self.assertEqual(len(found), count, [(mail.recipient, mail["Subject"]) for mail in found])
        return found

    def start_and_invite(self):
        self.program.start()
        return {mail.recipient: mail for mail in self.wait_for_mails(len(INVITED))}

    def answer(self, mail, answer, **fields):
        """Answers as a browser does that opened the mail's link: the form's POST."""
        [link] = mail.links("/r/")
        return link, post(link, {"answer": answer, **fields}, headers={"Origin": self.site.web})

    def steps_sent_to(self, person):
        """The steps that explain calls sent; each has its mail in the Maildir, and no mail is without."""
        rows = [row for row in self.program.json("explain", person) if row["state"] == "sent"]
        self.assertEqual(sorted(row["message_id"].strip("<>") for row in rows),
                         sorted(mail["Message-ID"].strip("<>") for mail in self.mails_to(person)))
        return sorted(row["step"] for row in rows)

    def received(self):
        return [entry for entry in read_journal(self.site.state) if entry["type"] == "rsvp.received"]

    # MARK: tests

    def test_each_eligible_person_is_invited_once_with_a_mail_without_defects(self):
        invitations = self.start_and_invite()
        self.assertEqual(sorted(invitations), sorted(INVITED))
        self.assertEqual(len({mail["Message-ID"] for mail in invitations.values()}), len(INVITED))
        self.assertEqual(len({mail.sender for mail in invitations.values()}), len(INVITED))
        for person, mail in invitations.items():
            with self.subTest(person):
                self.assertEqual(mail.defects(), [])
                self.assertTrue(all(len(line) <= 998 for line in mail.raw.split(b"\r\n")))
                self.assertNotIn(b"{{", mail.raw)
                self.assertEqual([to.addr_spec for to in mail["To"].addresses], [person])
                self.assertEqual(mail["From"].addresses[0].addr_spec, "uitnodiging@network.test")
                title = "Autumn gathering" if person.startswith("carla") else "Najaarsbijeenkomst"
                self.assertIn(title, mail["Subject"])
                self.assertRegex(mail.sender, r"^bounces\+[a-z0-9._=-]+@network\.test$")
                self.assertRegex(str(mail["List-Id"]), r"<[^<>@\s]+>$")
                self.assertEqual(mail["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
                self.assertRegex(str(mail["List-Unsubscribe"]), rf"<{self.site.web}/u/[^>\s]+>")
                self.assertEqual(len(mail.links("/r/")), 1)
                self.assertIn(mail.links("/r/")[0], mail.text("html"))

    def test_looking_changes_nothing_and_a_yes_is_on_disk_when_the_page_says_so(self):
        anna = INVITED[0]
        invitation = self.start_and_invite()[anna]
        [link] = invitation.links("/r/")
        for method, address in (("GET", link), ("HEAD", link), ("GET", link + "?a=yes"),
                                ("GET", link + "/event.ics")):
            self.assertEqual(request(method, address).status, 200, f"{method} {address}")
        self.assertEqual(self.received(), [])
        foreign = post(link, {"answer": "no"}, headers={"Origin": "https://elsewhere.test"})
        self.assertEqual((foreign.status, self.received()), (403, []))

        _, response = self.answer(invitation, "yes")
        on_disk = self.received()  # before anything else happens
        self.assertEqual(response.status, 303)
        self.assertEqual([entry.get("answer") for entry in on_disk], ["yes"])
        page = get(self.site.web + response.headers["Location"].removeprefix(self.site.web))
        self.assertEqual(page.status, 200)
        self.assertIn("Anna", page.body)
        self.assertIn("Najaarsbijeenkomst", page.body)

        [row] = self.program.json("rsvps", EVENT)
        self.assertEqual({key: row[key] for key in ("email", "answer", "seat", "guests")},
                         {"email": anna, "answer": "yes", "seat": "seated", "guests": 0})
        confirmation = self.wait_for_mails(2, anna)[1]
        self.assertEqual(confirmation.defects(), [])
        self.assertEqual(self.steps_sent_to(anna), ["confirmation", "invitation"])
        self._check_calendar(confirmation, anna)

    def _check_calendar(self, mail, person):
        calendars = mail.calendars()
        self.assertEqual(len(calendars), 1)
        self.assertEqual(mail.parts("text/calendar")[0].get_param("method"), "REQUEST")
        self.assertEqual(len(mail.parts("application/ics")), 1)
        self.assertEqual(calendars[0]["METHOD"], "REQUEST")
        [event] = calendars[0].walk("VEVENT")
        starts = event.decoded("DTSTART")
        self.assertEqual(starts.utcoffset(), starts.astimezone(ZONE).utcoffset())
        expected = re.search(r"starts = (\S+)", (self.site.config / f"events/{EVENT}.toml").read_text())[1]
        self.assertEqual(starts.astimezone(ZONE).replace(tzinfo=None).isoformat(), expected)
        self.assertEqual(event.decoded("DTEND") - starts, datetime.timedelta(hours=3))
        self.assertEqual(event["ORGANIZER"].lower(), "mailto:uitnodiging@network.test")
        attendees = event["ATTENDEE"]
        [attendee] = attendees if isinstance(attendees, list) else [attendees]
        self.assertEqual(attendee.lower(), f"mailto:{person}")
        self.assertEqual(int(event["SEQUENCE"]), 0)
        self.assertTrue(event["UID"])

    def test_the_answer_is_synced_before_the_page_says_so(self):
        trace = self.folder / "trace"
        self.program.wrapper = [
            "strace", "-D", "-f", "-o", str(trace), "-s", "4096",
            "-e", "trace=fdatasync,fsync,write,writev,pwrite64,pwritev,sendto,sendmsg"]
        invitation = self.start_and_invite()[INVITED[1]]
        self.assertEqual(self.answer(invitation, "yes")[1].status, 303)
        self.assertEqual(self.program.stop(), 0)
        lines = trace.read_text(errors="replace").splitlines()

        def first(pattern, after=0):
            found = (i for i, line in enumerate(lines) if i >= after and re.search(pattern, line))
            return next(found, None)

        written = first(r"rsvp\.received")
        self.assertIsNotNone(written, "the entry is never written")
        synced = first(r"f(data)?sync(\(\d+\)| resumed>\)) += 0", written)
        answered = first(r"HTTP/1\.1 303", written)
        self.assertIsNotNone(answered, "the page never says so, or did before the entry was written")
        self.assertLess(synced, answered)

    def test_reminders_go_only_to_those_who_have_not_answered_and_may_be_written_to(self):
        anna, ben, carla, dirk = INVITED
        invitations = self.start_and_invite()
        self.answer(invitations[anna], "yes")
        self.answer(invitations[ben], "no")
        self._unsubscribe(invitations[carla])
        for person in (anna, ben):
            self.wait_for_mails(2, person)
        self.assertEqual(self.steps_sent_to(ben), ["confirmation", "invitation"])

        # The operator moves the reminder to the present; that is an edit and a reload.
        self.site.write_event(more=f"[step.reminder]\nat = {local(seconds=2)}\n")
        self.program.run("reload")
        self.wait_for_mails(2, dirk)
        # Dirk's own answer still goes through the same sender: what should not come has had its time.
        self.answer(invitations[dirk], "maybe")
        self.wait_for_mails(3, dirk)
        self.assertEqual(self.steps_sent_to(dirk), ["confirmation", "invitation", "reminder"])
        for person in (anna, ben):
            self.assertEqual(self.steps_sent_to(person), ["confirmation", "invitation"])
        self.assertEqual(self.steps_sent_to(carla), ["invitation"])
        for person in (anna, ben, carla):
            states = {row["step"]: row for row in self.program.json("explain", person)}
            self.assertEqual(states["reminder"]["state"], "never", states["reminder"])
            self.assertTrue(states["reminder"]["why"])
        self.assertEqual({row["email"]: row["answer"] for row in self.program.json("rsvps", EVENT)},
                         {anna: "yes", ben: "no", dirk: "maybe"})

    def _unsubscribe(self, mail):
        """As a mail provider does: RFC 8058's POST. Looking at the address first changes nothing."""
        [address] = re.findall(r"<(http[^>]+)>", str(mail["List-Unsubscribe"]))
        before = len(read_journal(self.site.state))
        self.assertEqual(get(address).status, 200)
        self.assertEqual([entry["type"] for entry in read_journal(self.site.state)[before:]
                          if "unsubscri" in entry["type"]], [])
        response = post(address, {"List-Unsubscribe": "One-Click"})
        self.assertEqual(response.status, 200)
        self.assertNotIn("Set-Cookie", response.headers)

    def test_after_kill_9_the_answer_is_there_and_nobody_is_mailed_twice(self):
        anna, ben, *_ = INVITED
        invitations = self.start_and_invite()
        self.assertEqual(self.answer(invitations[anna], "yes")[1].status, 303)
        self.program.kill()
        self.assertEqual([row["answer"] for row in self.program.json("rsvps", EVENT)], ["yes"])
        self.program.start()
        self.answer(invitations[ben], "no")
        self.wait_for_mails(2, ben)  # the sender is at work again
        self.assertEqual(self.program.stop(), 0)
        self.program.start()
        identities = [mail["Message-ID"] for mail in self.mails()]
        self.assertEqual(len(identities), len(set(identities)))
        self.assertGreaterEqual(len(identities), len(INVITED) + 1)
        self.assertEqual(self.program.json("status")["deliveries"]["failed"], 0)
        # Anna's confirmation may have been under way when the power went. Then nobody knows whether it
        # arrived, and the same bytes go again after a while; it is neither lost nor called sent.
        [confirmation] = [row for row in self.program.json("explain", anna, EVENT)
                          if row["step"] == "confirmation"]
        arrived = len(self.mails_to(anna)) == 2
        self.assertIn(confirmation["state"], ("sent", "waiting") if arrived else ("waiting",), confirmation)

    def test_preview_shows_the_bytes_that_arrive(self):
        invitation = self.start_and_invite()[INVITED[2]]
        preview = self.program.run("preview", EVENT, "invitation", "--to", INVITED[2], "--format", "eml")

        def readable(part):  # the attached calendar file, which holds that moment too
            return part[1] + base64.b64decode(part[2])

        def timeless(raw):  # the moment of composing is the one thing that differs
            raw = re.sub(rb"(?s)(Content-Transfer-Encoding: base64\r\n.*?\r\n\r\n)(.*?)(?=\r\n--)", readable, raw)
            return re.sub(rb"(?m)^(Date:|DTSTAMP[:;]|LAST-MODIFIED[:;]|CREATED[:;]).*\r$", rb"\1\r", raw)

        self.assertEqual(timeless(preview.stdout_bytes), timeless(without_trace(invitation.raw)))

    def test_status_plan_and_the_journal_tell_the_same(self):
        self.start_and_invite()
        status = wait_until(lambda: (s := self.program.json("status"))["deliveries"]["sent"] == 4 and s,
                            "status counts four sent mails")
        self.assertEqual({key: status["deliveries"][key] for key in ("held", "doubt", "failed", "missed")},
                         {"held": 0, "doubt": 0, "failed": 0, "missed": 0})
        self.assertTrue(status["config_valid"])
        wait_until(lambda: self.program.json("status")["store"]["entries"]
                   == len(read_journal(self.site.state)), "status counts the lines of the journal")
        plan = self.program.json("plan")
        self.assertEqual([row for row in plan if row["step"] == "invitation"], [])
        reminder = next(row for row in plan if row["step"] == "reminder")
        self.assertEqual((reminder["event"], reminder["people"]), (EVENT, 4))
        at = datetime.datetime.fromisoformat(reminder["at"])
        self.assertEqual(at, datetime.datetime.fromisoformat(reminder["local"]))
        self.assertGreater(at, datetime.datetime.now(datetime.timezone.utc))
        files = sorted(str(file) for file in (self.site.state / "journal").glob("*.jsonl"))
        types = subprocess.run(["jq", "-r", ".type", *files], check=True, capture_output=True, text=True)
        self.assertEqual(types.stdout.split(), [entry["type"] for entry in read_journal(self.site.state)])

    def test_a_second_daemon_on_the_store_gives_way_and_names_the_first(self):
        self.start_and_invite()
        self.site.write_settings(web={
            "listen": f'"127.0.0.1:{free_port()}"', "admin_listen": f'"127.0.0.1:{free_port()}"'})
        second = self.program.run("serve", expect=75)
        self.one_line(second, str(self.program.process.pid))
        self.assertEqual(self.program.json("status")["deliveries"]["sent"], 4)

    def test_it_listens_on_loopback_only_and_tells_its_health(self):
        self.start_and_invite()
        listening = listening_addresses(self.program.process.pid)
        self.assertEqual(sorted(listening), sorted(
            ("127.0.0.1", port) for port in (self.site.web_port, self.site.admin_port)))
        for path in ("/healthz", "/readyz", "/metrics"):
            self.assertEqual(get(self.site.admin + path).status, 200, path)
            self.assertEqual(get(self.site.web + path).status, 404, path)
        wait_until(lambda: 'convoke_deliveries_total{state="sent"} 4' in get(self.site.admin + "/metrics").body,
                   "the count", 20, evidence=self.program.log)

    def test_only_the_owner_reads_the_state(self):
        self.start_and_invite()
        self.assertEqual(self.site.state.stat().st_mode & 0o777, 0o700)
        self.assertEqual((self.site.state / "keys.json").stat().st_mode & 0o777, 0o600)
        everything = b"".join(file.read_bytes() for file in (self.site.state / "journal").iterdir())
        everything += self.program.log().encode()
        for mail in self.mails():
            token = mail.links("/r/")[0].rsplit("/", 1)[1]
            self.assertNotIn(token.encode(), everything)  # a link is an authority: never written down


def listening_addresses(pid):
    """The TCP addresses on which a process listens, from the kernel's own tables."""
    inodes = set()
    for link in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        try:
            match = re.fullmatch(r"socket:\[(\d+)\]", str(link.readlink()))
        except FileNotFoundError:
            continue
        if match:
            inodes.add(match[1])
    found = []
    for table in ("tcp", "tcp6"):
        for line in pathlib.Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                address, port = fields[1].split(":")
                octets = bytes.fromhex(address)[::-1]
                found.append((".".join(map(str, octets)) if len(octets) == 4 else address, int(port, 16)))
    return found
