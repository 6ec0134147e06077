"""Says what stands at DIR: none, old, new, or torn and why.    usage: set_state.py DIR OLD_REFERENCE NEW_REFERENCE

A set is whole when it has the files of its reference, all of them with the same bytes, and its manifest holds the SHA-256 of each other one."""
import hashlib
import os
import sys

MANIFEST = "manifest.json"


def content(directory):
    files = {}
    for name in os.listdir(directory):
        with open(os.path.join(directory, name), "rb") as file:
            files[name] = file.read()
    return files


def why_not(found, reference):
    if set(found) != set(reference):
        return "files " + " ".join(sorted(found))
    for name in found:
        if name != MANIFEST and found[name] != reference[name]:
            return name + " differs"
        if name != MANIFEST and hashlib.sha256(found[name]).hexdigest().encode() not in found[MANIFEST]:
            return name + " is not the file of its manifest"
    return ""


def main():
    place, references = sys.argv[1], {"old": sys.argv[2], "new": sys.argv[3]}
    if not os.path.lexists(place):
        return "none"
    found = content(place)
    reasons = {name: why_not(found, content(path)) for name, path in references.items()}
    for name, reason in reasons.items():
        if not reason:
            return name
    return "torn: not old (%s), not new (%s)" % (reasons["old"], reasons["new"])


print(main())
