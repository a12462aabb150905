"""Every shipped letter as a phone and a desktop show it, light and dark: it fits, it can be read, it
fetches nothing. The pictures are kept in `.artefacts/mails`."""

import pathlib
import urllib.parse

from browser import DESKTOP, PHONE, BrowserCase
from harness import EVENT, REPOSITORY, fixture_config
from tools import parse

GOLDEN = REPOSITORY / "Tests/LettersTests/Golden"


class LettersTest(BrowserCase):
    def letters(self, language):
        """The HTML of every letter of the golden mails, by name. That they are what the program
        composes is a test of its own."""
        files = sorted(GOLDEN.glob(f"*-{language}.eml"))
        self.assertGreaterEqual(len(files), 30)
        return {file.stem.removesuffix(f"-{language}"): parse(file.read_bytes()).text("html")
                for file in files}

    def judge(self, language):
        fetched = []
        letters = self.letters(language)
        for width in (PHONE, DESKTOP):
            for dark in (False, True):
                page = self.page(width, dark)
                page.on("request", lambda request: fetched.append(request.url))
                scheme = "dark" if dark else "light"
                for name, html in letters.items():
                    with self.subTest(letter=name, width=width, dark=dark):
                        self.assertLess(len(html.encode()), 30_000)
                        page.set_content(html)
                        self.assertEqual(page.locator("html").get_attribute("lang"), language)
                        self.assert_fits(page)
                        self.assert_easy(page)
                        if width == PHONE:
                            # A mail is no page of a site: a mail program gives it its landmarks.
                            self.assert_accessible(page, without=("region", "landmark-one-main",
                                                                  "page-has-heading-one"))
                        self.keep(page, f"mails/{name}-{language}-{width}-{scheme}")
                page.context.close()
        self.assertEqual(fetched, [], "a letter fetched something")

    def assert_easy(self, page):
        """Buttons are high enough for a thumb, and where the keyboard stands can be seen."""
        for button in page.locator("a.b, a.o").all():
            self.assertGreaterEqual(button.bounding_box()["height"], 44)
        for link in page.locator("a").all()[:1]:
            link.focus()
            self.assertEqual(link.evaluate("link => getComputedStyle(link).outlineStyle"), "solid")
            link.blur()

    def test_every_dutch_letter_fits_and_can_be_read(self):
        self.judge("nl")

    def test_every_english_letter_fits_and_can_be_read(self):
        self.judge("en")

    def test_the_overview_of_an_event_fetches_nothing_and_scrolls_only_where_letters_stand(self):
        site = fixture_config(self.folder, "smtp://127.0.0.1:1")
        program = self.convoke(site, environment={"BROWSER": "/bin/true", "TMPDIR": str(self.folder)})
        address = program.run("preview", EVENT, "--to", "101", "--open").stdout.strip()
        self.assertTrue(pathlib.Path(urllib.parse.urlsplit(address).path).exists())
        for width in (PHONE, 1440):
            page = self.page(width)
            page.goto(address)
            self.assert_fits(page)
            self.keep(page, f"preview-{width}")
