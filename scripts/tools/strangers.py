"""Attacks of callers without credentials on a real server, as a table: attack, responses to the attacker, effect on authenticated callers."""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time

PROJECT = "8dc9c40a06574a598941b254d4b63b43"
STRANGER, OWNER = "127.0.0.66", "127.0.0.1"
binary = sys.argv[1]
failures = []


class Server:
    def __init__(self, directory, log):
        arguments = [binary, "serve", "--data", f"{directory}/data", "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=open(log, "w"), text=True)
        address = self.process.stdout.readline().rsplit("/", 1)[1]
        self.host, self.port = address.strip().split(":")
        self.token = open(f"{directory}/data/tokens").read().strip()

    def connect(self, source):
        return socket.create_connection((self.host, int(self.port)), timeout=30, source_address=(source, 0))

    def send(self, source, head, body=b""):
        """Status and head of the response, and the time it took."""
        started = time.monotonic()
        with self.connect(source) as stream:
            lines = [*head, "Host: a", "Connection: close"]
            if body and not any(line.lower().startswith(("content-length", "transfer-encoding")) for line in lines):
                lines.append(f"Content-Length: {len(body)}")
            stream.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            answer = b""
            while piece := stream.recv(65536):
                answer += piece
        text = answer.split(b"\r\n\r\n")[0].decode()
        return int(text.split(" ")[1]) if text else 0, text.lower(), time.monotonic() - started

    def list(self, source, token):
        return self.send(source, [f"GET /v2/{PROJECT}/connections/desktops?limit=1 HTTP/1.1", f"X-Auth-Token: {token}"])

    def sign_in(self, source, user, password, *more):
        user = {"name": user, "password": password, "domain": {"name": "example"}}
        identity = {"methods": ["password"], "password": {"user": user}}
        body = json.dumps({"auth": {"identity": identity, "scope": {"project": {"id": PROJECT}}}}).encode()
        return self.send(source, ["POST /v3/auth/tokens HTTP/1.1", "Content-Type: application/json", *more], body)


def row(attack, stranger, owners, is_right):
    print(f"| {attack} | {stranger} | {owners} | {'yes' if is_right else 'NO'} |", flush=True)
    if not is_right:
        failures.append(attack)


def main():
    directory = tempfile.mkdtemp()
    run = lambda *arguments, **more: subprocess.run([binary, *arguments], check=True, capture_output=True, text=True, **more)
    admin = lambda *arguments, **more: run("admin", "--data", f"{directory}/data", *arguments, **more).stdout
    run("seed", "--data", f"{directory}/data", "--records", "1000")
    for user in ["owner", "victim"]:
        admin("user", "add", user, "--password-file", "-", input="a password of length\n")
        admin("project", "grant", user, PROJECT)
    key = json.loads(admin("key", "add", "victim"))["ak"]
    server = Server(directory, "/dev/full")
    print("| attack | what a stranger gets | what owners notice | as intended |\n|---|---|---|---|")

    held, waits = [], []
    for number in range(1100):
        held.append(server.connect(STRANGER))
        held[-1].sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        if number % 20 == 0:
            status, _, took = server.send(OWNER, ["GET /healthz HTTP/1.1"])
            waits.append(took if status == 200 else 99)
            waits.append(server.list(OWNER, server.token)[2])
    row("1,100 half-open requests", "the oldest are closed", f"longest request {max(waits) * 1000:.0f} ms", max(waits) < 1)
    for stream in held:
        stream.close()

    date = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    signed = f"Authorization: SDK-HMAC-SHA256 Access={key}, SignedHeaders=host;x-sdk-date, Signature={'0' * 64}"
    found = set()
    for project, media in [(PROJECT, "application/x-ndjson"), (PROJECT, "text/plain"), ("unknown", "application/x-ndjson")]:
        head = [f"POST /ledger/v1/{project}/records HTTP/1.1", signed, f"X-Sdk-Date: {date}", f"Content-Type: {media}"]
        found.add(server.send(STRANGER, head, b"{}\n")[0])
    row("the id of a key, without its secret", f"{sorted(found)}", "nothing", found == {401})

    times = {"victim": [], "nobody": []}
    for _ in range(5):
        for user in times:
            times[user].append(server.sign_in("127.0.0.67", user, "a guessed password")[2])
    known, unknown = (statistics.median(times[user]) * 1000 for user in times)
    row("whether a user exists, by time", f"{known:.0f} ms known, {unknown:.0f} ms unknown", "nothing", abs(known - unknown) < 0.5 * known)

    found = [server.sign_in(STRANGER, "victim", f"a guessed password {number}")[0] for number in range(20)]
    victim, owner = server.sign_in(OWNER, "victim", "a password of length")[0], server.sign_in(OWNER, "owner", "a password of length")[0]
    locked = [json.loads(line) for line in admin("user", "list").splitlines()]
    locked = {user["user"]: user["locked"] for user in locked}["victim"]
    row("20 guessed passwords of a user", f"{sorted(set(found))}, locked at {locked}", f"sign-in of the user {victim}, of others {owner}", victim == owner == 201)

    found = [server.list(STRANGER, f"guess{number}")[0] for number in range(330)]
    status = server.list(OWNER, server.token)[0]
    row("330 guessed tokens", f"{found.count(401)} times 401, {found.count(429)} times 429", f"{status}", 429 in found and status == 200)

    spoofed = server.sign_in(STRANGER, "victim", "a guessed password", "X-Forwarded-For: 127.0.0.1")[0]
    row("a made-up X-Forwarded-For", f"{spoofed}", f"sign-in {server.sign_in(OWNER, 'victim', 'a password of length')[0]}", spoofed in (401, 429))

    head = [f"POST /ledger/v1/{PROJECT}/records HTTP/1.1", "X-Auth-Token: guess", "Content-Type: application/x-ndjson"]
    large = server.send("127.0.0.68", head, b"x" * (14 << 20))[0]
    row("a large upload without a valid token", f"{large}", "nothing", large == 401)
    broken = server.send(OWNER, [head[0], f"X-Auth-Token: {server.token}", head[2], "Transfer-Encoding: chunked"], b"zz\r\n")[0]
    unknown = server.send(OWNER, [head[0], f"X-Auth-Token: {server.token}", head[2], "Transfer-Encoding: gzip, chunked"], b"0\r\n\r\n")[0]
    row("broken chunks; an unknown transfer coding", f"{broken}; {unknown}", "nothing", broken == 400 and unknown in (400, 501))

    text = server.list(OWNER, server.token)[1]
    row("records from a cache in front", "nothing is kept", "`no-store`", "cache-control: no-store" in text and "nosniff" in text)
    ready = server.send(OWNER, ["GET /readyz HTTP/1.1"])[0]
    row("filling the disk of the log", "requests are served", f"`/readyz` {ready}, lines are counted", ready == 200)
    server.process.terminate()
    server.process.wait()
    subprocess.run(["rm", "-r", directory], check=True)
    sys.exit(f"not as intended: {', '.join(failures)}" if failures else 0)


main()
