"""A reload tells the truth: what of an edit only a restart puts in force is named by check, by reload, in the
status line and in the figures, until the restart."""

import unittest

from harness import Case, PlainServer, fixture_config
from tools import free_port, get, wait_until


class RestartTest(Case):
    def setUp(self):
        super().setUp()
        self.server = PlainServer().start()
        self.addCleanup(self.server.close)
        self.site = fixture_config(self.folder, self.server.url)
        self.program = self.convoke(self.site)
        self.program.start()

    def told(self, words):
        self.program._read_messages()
        return any(words in line for line in self.program.messages if line.startswith("STATUS="))

    def test_what_only_a_restart_changes_is_said_everywhere(self):
        self.assertEqual(self.program.run("check").stderr, "")
        port = free_port()
        self.site.write_settings(web={"listen": f'"127.0.0.1:{port}"', "trusted_proxies": '["10.0.0.0/8"]'},
                                 store={"directory": '"Elders"'}, smtp={"connections": "3"})
        check = self.program.run("check").stderr
        lines = (self.site.config / "convoke.toml").read_text().splitlines()
        for key, name in (("listen", "[web] listen"), ("trusted_proxies", "[web] trusted_proxies"),
                          ("directory", "[store] directory")):
            line = next(number for number, text in enumerate(lines, 1) if text.startswith(f"{key} ="))
            self.assertIn(f"Config/convoke.toml:{line}:1: warning: only a restart of the daemon puts this in force: "
                          f"{name} (", check)
        self.assertIn(f'("127.0.0.1:{self.site.web_port}" until a restart, then "127.0.0.1:{port}")', check)
        self.assertNotIn("connections", check)
        reload = self.program.run("reload").stderr
        self.assertEqual(reload.count("only a restart puts in force: "), 3, reload)
        wait_until(lambda: self.told("restart for: [store] directory, [web] listen, [web] trusted_proxies"),
                   "the status", 20, self.program.log)
        self.assertIn("convoke_restart_needed 3\n", get(f"{self.site.admin}/metrics").body)
        self.assertIn("[web] listen", self.program.run("status").stdout)
        self.assertRegex(self.program.log(), r"only a restart puts this in force keys=")
        # Still there, and by the files nowhere else; after a restart it is as they say.
        self.assertIn("restart of the daemon", self.program.run("check").stderr)
        self.assertEqual(self.program.stop(), 0)
        self.assertEqual(self.program.run("check").stderr.count("restart"), 0)
        self.program.start()
        self.assertEqual(self.program.run("check").stderr.count("restart"), 0)
        self.assertIn("convoke_restart_needed 0\n", get(f"{self.site.admin}/metrics").body)
        self.assertEqual(get(f"http://127.0.0.1:{port}/nothing").status, 404)

    def test_an_edit_that_is_taken_back_needs_none(self):
        was = self.site.settings["web"]["url"]
        self.site.write_settings(web={"url": f'"{self.site.web}/pad"'})
        self.assertIn("[web] url", self.program.run("reload").stderr)
        self.site.write_settings(web={"url": was})
        self.assertNotIn("restart", self.program.run("reload").stderr)
        self.assertIn("convoke_restart_needed 0\n", get(f"{self.site.admin}/metrics").body)


if __name__ == "__main__":
    unittest.main()
