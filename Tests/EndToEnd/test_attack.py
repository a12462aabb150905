"""The surveys of `scripts/attack`, short: each with a seed of the day that is printed."""

import os
import random
import unittest

import attack

# So many inputs take some twenty seconds together; scripts/attack goes on for ten minutes.
COUNTS = {"forged links": 120, "smuggled requests": 30, "mail server faults": 3, "disk faults": 1,
          "bit flips": 25, "mail bombs": 4}


class AttackTest(unittest.TestCase):
    def test_surveys_hold(self):
        seed = int(os.environ.get("CONVOKE_ATTACK_SEED") or random.SystemRandom().randrange(10**6))
        for name, count in COUNTS.items():
            with self.subTest(survey=name, seed=seed):
                tried, wrong, seconds, skipped = attack.survey(name, seed, count)
                print(f"seed {seed}  {name}: {skipped or f'{tried} tried in {seconds:.1f} s'}", flush=True)
                self.assertEqual(wrong, [])
                if not skipped:
                    self.assertEqual(tried, count)


if __name__ == "__main__":
    unittest.main()
