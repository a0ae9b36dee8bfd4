"""The load of a soak test: each worker exercises one use case, at its own pace and with its own random seed."""

import datetime
import gzip
import hashlib
import hmac
import io
import json
import socket
import struct
import subprocess
import threading
import time
import urllib.parse
import zipfile

from soak_watch import NONE, PROJECT

EXPORT = f"/v2/{PROJECT}/connections/desktops/export"
LIST = f"/v2/{PROJECT}/connections/desktops"
RECORDS = f"/ledger/v1/{PROJECT}/records"
FORMS = {
    "csv": "text/csv",
    "ndjson": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}

# Authenticated requests whose times are compared between the phases of an attack.
TIMED = ("list", "list, signed", "records, new", "GET /healthz for 200")

# Statuses of injected faults.
FAULTS = {401, 429, 500, 503}


class Load:
    def __init__(self, server, random, stop, wrong, has_faults):
        self.server, self.random, self.stop, self.wrong, self.has_faults = server, random, stop, wrong, has_faults
        self.number, self.sent = 0, []

    def pause(self, seconds):
        self.stop.wait(self.random.uniform(0.5, 1.5) * seconds)

    def check(self, kind, answer, *expected):
        """Counts a response; returns whether it is complete and has an expected status."""
        name = "none" if answer.status == NONE else str(answer.status)
        self.server.count(kind, name if answer.whole or answer.status == NONE else f"{name} truncated")
        is_right = answer.whole and answer.status in expected
        if is_right and kind in TIMED:
            self.server.times[kind, answer.phase].append(answer.seconds)
        if not is_right and not (self.has_faults and (not answer.whole or answer.status in FAULTS)):
            self.wrong.append(f"{self.server.name}: {kind}: expected {expected}, found {answer.status}, whole: {answer.whole}: {answer.body[:300]!r}")
        return is_right

    def expect(self, is_so, what):
        if not is_so:
            self.wrong.append(f"{self.server.name}: {what}")

    # Ingestion.

    def record(self):
        self.number += 1
        start = datetime.datetime(2026, 6, 1) + datetime.timedelta(seconds=self.number)
        user = self.random.randrange(200)
        return {"transaction_id": f"soak-{self.number:08}", "user_name": f"user{user}@local.com", "computer_name": f"DESKTOP-{user:05}",
                "terminal_type": self.random.choice(["Windows 10", "Linux", "macOS"]), "terminal_ip": f"10.0.0.{user}",
                "connection_start_time": f"{start:%Y-%m-%dT%H:%M:%SZ}", "network_rtt": self.random.randrange(200),
                "is_reconnect": self.random.random() < 0.1}

    def ingest(self):
        """New records, repeated records, updates of open connections, and batches with an invalid line, none of which may be stored."""
        self.connection = self.server.connect()
        while not self.stop.is_set():
            kind = self.random.choices(["new", "again", "ended", "bad"], [6, 2, 2, 1])[0]
            if kind == "new" or not self.sent:
                records = [self.record() for _ in range(self.random.choice([1, 5, 20, 50]))]
                self.send("records, new", records)
                self.sent = (self.sent + [records])[-20:]
            elif kind == "bad":
                bad = [{"transaction_id": f"bad-{self.number}", "connection_start_time": "2026-06-01T00:00:00Z"}, {"connection_start_time": 5}]
                answer = self.post(bad)
                self.check("records, a bad line", answer, 400)
            else:
                records = self.random.choice(self.sent)
                if kind == "ended":
                    records = [record | {"connection_end_time": "2026-08-01T00:00:00Z"} for record in records]
                self.send(f"records, {kind}", records)
            self.pause(0.8)
        self.connection.close()

    def post(self, records):
        body = "".join(json.dumps(record) + "\n" for record in records)
        if self.random.random() < 0.2:
            self.connection.close()
        return self.server.ask("POST", RECORDS, {"Content-Type": "application/x-ndjson"}, body, self.connection)

    def send(self, kind, records):
        # Resend unacknowledged records: they may already be stored and must not be stored twice.
        for _ in range(50):
            answer = self.post(records)
            if self.check(kind, answer, 200):
                self.server.acknowledged.update(record["transaction_id"] for record in records)
                return
            time.sleep(0.05)
        self.wrong.append(f"{self.server.name}: a batch was not acknowledged after 50 attempts")

    # Exports.

    def query(self):
        user = self.random.randrange(200)
        day = self.random.randrange(1, 29)
        query = self.random.choices(
            [{}, {"user_name": f"user{user}@local.com"}, {"computer_name": f"DESKTOP-{user:05}"}, {"terminal_type": "Linux"},
             {"start_time": f"2026-05-{day:02}T00:00Z", "end_time": f"2026-05-{day + 1:02}T12:00Z"}], [1, 8, 4, 1, 8])[0]
        if self.random.random() < 0.5:
            query["language"] = self.random.choice(["en_US", "zh_CN"])
        return "?" + urllib.parse.urlencode(query)

    def fetch(self, path, headers):
        """One export, retried after 429 while a burst holds the project's quota."""
        for _ in range(5):
            answer = self.server.ask("GET", path, headers)
            if self.has_faults or answer.status != 429 or "retry-after" not in answer.headers:
                break
            self.server.count("export, throttled", str(answer.status))
            self.stop.wait(min(float(answer.headers["retry-after"]), 5))
        return answer

    def exports(self):
        while not self.stop.is_set():
            form = self.random.choice(list(FORMS))
            headers = {"Accept": FORMS[form]}
            if self.random.random() < 0.3:
                headers["Accept-Encoding"] = "gzip"
            query = self.query()
            answer = self.fetch(EXPORT + query, headers)
            # A response with injected record faults has no ETag and need not parse.
            if self.check(f"export, {form}", answer, 200) and self.is_sound(answer):
                self.look_at(form, answer)
                if "user_name" in query:
                    self.server.times["export, one user", answer.phase].append(answer.seconds)
                if self.random.random() < 0.3:
                    self.once_more(headers)
            self.pause(1.5)

    def look_at(self, form, answer):
        data = gzip.decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else answer.body
        if form == "csv":
            self.expect(data.endswith(b"\n") and b"," in data, "a CSV file has no last line")
        elif form == "ndjson":
            self.expect(all(json.loads(line) for line in data.splitlines()), "a line of NDJSON is no record")
        elif form == "parquet":
            self.expect(data[:4] == data[-4:] == b"PAR1", "a Parquet file has no end")
        else:
            self.expect(zipfile.ZipFile(io.BytesIO(data)).testzip() is None, "a workbook is broken")

    def is_sound(self, answer):
        self.expect("etag" in answer.headers or self.has_faults, "a file without ETag")
        return "etag" in answer.headers

    def once_more(self, headers):
        """Conditional and range requests for the same file: unmodified, a range, and a range beyond its end."""
        path = EXPORT + "?user_name=nobody"
        first = self.fetch(path, headers)
        if not self.check("export, no match", first, 200) or not self.is_sound(first):
            return
        etag, at = first.headers["etag"], self.random.randrange(len(first.body) or 1)
        again = self.fetch(path, headers | {"If-None-Match": etag})
        self.check("export, If-None-Match", again, 200, 304)
        plain = {"Accept": headers["Accept"]}
        first = self.fetch(path, plain)
        if not self.check("export, no match", first, 200) or not self.is_sound(first) or at >= len(first.body):
            return
        part = self.fetch(path, plain | {"Range": f"bytes={at}-", "If-Range": first.headers["etag"]})
        if self.check("export, Range", part, 200, 206) and part.status == 206 and part.headers["etag"] == first.headers["etag"]:
            self.expect(part.body == first.body[at:], "a part is another one than that of the file")
        beyond = self.fetch(path, plain | {"Range": f"bytes={len(first.body) + 10}-"})
        self.check("export, Range beyond the end", beyond, 416)

    def burst(self):
        """More concurrent exports than the project's quota: some are throttled."""
        while not self.stop.is_set():
            self.pause(30)
            answers = []
            one = lambda: answers.append(self.server.ask("GET", EXPORT + "?terminal_type=Linux", {"Accept": "text/csv"}))
            threads = [threading.Thread(target=one) for _ in range(14)]
            [thread.start() for thread in threads]
            [thread.join() for thread in threads]
            for answer in answers:
                self.check("export, 14 at once", answer, 200, 429)
                self.expect(answer.status != 429 or "retry-after" in answer.headers or self.has_faults, "a 429 without Retry-After")

    def readers_that_go_away(self):
        while not self.stop.is_set():
            head = f"GET {EXPORT} HTTP/1.1\r\nHost: {self.server.host}\r\nX-Auth-Token: {self.server.token}\r\nAccept: text/csv\r\n\r\n".encode()
            how = self.random.choice(["after the head", "inside of the head", "slowly", "in between"])
            with socket.create_connection((self.server.host, self.server.port), timeout=30) as stream:
                stream.sendall(head if how != "inside of the head" else head[: self.random.randrange(1, len(head))])
                try:
                    left = self.random.randrange(1, 1 << 20) if how in ("slowly", "in between") else 0
                    while left > 0 and (data := stream.recv(1 << 15)):
                        left -= len(data)
                        if how == "slowly":
                            self.stop.wait(0.05)
                except OSError:
                    self.expect(self.has_faults, f"a reader was cut off: {how}")
                if self.random.random() < 0.5:
                    stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.server.count("reader goes away", how)
            self.pause(3)

    # Other requests.

    def lists(self):
        most = 0
        while not self.stop.is_set():
            limit, offset = self.random.choice([1, 20, 100]), self.random.choice([0, 0, 7, 1000])
            answer = self.server.ask("GET", f"{LIST}?limit={limit}&offset={offset}")
            if self.check("list", answer, 200) and not self.has_faults:
                page = json.loads(answer.body)
                self.expect(len(page["records"]) <= limit and page["total_count"] >= most, "a page is too long, or records went away")
                most = page["total_count"]
            self.pause(0.8)

    def signed(self):
        while not self.stop.is_set():
            query = f"limit={self.random.randrange(1, 100)}&offset={self.random.randrange(10_000)}"
            headers = self.signature(query)
            self.check("list, signed", self.server.ask("GET", f"{LIST}?{query}", headers), 200)
            if self.random.random() < 0.05:
                # An identical signed request is accepted for a short time, because dates have a resolution of seconds.
                if self.stop.wait(4):
                    return
                self.check("list, signed, sent twice", self.server.ask("GET", f"{LIST}?{query}", headers), 401)
            self.pause(1.5)

    def signature(self, query):
        date = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        host = f"{self.server.host}:{self.server.port}"
        canonical = f"GET\n{LIST}/\n{query}\nhost:{host}\nx-sdk-date:{date}\n\nhost;x-sdk-date\n{hashlib.sha256().hexdigest()}"
        text = f"SDK-HMAC-SHA256\n{date}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        signature = hmac.new(self.server.key["sk"].encode(), text.encode(), hashlib.sha256).hexdigest()
        claim = f"SDK-HMAC-SHA256 Access={self.server.key['ak']}, SignedHeaders=host;x-sdk-date, Signature={signature}"
        return {"Host": host, "X-Sdk-Date": date, "Authorization": claim, "X-Auth-Token": ""}

    def oddities(self):
        odd = [("GET", "/healthz", {}, 200), ("GET", "/readyz", {}, 200), ("GET", "/metrics", {}, 200), ("GET", "/openapi.json", {}, 200),
               ("GET", "/", {}, 200), ("GET", "/docs", {}, 200), ("OPTIONS", EXPORT, {}, 204), ("HEAD", EXPORT, {}, 200),
               ("GET", EXPORT + "?start_time=2026-01-01T00:00Z", {}, 400), ("GET", LIST + "?limit=x", {}, 400),
               ("GET", EXPORT, {"X-Auth-Token": "wrong"}, 401), ("DELETE", EXPORT, {}, 405), ("GET", "/nowhere", {}, 404),
               ("POST", RECORDS, {"Content-Type": "text/plain"}, 415)]
        while not self.stop.is_set():
            method, path, headers, status = self.random.choice(odd)
            path_only = path.split("?")[0].replace(PROJECT, "…")
            self.check(f"{method} {path_only} for {status}", self.server.ask(method, path, headers), status)
            self.pause(1.5)

    def strangers(self):
        """Other addresses hold connections, stop in the middle of headers, send wrong tokens, passwords and rubbish; owners must not
        notice. Every third minute is quiet, so that both times are measured in the same conditions."""
        wrong = f"GET {LIST} HTTP/1.1\r\nHost: a\r\nX-Auth-Token: {'0' * 64}\r\n\r\n".encode()
        user = {"name": "soak", "password": "a guess of a stranger", "domain": {"name": "example"}}
        guess = json.dumps({"auth": {"identity": {"methods": ["password"], "password": {"user": user}}}}).encode()
        guess = b"POST /v3/auth/tokens HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(guess), guess)
        held, begun = [], time.monotonic()
        while not self.stop.wait(0.02):
            self.server.phase = "quiet" if int((time.monotonic() - begun) / self.turn) % 3 == 0 else "attacked"
            if self.server.phase == "quiet":
                [one.close() for one in held]
                held.clear()
                continue
            source = (f"127.0.0.{self.random.randrange(60, 70)}", 0)
            try:
                held.append(socket.create_connection((self.server.host, self.server.port), 5, source))
                held[-1].sendall(self.random.choice([b"", b"GET / HTTP/1.1\r\nHost", b"\x16\x03\x01\x00", wrong, guess]))
                self.server.count("strangers", "connected")
            except OSError:
                self.server.count("strangers", "rejected")
            if len(held) > 300:
                held.pop(0).close()
        [one.close() for one in held]

    def command(self):
        """The command against injected faults: the correct file, or a reported failure that leaves no file."""
        path = self.server.directory.parent / "command.ndjson"
        while not self.stop.is_set():
            path.unlink(missing_ok=True)
            arguments = [self.server.binary, "export", "--endpoint", self.server.url, "--token-file", self.server.directory / "tokens",
                         "--project-id", "an-idle-project", "--format", "ndjson", "-o", path, "--max-attempts", "8",
                         "--retry-max-delay", "1", "--idle-timeout", "5", "--force"]
            done = subprocess.run(arguments, capture_output=True, timeout=300)
            self.server.count("the command", f"exit code {done.returncode}")
            if done.returncode == 0:
                self.expect(path.read_bytes() == self.resting, "the command saved a wrong file")
            else:
                self.expect(done.returncode in (3, 4) and not path.exists(), f"the command failed with {done.returncode}: {done.stderr[-300:]!r}")
            self.pause(8)
