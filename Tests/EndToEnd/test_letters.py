"""Every shipped letter as a phone and a desktop show it, light and dark: it fits, it can be read, it
fetches nothing. The pictures are kept in `.artefacts/mails`."""

import pathlib
import re
import urllib.parse

from browser import DESKTOP, PHONE, BrowserCase
from harness import EVENT, fixture_config

LANGUAGES = {"nl": "101", "en": "103"}


class LettersTest(BrowserCase):
    def letters(self, language):
        """The HTML of every step's letter, by step."""
        site = fixture_config(self.folder, "smtp://127.0.0.1:1")
        program = self.convoke(site, environment={"BROWSER": "/bin/true", "TMPDIR": str(self.folder)})
        address = program.run("preview", EVENT, "--to", LANGUAGES[language], "--open").stdout.strip()
        html = pathlib.Path(urllib.parse.urlsplit(address).path).read_text()
        steps = re.findall(r'<section id="([^"]+)">', html)
        self.assertGreaterEqual(len(steps), 11)
        return {step: program.run("preview", EVENT, step, "--to", LANGUAGES[language],
                                  "--format", "html").stdout for step in steps}

    def judge(self, language):
        fetched = []
        for step, html in self.letters(language).items():
            self.assertLess(len(html.encode()), 30_000, step)
            for width in (PHONE, DESKTOP):
                for dark in (False, True):
                    with self.subTest(step=step, width=width, dark=dark):
                        page = self.page(width, dark)
                        page.on("request", lambda request: fetched.append(request.url))
                        page.set_content(html)
                        self.assertEqual(page.locator("html").get_attribute("lang"), language)
                        self.assert_fits(page)
                        if width == PHONE:
                            # A mail is no page of a site: a mail program gives it its landmarks.
                            self.assert_accessible(page, without=("region", "landmark-one-main",
                                                                  "page-has-heading-one"))
                        self.keep(page, f"mails/{step}-{language}-{width}-{'dark' if dark else 'light'}")
                        page.context.close()
        self.assertEqual(fetched, [], "a letter fetched something")

    def test_every_dutch_letter_fits_and_can_be_read(self):
        self.judge("nl")

    def test_every_english_letter_fits_and_can_be_read(self):
        self.judge("en")

    def test_the_overview_of_an_event_fetches_nothing_and_scrolls_only_where_letters_stand(self):
        site = fixture_config(self.folder, "smtp://127.0.0.1:1")
        program = self.convoke(site, environment={"BROWSER": "/bin/true", "TMPDIR": str(self.folder)})
        address = program.run("preview", EVENT, "--to", "101", "--open").stdout.strip()
        for width in (PHONE, 1440):
            page = self.page(width)
            page.goto(address)
            self.assert_fits(page)
            self.keep(page, f"preview-{width}")
