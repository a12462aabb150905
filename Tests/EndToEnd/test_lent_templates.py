"""An upgrade over an operator's own Templates: words, pages and mails of the system that a new version needs and
an older copy lacks are lent by the files that came with the program, and check names each."""

import pathlib
import re
import shutil
import unittest

from harness import Case, PlainServer, fixture_config
from tools import get, parse, post, wait_until


class UpgradeTest(Case):
    def setUp(self):
        super().setUp()
        self.server = PlainServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url)
        self.templates = self.site.folder / "Templates"
        self.program = self.convoke(self.site)

    def without(self, path, key):
        """The operator's copy of a word list as it was before the word came."""
        file = self.templates / path
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not re.match(rf"{key}\s*=", line)]
        self.assertEqual(len(kept), len(lines) - 1, path)
        file.write_text("".join(kept), encoding="utf-8")
        [word] = [re.match(r'\S+\s*=\s*"(.*)"', line)[1] for line in lines if line not in kept]
        return word

    def link(self):
        wait_until(lambda: len(self.server.mails) >= 4, "invitations", 40, self.program.log)
        for mail in self.server.mails:
            for link in parse(mail.content).links("/r/"):
                if "Anna" in get(link).body:
                    return link
        self.fail("no page of Anna's")

    def test_words_and_pages_that_are_missing_are_lent_and_named(self):
        submit = self.without("nl/web.toml", "title_open")
        (self.templates / "web/message.html").unlink()
        (self.templates / "nl/forward.md").unlink()
        check = self.program.run("check")
        warnings = [line for line in check.stderr.splitlines() if ": warning: " in line]
        self.assertIn("Templates/nl/web.toml:1:1: warning: the word 'web.invitation.title_open' is missing; "
                      "the one that came with the program stands in", warnings)
        for path in ("Templates/web/message.html", "Templates/nl/forward.md"):
            self.assertIn(f"{path}:1:1: warning: the file is missing; the one that came with the program stands in",
                          warnings)
        self.assertEqual(len(warnings), 3, warnings)
        self.program.start()
        link = self.link()
        self.assertIn(submit, get(link).body)
        self.assertEqual(post(link, {"answer": "yes"}).status, 303)
        # The page of an error is the one that was missing.
        self.assertEqual(get(self.site.web + "/r/nonsense").status, 404)
        self.assertIn("<html", get(self.site.web + "/r/nonsense").body)
        # A restart goes on from the copy, which lacks them as well.
        self.assertEqual(self.program.stop(), 0)
        self.site.write("Config/events/kapot.toml", "kind = \n")
        self.program.start()
        self.assertIn("serving the last programme that was", self.program.log())
        self.assertEqual(get(link).status, 200)

    def test_nothing_of_ones_own_is_put_aside(self):
        file = self.templates / "nl/web.toml"
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r'(?m)^title_open\s*=.*$', 'title_open = "Eigen woord"', text), encoding="utf-8")
        self.assertNotIn("warning", self.program.run("check").stderr)
        self.program.start()
        self.assertIn("Eigen woord", get(self.link()).body)

    def test_a_language_that_the_network_has_not_gets_nothing(self):
        shutil.rmtree(self.templates / "en")
        warnings = self.program.run("check").stderr
        self.assertNotIn("Templates/en/", warnings)
        self.assertIn("there are no templates in 'en'", warnings)

    def test_a_step_of_a_playbook_is_the_networks_own_affair(self):
        shutil.rmtree(self.templates / "nl/openspace", ignore_errors=True)
        (self.templates / "nl/reminder.md").unlink()
        self.assertIn("reminder.md is missing", self.program.run("check", expect=1).stderr)

    def test_a_program_that_stands_alone_says_what_it_lacks(self):
        """Without the files that came with it nothing can stand in."""
        alone = self.folder / "a/b/c/d/e/f"
        alone.mkdir(parents=True)
        if pathlib.Path("/usr/share/convoke").exists():
            self.skipTest("a package is installed here")
        self.program.program = shutil.copy(self.program.program, alone)
        self.without("nl/web.toml", "title_open")
        self.assertIn('Templates/nl/web.toml:1:1: error: "invitation.title_open" is missing', self.program.run("check", expect=1).stderr)


if __name__ == "__main__":
    unittest.main()
