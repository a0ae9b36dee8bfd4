"""Checks licence expressions and sources of all dependencies against deny.toml. Argument: deny.toml."""

import json
import re
import subprocess
import sys
import tomllib


def permits(expression, allowed):
    """Whether an SPDX expression can be satisfied. `/` is an older notation of OR; exceptions (WITH) only add permissions."""
    tokens = re.findall(r"[()]|[^\s()]+", re.sub(r"\s+WITH\s+\S+", "", expression.replace("/", " OR ")))

    def either():
        found = both()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            found = both() or found
        return found

    def both():
        found = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            found = one() and found
        return found

    def one():
        token = tokens.pop(0)
        if token != "(":
            return token in allowed
        found = either()
        tokens.pop(0)
        return found

    return either()


def main(config):
    with open(config, "rb") as file:
        rules = tomllib.load(file)
    allowed = set(rules["licenses"]["allow"])
    exceptions = {each["crate"]: allowed | set(each["allow"]) for each in rules["licenses"]["exceptions"]}
    command = ["cargo", "metadata", "--locked", "--all-features", "--format-version", "1"]
    packages = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["packages"]
    sources = {None} | {f"registry+{url}" for url in rules["sources"]["allow-registry"]}
    wrong = []
    for package in packages:
        name = f"{package['name']} {package['version']}"
        if package["source"] not in sources:
            wrong.append(f"{name}: expected a permitted source, found {package['source']}")
        if not package["license"] or not permits(package["license"], exceptions.get(package["name"], allowed)):
            wrong.append(f"{name}: expected a permitted licence, found {package['license']}")
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{len(packages)} packages have permitted licences and sources")


if __name__ == "__main__":
    main(*sys.argv[1:])
