"""The store under a killer: acknowledged entries survive kill -9, failing system calls, a full file
system and a power cut. What the machine cannot do is skipped with the reason, by the script itself."""

import os
import pathlib
import subprocess
import unittest


class StoreTortureTest(unittest.TestCase):
    def test_no_acknowledged_entry_is_lost(self):
        here = pathlib.Path(__file__).parent
        program = pathlib.Path(os.environ["CONVOKE"]).with_name("StoreTorture")
        done = subprocess.run(
            [here / "store_torture.sh", program, os.environ.get("ROUNDS", "4")],
            capture_output=True, text=True, timeout=600)
        print(done.stdout, end="")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
