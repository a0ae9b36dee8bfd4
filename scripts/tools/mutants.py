"""Mutation testing with one build: every change that cargo-mutants lists is compiled into the sources, switched off, and the tests run
once for each with that change switched on. A build for each change, as cargo-mutants does it, takes a hundred times as long.

Usage: mutants.py ROOT REPORT PACKAGE:TEST...: the root of the changed crate, the report, and the tests, of which those that fail soonest come
first; `lib` means the unit tests. The list (`cargo mutants --list --json`) is read from standard input, names in the environment variable
SKIP leave out slow tests. A report that exists is continued.
"""

import json
import os
import re
import subprocess
import sys

import tree_sitter_rust
from tree_sitter import Language, Parser

PARSER = Parser(Language(tree_sitter_rust.language()))
# Seconds: a change may make a loop endless.
TIMEOUT = 60
SWITCH = """
/// Whether this change is switched on.
pub(crate) fn mutant(number: usize) -> bool {
    static ON: std::sync::OnceLock<Option<usize>> = std::sync::OnceLock::new();
    *ON.get_or_init(|| std::env::var("MUTANT").ok().and_then(|text| text.parse().ok())) == Some(number)
}
"""


class File:
    """A source file, and the changes of its syntax nodes."""

    def __init__(self, path, mutants):
        with open(path, "rb") as file:
            self.path, self.text = path, file.read()
        self.lines = self.text.split(b"\n")
        self.root = PARSER.parse(self.text).root_node
        self.changes, self.arms, self.left_out, self.built = {}, {}, set(), self.text
        for number, mutant in mutants:
            self.add(number, mutant)

    def offset(self, place):
        """Columns of cargo-mutants are characters, from 1."""
        before = sum(len(line) + 1 for line in self.lines[: place["line"] - 1])
        return before + len(self.lines[place["line"] - 1].decode()[: place["column"] - 1].encode())

    def add(self, number, mutant):
        start, end = self.offset(mutant["span"]["start"]), self.offset(mutant["span"]["end"])
        genre, other = mutant["genre"], mutant["replacement"].encode()
        node = self.root.descendant_for_byte_range(start, end)
        if genre in ("BinaryOperator", "UnaryOperator"):
            while node.type not in ("binary_expression", "unary_expression", "compound_assignment_expr"):
                node = node.parent
            other = self.text[node.start_byte : start] + other + self.text[end : node.end_byte]
        elif genre == "MatchArmGuard":
            while (node.start_byte, node.end_byte) != (start, end):
                node = node.parent
        elif genre == "MatchArm":
            while node.type != "match_arm":
                node = node.parent
            self.arms[number] = node.parent.parent.start_point[0] + 1
            node = node.child_by_field_name("pattern")
        elif genre == "FnValue":
            while node.type != "block" or node.parent.type != "function_item":
                node = node.parent
        else:
            self.left_out.add(number)
        self.changes.setdefault(node.id, []).append((genre, number, other))

    def render(self, node):
        """The text of a node, with its changes. Lines stay the same."""
        text, at = b"", node.start_byte
        for child in node.children:
            text += self.text[at : child.start_byte] + self.render(child)
            at = child.end_byte
        text += self.text[at : node.end_byte]
        for genre, number, other in self.changes.get(node.id, []):
            switch, end = b"crate::mutant(%d)" % number, b"/*e%d*/" % number
            if number in self.left_out:
                continue
            if genre == "FnValue":
                text = b"{ if %s { return %s%s; } %s" % (switch, other, end, text[1:])
            elif genre == "MatchArm":
                has_guard = node.child_by_field_name("condition") is not None
                text += (b" && !" if has_guard else b" if !") + switch + end
            else:
                text = b"(if %s { %s%s } else { %s })" % (switch, other, end, text)
        return text

    def write(self, text):
        with open(self.path, "wb") as file:
            file.write(text)

    def concerned(self, error, span):
        """The changes that an error of the compiler is about, with their sizes."""
        if error["code"] and error["code"]["code"] == "E0004":
            # Without the arm, the match is not exhaustive.
            return [(number, 0) for number, line in self.arms.items() if line == span["line_start"]]
        found = []
        for switch in re.finditer(rb"crate::mutant\((\d+)\)", self.built):
            end = self.built.index(b"/*e%s*/" % switch[1], switch.start())
            if switch.start() < span["byte_end"] and span["byte_start"] < end:
                found.append((int(switch[1]), end - switch.start()))
        return found


