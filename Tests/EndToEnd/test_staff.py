"""What Convoke mails to hosts and operators by itself: the desk's link, previews, alerts; and what a host
writes to those who come."""

import email
import email.policy

from harness import EVENT, INVITED, Case, PlainServer, fixture_config
from tools import get, parse, post, wait_until

HOST, OPERATORS = "sanne@network.test", "ops@network.test"


class StaffTest(Case):
    def start(self, **send):
        self.server = PlainServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url, send=send,
                                   network={"operators": f'"Ops <{OPERATORS}>"'})
        self.program = self.convoke(self.site)
        self.program.start()
        return self.wait_for(INVITED[0], "De Fabrique")

    def mails(self, recipient, words=""):
        found = [parse(mail.content) for mail in self.server.mails if mail.recipients == [recipient]]
        return [mail for mail in found if words in mail["Subject"] + mail.text()]

    def wait_for(self, recipient, words, count=1):
        return wait_until(lambda: len(found := self.mails(recipient, words)) >= count and found,
                          f"{words} to {recipient}", 30, evidence=self.program.log)[-1]

    def assert_is_of_the_system(self, mail):
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        self.assertIsNone(mail["List-Unsubscribe"])
        self.assertEqual(mail.defects(), [])

    def test_a_refused_edit_is_told_to_the_operators_once_with_its_place(self):
        self.start()
        self.site.write_event(starts='"tomorrow"')
        self.program.run("reload", expect=1)
        alert = self.wait_for(OPERATORS, "Aandacht nodig")
        self.assert_is_of_the_system(alert)
        text = " ".join(alert.text().split())
        self.assertIn("najaar.toml:", text)
        self.assertIn("convoke check", text)
        self.program.run("reload", expect=1)
        self.program.run("rsvp", EVENT, INVITED[0], "yes")
        self.wait_for(INVITED[0], "je antwoord is ja")
        self.assertEqual(len(self.mails(OPERATORS)), 1)
        rows = self.program.json("explain", OPERATORS)
        self.assertEqual([(row["step"], row["state"]) for row in rows], [("alert", "sent")])
        self.assertEqual(self.program.json("status")["system"]["sent"], 1)

    def test_the_host_gets_the_desk_by_mail_and_a_revoked_link_opens_nothing(self):
        self.start(settle='"0m"')
        first = self.wait_for(HOST, "pagina voor Najaarsbijeenkomst")
        self.assert_is_of_the_system(first)
        [old] = set(first.links("/host/"))
        self.assertEqual(get(old).status, 200)
        self.program.run("desk", EVENT, "--revoke")
        self.assertEqual(get(old).status, 404)
        [new] = set(self.wait_for(HOST, "pagina voor Najaarsbijeenkomst", 2).links("/host/"))
        self.assertNotEqual(old, new)
        self.assertEqual(get(new).status, 200)
        self.program.stop()
        self.program.start()
        self.assertEqual((get(old).status, get(new).status), (404, 200))

    def test_the_host_sees_an_overdue_step_at_once_and_can_hold_a_coming_one(self):
        self.start(preview_before='"1d"')
        preview = self.wait_for(HOST, "Gaat zo de deur uit: invitation")
        self.assert_is_of_the_system(preview)
        inner = [part for part in preview.message.walk() if part.get_content_type() == "message/rfc822"]
        self.assertEqual(len(inner), 1)
        shown = inner[0].get_payload()[0]
        self.assertIn("Najaarsbijeenkomst", str(email.message_from_bytes(
            shown.as_bytes(), policy=email.policy.default)["Subject"]))
        [link] = {link for link in preview.links("/host/")}
        desk, _, fragment = link.partition("#")
        self.assertEqual(fragment, "step-invitation")
        page = get(desk)
        self.assertIn('id="step-invitation"', page.body)
        self.assertEqual(self.program.json("status")["holds"], [])  # looking changed nothing
        self.assertEqual(post(desk, {"step": "reminder", "action": "hold"}).status, 303)
        [hold] = self.program.json("status")["holds"]
        self.assertTrue(hold.startswith(f"{EVENT} reminder"), hold)
        self.assertEqual(post(desk, {"step": "reminder", "action": "release"}).status, 303)
        self.assertEqual(self.program.json("status")["holds"], [])

    def test_a_note_is_shown_first_and_goes_once_to_those_with_a_seat(self):
        self.start(settle='"0m"')
        [desk] = set(self.wait_for(HOST, "pagina voor").links("/host/"))
        self.program.run("rsvp", EVENT, INVITED[0], "yes")
        self.program.run("rsvp", EVENT, INVITED[1], "no")
        shown = post(desk, {"note": "Neem een **jas** mee.", "action": "show"})
        self.assertEqual(shown.status, 200)
        self.assertIn("<strong>jas</strong>", shown.body)
        self.assertEqual(self.mails(INVITED[0], "Bericht van"), [])
        for _ in range(2):
            sent = post(desk, {"note": "Neem een **jas** mee.", "action": "send"})
            self.assertEqual(sent.status, 303)
        note = self.wait_for(INVITED[0], "Bericht van Sanne de Boer")
        self.assertIn("Neem een *jas* mee.", note.text())
        self.program.run("rsvp", EVENT, INVITED[2], "yes")
        self.wait_for(INVITED[2], "your answer is yes")
        found = [mail.recipients for mail in self.server.mails
                 if "Bericht van" in parse(mail.content)["Subject"]]
        self.assertEqual(found, [[INVITED[0]]])
        self.assertIn("1 van 1", get(desk).body)
