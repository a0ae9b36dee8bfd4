"""Prints the licence texts of the crates in the command, each text once. Standard input: `cargo metadata`."""

import collections
import json
import pathlib
import re
import sys

NAMES = re.compile(r"(licen[cs]e|copying|notice|unlicense)", re.I)
# For packages with an SPDX expression and no text.
STANDARD = {
    "MPL-2.0": "The source is subject to the Mozilla Public License 2.0, https://mozilla.org/MPL/2.0/, and available at ",
    "APACHE-2.0": pathlib.Path("LICENSE-APACHE").read_text(),
    "MIT": pathlib.Path("LICENSE-MIT").read_text().split("\n\n", 2)[-1],
}

metadata = json.load(sys.stdin)
packages = {package["id"]: package for package in metadata["packages"]}
nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
found, open_ = set(), [package["id"] for package in packages.values() if package["name"] == "deskledger-cli"]
while open_:
    package = open_.pop()
    if package not in found:
        found.add(package)
        linked = [one for one in nodes[package]["deps"] if any(kind["kind"] is None for kind in one["dep_kinds"])]
        # A procedural macro runs at build time only.
        is_macro = any("proc-macro" in target["kind"] for target in packages[package]["targets"])
        open_ += [] if is_macro else [one["pkg"] for one in linked]

texts, without = collections.defaultdict(set), []
for package in (packages[one] for one in found):
    if package["source"] is None or any("proc-macro" in target["kind"] for target in package["targets"]):
        continue
    name, directory = f"{package['name']} {package['version']}", pathlib.Path(package["manifest_path"]).parent
    files = [file for file in sorted(directory.rglob("*")) if file.is_file() and NAMES.match(file.name) and file.suffix not in (".rs", ".json")]
    own = [file.read_text(errors="replace") for file in files]
    standard = [text for licence, text in STANDARD.items() if licence in package["license"].upper()]
    if not own and standard:
        source = package["repository"] or ""
        own = [f"{package['license']}, {', '.join(package['authors']) or 'the authors of the crate'}\n\n{standard[0].strip()} {source}"]
    for text in own:
        texts["\n".join(line.rstrip() for line in text.strip().splitlines())].add(name)
    if not own:
        without.append(f"{name}: expected a licence text, found none ({package['license']})")
if without:
    sys.exit("\n".join(without))
print("Third-party software in deskledger, and its licences.")
for text, users in sorted(texts.items(), key=lambda one: (-len(one[1]), sorted(one[1]))):
    print(f"\n{'=' * 80}\nUsed by {', '.join(sorted(users))}:\n\n{text}")
