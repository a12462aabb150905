"""The documentation as a site: every link and anchor of it leads somewhere, by another reader than the one that made
it; a broken one is an error with file and line, and then nothing is written."""

import html.parser
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import urllib.parse

from harness import REPOSITORY

SCRIPT = REPOSITORY / "scripts/site"


class Links(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.targets, self.ids = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("href", "src"):
                self.targets.append(value)
            elif name == "id":
                self.ids.append(value)


class SiteTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="convoke-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def site(self, *arguments):
        return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True)

    def copy(self):
        """The documentation, to break something in it."""
        root = self.folder / "project"
        root.mkdir()
        for file in [*REPOSITORY.glob("*.md"), REPOSITORY / "LICENSE"]:
            shutil.copy(file, root)
        shutil.copytree(REPOSITORY / "docs", root / "docs")
        return root

    def test_every_link_of_the_site_leads_somewhere(self):
        out = self.folder / "site"
        done = self.site(out)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        pages = {path: Links(path.read_text(encoding="utf-8")) for path in out.rglob("*.html")}
        self.assertGreater(len(pages), 20)
        sources = [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")]
        self.assertEqual(len(pages), len(sources) + len(list((REPOSITORY / "docs/help").glob("*.txt"))) + 1)
        seen = 0
        for path, page in pages.items():
            self.assertEqual(len(page.ids), len(set(page.ids)), path)
            for target in page.targets:
                parts = urllib.parse.urlsplit(target)
                if parts.scheme:
                    self.assertIn(parts.scheme, ("http", "https", "mailto"))
                    continue
                seen += 1
                file = (path.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else path
                self.assertTrue(file.is_file(), f"{path}: {target}")
                self.assertTrue(file.is_relative_to(out.resolve()), f"{path}: {target}")
                if parts.fragment:
                    other = pages[file] if file in pages else pages[out / file.relative_to(out.resolve())]
                    self.assertIn(urllib.parse.unquote(parts.fragment), other.ids, f"{path}: {target}")
        self.assertGreater(seen, 500)
        text = (out / "operating.html").read_text(encoding="utf-8")
        self.assertIn('href="monitoring/index.html"', text)
        self.assertIn('<h2 id="brakes">', text)
        self.assertIn("prefers-color-scheme: dark", (out / "style.css").read_text())

    def test_a_broken_link_is_an_error_with_its_place(self):
        root = self.copy()
        page = root / "docs/people.md"
        lines = page.read_text(encoding="utf-8").split("\n")
        page.write_text("\n".join(lines + [
            "", "See [nothing](nowhere.md),", "[a heading](store.md#no-such-thing)", "and ![a picture](gone.png).", "",
            "`[code](is-no-link.md)` and [good](store.md)."]), encoding="utf-8")
        at = len(lines) + 2
        for arguments in (("--check",), (self.folder / "out",)):
            done = self.site(*arguments, "--from", root)
            self.assertEqual(done.returncode, 1)
            self.assertEqual(done.stderr.splitlines(), [
                f"docs/people.md:{at}: error: 'nowhere.md': there is no docs/nowhere.md",
                f"docs/people.md:{at + 1}: error: 'store.md#no-such-thing': docs/store.md has no heading #no-such-thing",
                f"docs/people.md:{at + 2}: error: 'gone.png': there is no docs/gone.png"])
        self.assertFalse((self.folder / "out").exists())

    def test_pictures_and_files_come_along(self):
        root = self.copy()
        (root / "docs/pictures").mkdir()
        (root / "docs/pictures/desk.png").write_bytes(b"picture")
        with open(root / "docs/people.md", "a", encoding="utf-8") as file:
            file.write("\n![The desk](pictures/desk.png) [the rules](monitoring/alerts.yml) [licence](../LICENSE)\n")
        done = self.site(self.folder / "out", "--from", root)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual((self.folder / "out/pictures/desk.png").read_bytes(), b"picture")
        self.assertTrue((self.folder / "out/monitoring/alerts.yml").is_file())
        self.assertTrue((self.folder / "out/files/LICENSE").is_file())

    def test_nothing_else_is_lost_to_it(self):
        other = self.folder / "other"
        other.mkdir()
        (other / "thesis.txt").write_text("years of work")
        self.assertNotEqual(self.site(other).returncode, 0)
        self.assertTrue((other / "thesis.txt").exists())


if __name__ == "__main__":
    unittest.main()
