"""The table of generators: measure_generators.py ROOT DIRECTORY DOCUMENT... (scripts/measure-generators)."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

root, work, *documents = map(pathlib.Path, sys.argv[1:])
work, environment = work.resolve(), os.environ | {"CARGO_INCREMENTAL": "0", "CARGO_PROFILE_DEV_DEBUG": "0"}
limit, largest = int(environment.get("LIMIT", 600)), int(environment.get("RELEASE", 300))
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
# The document and the programs for the size of one call.
ONE_CALL = "openai-com"
MAIN = '#[tokio::main(flavor = "current_thread")]\nasync fn main() { CALL }\n'
CALLS = {
    "deskledger": 'use openai_com::*; let client = client::Client::builder().endpoint(std::env::args().nth(1).unwrap()).build().unwrap(); '
    'println!("{:?}", ListEngines::default().send(&client).await.map(|response| response.status));',
    "progenitor": 'let client = openai_com::Client::new(&std::env::args().nth(1).unwrap()); println!("{:?}", client.list_engines().await);',
    "openapi-generator": 'let mut configuration = openai_com::apis::configuration::Configuration::new(); '
    'configuration.base_path = std::env::args().nth(1).unwrap(); '
    'println!("{:?}", openai_com::apis::open_ai_api::list_engines(&configuration).await);',
    "openapi-to-rust": 'let client = openai_com::generated::client::HttpClient::new().with_base_url(std::env::args().nth(1).unwrap()); '
    'println!("{:?}", client.list_engines().await);',
}


class Failed(Exception):
    """A step of a generator or of the compiler."""


def run(command, cwd, **variables):
    """Seconds of the processor and of the clock, and MiB of the largest process."""
    with open(work / "output.txt", "w+") as output:
        begun = time.monotonic()
        child = subprocess.Popen(command, cwd=cwd, stdout=output, stderr=output, start_new_session=True, env=environment | variables)
        while not (done := os.wait4(child.pid, os.WNOHANG))[0]:
            if time.monotonic() - begun > limit:
                os.killpg(child.pid, signal.SIGKILL)
                os.wait4(child.pid, 0)
                raise Failed(f"more than {limit} s")
            time.sleep(0.02)
        _, status, used = done
        child.returncode = status
        output.seek(0)
        text = re.sub(r"\x1b\[[0-9;]*m", "", output.read())
    if status:
        lines = [line.strip() for line in text.splitlines()]
        is_error = re.compile(r"error|gen fail|Message:|thread .* panicked|Exception|Caused by", re.I).match
        error = next(filter(is_error, lines), (lines or [""])[-1])
        if "panicked" in error or error == "Error:":
            error += " " + lines[min(lines.index(error) + 1, len(lines) - 1)]
        count = re.search(r"due to (\d+) previous errors", text)
        error = re.sub(r"/\S*/registry/src/[^/]*/", "", error).replace(str(work), "").replace("|", "\\|")
        raise Failed((f"{count[1]} errors: " if count else "") + error[:160])
    return used.ru_utime + used.ru_stime, time.monotonic() - begun, used.ru_maxrss / 1024


def generate(generator, document, name, package):
    """The generator's command; what it needs to be a package is added afterwards."""
    if generator == "deskledger":
        return [environment["DESKLEDGER"], "spec", "generate", document, "-o", package, "--name", name, "--runtime", root, "--quiet"]
    if generator == "progenitor":
        return [work / "bin/cargo-progenitor", "progenitor", "-i", document, "-o", package, "-n", name, "-v", "0.1.0"]
    if generator == "openapi-generator":
        return [work / "venv/bin/openapi-generator-cli", "generate", "-g", "rust", "--skip-validate-spec", "-i", document, "-o", package,
                f"--additional-properties=packageName={name}"]
    package.mkdir(parents=True)
    (package / "src").mkdir()
    if generator == "openapi-to-rust":
        return [work / "bin/openapi-to-rust", "generate", document]
    schemas = json.loads(document.read_text()).get("components", {}).get("schemas", {})
    text = json.dumps({"$schema": "http://json-schema.org/draft-07/schema#", "definitions": schemas})
    (package / "schemas.json").write_text(text.replace("#/components/schemas/", "#/definitions/"))
    return [work / "bin/cargo-typify", "typify", package / "schemas.json", "-o", package / "src/lib.rs"]