def build(tests):
    """The programs of the tests, in their order, and the errors of the compiler."""
    packages, targets = zip(*(test.split(":") for test in tests))
    names = [word for target in dict.fromkeys(targets) for word in (["--lib"] if target == "lib" else ["--test", target])]
    chosen = [word for package in dict.fromkeys(packages) for word in ("-p", package)]
    command = ["cargo", "test", "--locked", "--no-run", "--message-format=json", *chosen, *names]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout
    programs, errors = {}, []
    for message in map(json.loads, output.splitlines()):
        if message["reason"] == "compiler-artifact" and message["executable"]:
            directory = os.path.dirname(message["manifest_path"])
            name = message["package_id"].split("#")[1]
            package = name.split("@")[0] if "@" in name else os.path.basename(directory)
            target = "lib" if "lib" in message["target"]["kind"] else message["target"]["name"]
            programs[f"{package}:{target}"] = directory, message["executable"]
        elif message["reason"] == "compiler-message" and message["message"]["level"] == "error":
            errors.append(message["message"])
    return [programs[test] for test in tests if test in programs], errors


def outcome(programs, number):
    """What the tests do with a change."""
    skip = [word for name in os.environ.get("SKIP", "").split() for word in ("--skip", name)]
    for directory, program in programs:
        variables = os.environ | {"MUTANT": str(number), "CARGO_MANIFEST_DIR": directory}
        try:
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            if subprocess.run([program, *skip], cwd=directory, env=variables, timeout=TIMEOUT, check=False, **quiet).returncode != 0:
                return "caught"
        except subprocess.TimeoutExpired:
            return "timeout"
    return "missed"


def main():
    root, report, *tests = sys.argv[1:]
    mutants = list(enumerate(json.load(sys.stdin)))
    paths = sorted({mutant["file"] for _, mutant in mutants})
    files = {path: File(path, [one for one in mutants if one[1]["file"] == path]) for path in paths}
    with open(root, encoding="utf-8") as file:
        before = file.read()
    try:
        with open(root, "a", encoding="utf-8") as file:
            file.write(SWITCH)
        while True:
            for file in files.values():
                file.built = file.render(file.root)
                file.write(file.built)
            programs, errors = build(tests)
            if not errors:
                break
            progress = False
            for error in errors:
                places = [(files[span["file_name"]], span) for span in error["spans"] if span["file_name"] in files]
                found = [(size, number, file) for file, span in places for number, size in file.concerned(error, span)]
                for size, number, file in sorted(found, key=lambda one: one[:2])[: None if found and found[0][0] == 0 else 1]:
                    progress |= number not in file.left_out
                    file.left_out.add(number)
            if not progress:
                sys.exit("expected errors of the changes only, found " + "\n".join(error["rendered"] for error in errors[:3]))
    finally:
        for file in files.values():
            file.write(file.text)
        with open(root, "w", encoding="utf-8") as file:
            file.write(before)
    if outcome(programs, -1) != "missed":
        sys.exit("expected tests that succeed without a change")
    done = set()
    if os.path.exists(report):
        with open(report, encoding="utf-8") as file:
            done = {line.split("\t")[1] for line in file}
    unviable = set().union(*(file.left_out for file in files.values()))
    with open(report, "a", encoding="utf-8") as file:
        for number, mutant in mutants:
            if str(number) not in done:
                print("unviable" if number in unviable else outcome(programs, number), number, mutant["name"], sep="\t", file=file, flush=True)


main()
