"""Debian's Chromium, driven by Playwright, and axe-core in it. Screenshots are kept in `.artefacts/`,
for a person to look at: no test can say that a page is beautiful."""

import os
import shutil
import unittest

from harness import REPOSITORY, Case

ARTEFACTS = REPOSITORY / ".artefacts"
PHONE, DESKTOP = 320, 800


class BrowserCase(Case):
    """A test with one Chromium for the whole class; a page is opened for a width and a colour scheme."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        program = shutil.which("chromium")
        if program is None:
            raise unittest.SkipTest("no chromium on this machine: nothing was looked at in a browser")
        from playwright.sync_api import sync_playwright

        driver = sync_playwright().start()
        cls.addClassCleanup(driver.stop)
        # Chromium has no sandbox for root; what it opens here is only what this test serves.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        cls.chromium = driver.chromium.launch(executable_path=program, args=arguments)
        cls.addClassCleanup(cls.chromium.close)

    def page(self, width=DESKTOP, dark=False, height=900, **options):
        """A page that runs no script of its own, as the pages and mails promise to need none."""
        options = {"java_script_enabled": True, "reduced_motion": "reduce", **options}
        context = self.chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", **options)
        self.addCleanup(context.close)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    def keep(self, page, name):
        """A screenshot of the whole page, as .artefacts/NAME.png."""
        page.screenshot(path=self.artefact(f"{name}.png"), full_page=True)

    def artefact(self, name):
        """Where a file for people to look at is kept."""
        file = ARTEFACTS / name
        file.parent.mkdir(parents=True, exist_ok=True)
        return file

    def assert_fits(self, page):
        """Nothing is cut off or has to be scrolled to sideways."""
        wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        self.assertLessEqual(wide[0], wide[1], f"{page.url} is {wide[0]} px wide in {wide[1]}")

    def assert_accessible(self, page, without=()):
        """axe-core finds nothing to object to; `without` names rules that do not apply, with the reason
        beside the call."""
        from axe_playwright_python.sync_playwright import Axe

        rules = {rule: {"enabled": False} for rule in without}
        found = Axe().run(page, options={"rules": rules} if rules else None)
        self.assertEqual([(violation["id"], [node["target"] for node in violation["nodes"]])
                          for violation in found.response["violations"]], [], page.url)