def complete(generator, name, package):
    manifest, head = package / "Cargo.toml", f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2024"\n\n'
    if generator == "openapi-to-rust":
        manifest.write_text(head + (package / "src/generated/REQUIRED_DEPS.toml").read_text())
        (package / "src/lib.rs").write_text("pub mod generated;\n")
    if generator == "typify":
        manifest.write_text(head + '[dependencies]\nserde = { version = "1", features = ["derive"] }\nserde_json = "1"\nregress = "0.10"\n'
                            'chrono = { version = "0.4", features = ["serde"] }\nuuid = { version = "1", features = ["serde"] }\n')
    text = manifest.read_text()
    # In openapi-to-rust's list tokio may stand among the dependencies already.
    if "[dev-dependencies]" not in text:
        text += '\n[dev-dependencies]\ntokio = { version = "1", features = ["macros", "rt"] }\n'
    if "[workspace]" not in text:
        text += "\n[workspace]\n"
    manifest.write_text(text)
    if generator == "deskledger":
        shutil.copy(root / "Cargo.lock", package)


def build(generator, package, *profile):
    """The time of the package alone: its dependencies are built first, with an empty source."""
    target = {"CARGO_TARGET_DIR": str(work / "target"), "RUSTFLAGS": "--cap-lints=warn"}
    command = ["cargo", "build" if profile else "check", "--quiet", "--lib", *profile]
    (package / "src").rename(package / "generated")
    (package / "src").mkdir()
    (package / "src/lib.rs").write_text("")
    try:
        run(command, package, **target)
    finally:
        shutil.rmtree(package / "src")
        (package / "generated").rename(package / "src")
        os.utime(package / "src/lib.rs")
    return run(command, package, **target)


def size_of_call(generator, name, package):
    if name != ONE_CALL or generator not in CALLS:
        return ""
    (package / "examples").mkdir(exist_ok=True)
    (package / "examples/one_call.rs").write_text(MAIN.replace("CALL", CALLS[generator]))
    target = work / "target"
    run(["cargo", "build", "--quiet", "--release", "--example", "one_call"], package, CARGO_TARGET_DIR=str(target),
        CARGO_PROFILE_RELEASE_STRIP="symbols", RUSTFLAGS="--cap-lints=warn")
    return f"{(target / 'release/examples/one_call').stat().st_size / 1e6:.1f}"


def row(generator, document, name, operations):
    cells, package = [], work / "packages" / generator / name
    shutil.rmtree(package, ignore_errors=True)
    package.parent.mkdir(parents=True, exist_ok=True)
    try:
        seconds, _, memory = run(list(map(str, generate(generator, document, name, package))), package if package.exists() else work)
        cells = [f"{seconds:.1f}", f"{memory:.0f}"]
        complete(generator, name, package)
        lines = sum(text.count("\n") for text in (path.read_text() for path in (package / "src").rglob("*.rs")))
        cells.append(f"{lines:,}")
        seconds, wall, memory = build(generator, package)
        cells += [f"{seconds:.1f}", f"{wall:.0f}", f"{1000 * seconds / operations:.0f}", f"{memory:.0f}"]
        if operations <= largest:
            seconds, _, memory = build(generator, package, "--release")
            cells += [f"{seconds:.1f}", f"{memory:.0f}", size_of_call(generator, name, package)]
    except (Failed, OSError) as error:
        cells.append(str(error))
    return cells + [""] * (10 - len(cells))


print("| document | operations | generator | generation CPU s | MiB | lines | check CPU s | wall s | CPU ms per operation | MiB "
      "| release CPU s | MiB | MB of one call |\n" + "|---" * 13 + "|", flush=True)
for document in map(pathlib.Path.absolute, documents):
    name = re.sub(r"[^a-z0-9]+", "-", document.stem.lower())
    operations = sum(len(METHODS & item.keys()) for item in json.loads(document.read_text())["paths"].values())
    for generator in environment.get("GENERATORS", "deskledger,progenitor,openapi-generator,openapi-to-rust,typify").split(","):
        print(f"| {name} | {operations:,} | {generator} | " + " | ".join(row(generator, document, name, operations)) + " |", flush=True)
