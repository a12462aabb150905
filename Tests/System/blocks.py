"""The blocks of a page that an operator pastes.

```sh``` are for root on the machine, in their order. A word behind it, as in ```sh elsewhere```, says
that a block is not for that walk: `elsewhere` needs the outside world, other words name the test that
runs it."""

import pathlib
import re

from machine import REPOSITORY


class Page:
    def __init__(self, path):
        text = (REPOSITORY / path).read_text()
        self.blocks = []  # (heading, word, script)
        heading = ""
        for part in re.finditer(r"(?ms)^## (?P<heading>[^\n]*)$|^```(?P<kind>[^\n]*)\n(?P<text>.*?)^```$", text):
            if part["heading"] is not None:
                heading = part["heading"]
            elif re.match(r"sh\b", part["kind"]):
                self.blocks.append((heading, part["kind"][2:].strip(), part["text"]))

    def walk(self):
        """The plain blocks, by heading: [(heading, [script…])] in the order of the page."""
        found = {}
        for heading, word, script in self.blocks:
            if not word:
                found.setdefault(heading, []).append(script)
        return list(found.items())

    def named(self, word):
        """The block of that word, which stands there once."""
        [script] = [script for _, other, script in self.blocks if other == word]
        return script

    def words(self):
        return {word for _, word, _ in self.blocks}
