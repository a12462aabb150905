"""Every page as partners and hosts see it, in Chromium: in both languages, on a phone and a desktop, light
and dark, by keyboard and without scripts. The pictures are kept in `.artefacts/pages`."""

import re
import subprocess

import links
from browser import DESKTOP, PHONE, BrowserCase
from harness import EVENT, PEOPLE, fixture_config, local
from replies import plain_reply
from tools import get, parse, post, wait_until

ANNA, BEN, CARLA, DIRK = "101", "102", "103", "104"
QUESTIONS = '''
[[question]]
id = "vraag"
ask = { nl = "Welke vraag breng je mee?", en = "Which question do you bring?" }
type = "text"
required = true
[[question]]
id = "thema"
ask = { nl = "Welk thema raakt jou?", en = "Which theme is yours?" }
type = "multi"
options = ["Mobiliteit", "Inkoop", "Grondstoffen"]
[[question]]
id = "lunch"
ask = { nl = "Lunch je mee?", en = "Will you have lunch?" }
type = "yesno"
'''
HOSTILE = "<script>alert(1)</script>{{event.title}}\"'>=1+1"


class PagesTest(BrowserCase):
    """One daemon for all: what the tests look at, they set themselves."""

    def setUp(self):
        super().setUp()
        # Nobody takes mail here; the pages do without.
        self.site = fixture_config(
            self.folder, "smtp://127.0.0.1:1",
            network={"accent": '"#7a1fa2"', "logo": '"logo.svg"'})
        self.site.write("logo.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="48">'
                                    '<rect width="160" height="48" rx="8" fill="#7a1fa2"/></svg>')
        extra = [("107", "geen@network.test", HOSTILE, HOSTILE, "nl", "partner")]
        self.site.write_people(PEOPLE + extra)
        about = '"""Een middag **open gesprekken**.\\n\\n- Breng je vraag mee\\n- Kies je gesprek"""'
        self.site.write_event(more=QUESTIONS, capacity="2", guests="2", about=about)
        self.site.write_event("londen", timezone='"Europe/London"', cancelled="true",
                              venue='{ name = "Online", online = "https://meet.network.test/a" }')
        self.site.write_event("voorbij", starts=local(days=-2), kind='"gathering"')
        self.program = self.convoke(self.site).start()

    def rsvp(self, person, event=EVENT):
        return links.rsvp(self.site, person, event)

    def write_back(self, person, text):
        """A guest answers the invitation in words of their own, as the mail server hands it over."""
        sent = parse(self.program.run("preview", EVENT, "invitation", "--to", person, "--format", "eml").stdout_bytes)
        mail = plain_reply(sent, text, person)
        subprocess.run(
            [self.program.program, "receive", "--config", self.site.config, "--state", self.site.state],
            input=mail.as_bytes(), env=self.program.environment, check=True, timeout=60)

    def answer(self, person, **form):
        form = {"answer": "yes", "q_vraag": "Hoe krijg je een directie mee?", **form}
        self.assertEqual(post(self.rsvp(person), form).status, 303)

    def looks(self, name, url, language="nl", act=None, widths=(PHONE, DESKTOP)):
        """The page fits on each width, light and dark, and a picture of each is kept. axe finds nothing on a
        light phone and a dark desktop: both widths and both schemes, for half of its time."""
        for width in widths:
            for dark in (False, True):
                with self.subTest(name=name, width=width, dark=dark):
                    page = self.page(width, dark)
                    fetched = []
                    page.on("request", lambda request: fetched.append(request.url))
                    page.goto(url)
                    if act:
                        act(page)
                    self.assertEqual(page.locator("html").get_attribute("lang"), language)
                    self.assert_fits(page)
                    if dark == (width == DESKTOP):
                        self.assert_accessible(page)
                    foreign = [each for each in fetched if not each.startswith(self.site.web)]
                    self.assertEqual(foreign, [], "the page fetched something from elsewhere")
                    scheme = "dark" if dark else "light"
                    self.keep(page, f"pages/{name}-{language}-{width}-{scheme}")
                    page.context.close()

    def test_an_invitation_in_each_of_its_states(self):
        for person, language in ((BEN, "nl"), (CARLA, "en")):
            self.looks("invitation", self.rsvp(person) + "?a=yes", language)
            self.looks("own", self.rsvp(person) + "/own", language)
            self.looks("cancelled", self.rsvp(person, "londen"), language)
            self.looks("over", self.rsvp(person, "voorbij"), language)
        self.looks("faults", self.rsvp(BEN), act=lambda page: page.click("button[value=yes]"))
        self.looks("own-done", self.rsvp(BEN) + "/own", act=self.ask_for_own)
        self.answer(ANNA, guests="1")
        for person, language in ((BEN, "nl"), (CARLA, "en")):
            self.answer(person)
            self.looks("waiting", self.rsvp(person), language)
            self.looks("colleague", self.rsvp(person) + "/colleague", language)
        self.looks("seated", self.rsvp(ANNA))
        self.looks("hostile", self.rsvp("107"))

    def ask_for_own(self, page):
        page.fill("#name", "Bram de Wit")
        page.fill("#email", "bram@network.test")
        page.click("button.main")

    def test_what_a_person_wants_to_get(self):
        self.answer(ANNA)
        self.answer(CARLA)
        for person, language in ((ANNA, "nl"), (CARLA, "en")):
            self.looks("unsubscribe", links.unsubscribe(self.site, person), language)
            self.looks("preferences", links.preferences(self.site, person), language)
            self.looks("unsubscribed", links.unsubscribe(self.site, person), language,
                       act=lambda page: page.click("form.row button"), widths=(PHONE,))
        self.looks("not-found", self.site.web + "/r/nothing")

    def test_being_forgotten_takes_two_steps_and_then_nothing_is_left(self):
        self.answer(ANNA)
        url, rsvp = links.preferences(self.site, ANNA), self.rsvp(ANNA)

        def press(page):
            page.click("#forget summary")
            page.click("button.danger")
            page.wait_for_selector("#confirm-fault")

        self.looks("forget", url, act=press)
        page = self.page(PHONE, java_script_enabled=False)
        page.goto(url)
        press(page)
        page.check("[name=confirm]")
        page.click("button.danger")
        page.wait_for_selector("text=Je bent vergeten")
        self.assertEqual([get(link).status for link in (url, rsvp)], [404, 404])
        self.assertEqual(self.program.json("rsvps", EVENT), [])
        kept = "".join(file.read_text() for file in self.site.state.rglob("*") if file.suffix in (".jsonl", ".csv"))
        self.assertNotIn("anna", kept.lower())

    def test_the_hosts_desk_and_what_is_printed_of_it(self):
        self.answer(ANNA, guests="1")
        self.answer(BEN, q_vraag=HOSTILE)
        self.answer(DIRK, answer="maybe")
        self.answer(DIRK, answer="no")
        desk = links.host(self.site, EVENT)
        self.write_back("ben@network.test", f"Hoe laat eten we? {HOSTILE}")
        wait_until(lambda: "Mail voor jou" in get(desk).body, "the mail on the desk", evidence=self.program.log)
        for name, path in (("desk", ""), ("sheet", "/sheet"), ("badges", "/badges")):
            self.looks(name, desk + path)
        page = self.page()
        page.goto(desk + "/badges")
        self.assertEqual(page.locator(".badges li").count(), 2)
        for name in ("sheet", "badges"):
            page.goto(f"{desk}/{name}")
            printed = page.pdf(prefer_css_page_size=True)
            (self.artefact(f"pages/{name}.pdf")).write_bytes(printed)
            self.assertEqual(len(re.findall(rb"/Type\s*/Page\b", printed)), 1, name)
            [box] = set(re.findall(rb"/MediaBox\s*\[([^\]]*)\]", printed))
            self.assertEqual([round(float(side)) for side in box.split()], [0, 0, 595, 842])  # A4 in points

    def test_by_keyboard_and_without_scripts_an_answer_takes_two_touches(self):
        page = self.page(PHONE, java_script_enabled=False)
        page.goto(self.rsvp(ANNA) + "?a=yes")
        self.assertIn("In de mail koos je ja", page.content())
        self.tab_to(page, "Ja, ik kom")
        page.keyboard.press("Enter")
        # A required question was left open: said beside it, and the rest is still there.
        page.wait_for_selector("[role=alert]")
        self.tab_to(page, "Vul dit nog in")
        page.keyboard.press("Enter")
        self.tab_to(page, "q_vraag")
        page.keyboard.type(HOSTILE)
        self.tab_to(page, "Ja, ik kom")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Je komt!")
        [row] = self.program.json("rsvps", EVENT)
        self.assertEqual((row["answer"], row["answers"]["vraag"]), ("yes", HOSTILE))
        self.tab_to(page, "Stuur een collega")
        page.keyboard.press("Enter")
        page.wait_for_selector("#email")
        self.tab_to(page, "name")
        page.keyboard.type("Bram de Wit")
        page.keyboard.press("Tab")
        page.keyboard.type("bram@network.test")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Je plaats is nu van Bram de Wit")
        rows = {row["email"]: row["seat"] for row in self.program.json("rsvps", EVENT)}
        self.assertEqual(rows, {"anna@network.test": "none", "bram@network.test": "seated"})

    def tab_to(self, page, what):
        """Presses Tab until what has the focus says `what`, or is called so; it must be seen to have it."""
        for _ in range(40):
            page.keyboard.press("Tab")
            focus = page.locator(":focus")
            if focus.count() and (what in focus.inner_text() or focus.get_attribute("id") == what):
                outline = focus.evaluate("e => getComputedStyle(e).outlineStyle")
                self.assertNotEqual(outline, "none", f"{what} does not show that it has the focus")
                return
        self.fail(f"no way to {what} by keyboard")

    def test_twice_the_text_still_fits(self):
        self.answer(ANNA)
        pages = [self.rsvp(BEN), self.rsvp(ANNA), links.unsubscribe(self.site, ANNA),
                 links.preferences(self.site, ANNA), links.host(self.site, EVENT)]
        for url in pages:
            page = self.page(2 * PHONE)
            page.goto(url)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            self.assert_fits(page)
            page.context.close()
