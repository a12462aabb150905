"""What flufl.bounce says of its own sample bounces, as JSON: label_bounces.py FOLDER > labels.json"""
import email
import glob
import json
import os
import sys

from flufl.bounce import all_failures

labels = {}
for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.txt"))):
    with open(path, "rb") as file:
        found = set().union(*all_failures(email.message_from_binary_file(file)))
    addresses = (a.decode("ascii", "replace") if isinstance(a, bytes) else a for a in found)
    labels[os.path.basename(path)] = sorted(addresses)
json.dump(labels, sys.stdout, indent=1)
