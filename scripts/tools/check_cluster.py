"""A cluster on loopback: conformance, faults of nodes and servers, a copy from the embedded store, three servers behind nginx."""

import datetime
import hashlib
import hmac
import http.client
import http.server
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from cluster_nodes import Node, free_port

binary = os.path.abspath(sys.argv[1])
for program in ("clickhouse-server", "nginx", "openssl"):
    if not shutil.which(program):
        sys.exit(f"{program} is missing: scripts/install")

HEADERS = {"Accept": "text/csv", "Content-Type": "application/x-ndjson"}
RECORDS, EXPORT = "/ledger/v1/{}/records", "/v2/{}/connections/desktops/export"
# Nodes and mounts are removed then, too.
signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
begun = time.monotonic()
work = tempfile.mkdtemp()
nodes, processes = [], []


def passed(what):
    print(f"{time.monotonic() - begun:5.1f} s  {what}", flush=True)


def request(address, token, method, path, body=None, headers=HEADERS):
    connection = http.client.HTTPConnection(address, timeout=120)
    connection.request(method, path, body, {"X-Auth-Token": token, **headers})
    response = connection.getresponse()
    return response.status, {name.lower(): value for name, value in response.getheaders()}, response


def lines(number, size, start="2026-01-01T00:00:00Z"):
    return "".join(json.dumps({"transaction_id": f"{number}-{at}", "user_name": "x" * 100, "connection_start_time": start}) + "\n" for at in range(size))


def run(*arguments, text=None):
    done = subprocess.run([binary, *arguments], capture_output=True, text=True, input=text)
    return done.returncode, done.stdout, done.stderr


def admin(data, url, *action, text=None):
    code, output, error = run("admin", *action[:2], "--data", data, "--store", url, *action[2:], text=text)
    assert code == 0, (action, error)
    return output


def serve(data, url, *flags):
    server = subprocess.Popen([binary, "serve", "--listen", "127.0.0.1:0", "--data", data, "--store", url, *flags], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    processes.append(server)
    return server, server.stdout.readline().rsplit("/", 1)[1].strip()


def is_unavailable(found):
    status, headers, response = found
    return status == 503 and headers.get("retry-after") and b"\n" not in response.read().strip()


def starts(cluster):
    """What a server does not start with."""
    class Unknown(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(200)
            self.send_header("Content-Length", "7")
            self.end_headers()
            self.wfile.write(b"banana\n")

        do_GET = do_POST

        def log_message(self, *_):
            pass

    unknown = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Unknown)
    threading.Thread(target=unknown.serve_forever, daemon=True).start()
    port = unknown.server_address[1]
    nodes[0].rows("CREATE DATABASE missing")
    nodes[0].rows("CREATE TABLE missing.records (project_id String, start Int64, version UInt64) ENGINE = MergeTree ORDER BY start")
    nodes[0].rows("CREATE DATABASE typed")
    nodes[0].rows("CREATE TABLE typed.versions (project_id String, version Int32, revision String) ENGINE = MergeTree ORDER BY version")
    first = f"127.0.0.1:{nodes[0].http}"
    for address, expected in [
        ("clickhouse://user:secret@127.0.0.1:1/x", "DESKLEDGER_STORE_PASSWORD"),
        (f"clickhouse://127.0.0.1:{port}/x", f"cluster node 127.0.0.1:{port}: expected ClickHouse 18.16 or newer, found banana"),
        (f"clickhouse://{first}/missing", f"cluster node {first}: the database missing has another schema: records.key: expected String, found no such column"),
        (f"clickhouse://{first}/typed", f"cluster node {first}: the database typed has another schema: versions.version: expected UInt64, found Int32"),
        (f"clickhouse://{cluster},127.0.0.1:9/x", "cluster node 127.0.0.1:9: "),
    ]:
        for command in (["admin", "project", "list"], ["serve", "--listen", "127.0.0.1:0"]):
            code, output, error = run(*command, "--data", f"{work}/start", "--store", address)
            assert code != 0 and not output and expected in error and "secret" not in error, (address, error)
    unknown.shutdown()
    passed("an unknown version, another schema, a node that is away, a password in the address: no server starts")


def disk():
    """A node whose disk is full."""
    node = Node(f"{work}/small", megabytes=64)
    nodes.append(node)
    if not node.has_disk:
        return passed("a full disk: not tested, mounts are not permitted here")
    data, url = f"{work}/small-data", f"clickhouse://127.0.0.1:{node.http}/ledger"
    admin(data, url, "project", "add", "p1")
    server, address = serve(data, url)
    token = pathlib.Path(data, "tokens").read_text().strip()

    def batch(number):
        texts = os.urandom(2000 * 60).hex()
        rows = (json.dumps({"transaction_id": f"{number}-{at}", "user_name": texts[at * 120:at * 120 + 120], "connection_start_time": "2026-01-01T00:00:00Z"}) for at in range(2000))
        return "".join(f"{row}\n" for row in rows)

    ballast = pathlib.Path(node.directory, "data", "ballast")
    acknowledged = 0
    while acknowledged < 100_000:
        body = batch(acknowledged)
        status, _, response = request(address, token, "POST", RECORDS.format("p1"), body)
        text = response.read()
        if status != 200:
            break
        acknowledged += 2000
        if acknowledged == 4000:
            ballast.write_bytes(bytes(shutil.disk_usage(ballast.parent).free - (2 << 20)))
    assert status == 507, (status, text, acknowledged)

    def exported():
        status, _, response = request(address, token, "GET", EXPORT.format("p1"))
        assert status == 200, (status, response.read())
        return response.read().count(b"\n") - 1
    assert exported() == acknowledged
    ballast.unlink()
    # The lock of a writer without disk space may remain until its lease ends.
    status, _, response = request(address, token, "POST", RECORDS.format("p1"), body)
    assert status == 200 and exported() == acknowledged + 2000, (status, response.read())
    server.kill()
    passed(f"a full disk: 507 after {acknowledged:,} records, which are exported; with space again the batch is stored once")


def faults(cluster):
    """Two nodes and two servers with one directory."""
    data, url = f"{work}/data", f"clickhouse://{cluster}/ledger"
    projects = [f"{number:032x}" for number in range(8)]
    for project in projects:
        admin(data, url, "project", "add", project)
    (_, first), (_, second) = [serve(data, url) for _ in range(2)]
    token = pathlib.Path(data, "tokens").read_text().strip()
    for project in projects:
        status, _, response = request(first, token, "POST", RECORDS.format(project), lines(0, 5000))
        assert status == 200, (status, response.read())
    homes = [[project for project in projects if node.rows(f"SELECT count() FROM ledger.versions WHERE project_id = '{project}'") != ["0"]] for node in nodes[:2]]
    assert all(homes), f"every node is the home of some project: {homes}"
    project, other = homes[0][0], homes[1][0]

    files = []
    for address in (first, second):
        status, headers, response = request(address, token, "GET", EXPORT.format(project))
        assert status == 200, (status, response.read())
        files.append((headers["etag"], hashlib.sha256(response.read()).hexdigest()))
    assert files[0] == files[1] and files[0][0], files
    passed("two servers: the same bytes and ETag")

    # A node is killed during a batch: acknowledged records exist after its restart.
    acknowledged, number = 5000, 1
    while True:
        if number == 4:
            subprocess.Popen(["sh", "-c", f"sleep 0.05; kill -9 {nodes[0].process.pid}"])
        status, headers, response = request(first, token, "POST", RECORDS.format(project), lines(number, 3000))
        text = response.read()
        if status != 200:
            break
        acknowledged, number = acknowledged + 3000, number + 1
        assert number < 200
    nodes[0].process.wait()
    assert status == 503 and headers.get("retry-after"), (status, headers, text)
    assert is_unavailable(request(first, token, "GET", EXPORT.format(project)))
    assert request(first, token, "GET", EXPORT.format(other))[0] == 200, "the projects of the other node are served"
    nodes[0].start()
    status, _, response = request(second, token, "POST", RECORDS.format(project), lines(number, 3000))
    assert status == 200, (status, response.read())
    body = request(second, token, "GET", EXPORT.format(project))[2].read()
    found = body.count(b"\n") - 1
    assert found == acknowledged + 3000, (found, acknowledged)
    passed("a node killed during a batch: 503 with Retry-After, nothing acknowledged is lost")

    # During an export: the client sees an aborted file, never the end of a shorter one.
    for batch in range(12):
        assert request(first, token, "POST", RECORDS.format(project), lines(f"big{batch}", 10000, "2026-02-01T00:00:00Z"))[0] == 200
    status, _, response = request(first, token, "GET", EXPORT.format(project))
    assert status == 200
    response.read(1 << 16)
    nodes[0].kill()
    try:
        rest = response.read()
        raise AssertionError(f"the export ended without an error after {len(rest)} bytes")
    except (ConnectionError, http.client.HTTPException) as error:
        passed(f"a node killed during an export: {type(error).__name__}")
    nodes[0].start()
    servers(cluster, url, project, token, data)

    # A changed schema while serving: exports and batches are rejected.
    for change in ("MODIFY COLUMN user_name Nullable(String)", "DROP COLUMN user_name"):
        nodes[1].rows(f"ALTER TABLE ledger.records {change}")
        assert is_unavailable(request(first, token, "GET", EXPORT.format(other))), change
    assert is_unavailable(request(first, token, "POST", RECORDS.format(other), lines("after", 10)))
    passed("a column that is changed or removed in use: 503 with Retry-After")


def signed(host, key, path):
    """Headers of a signed GET."""
    date = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    canonical = f"GET\n{path}/\n\nhost:{host}\nx-sdk-date:{date}\n\nhost;x-sdk-date\n{hashlib.sha256().hexdigest()}"
    text = f"SDK-HMAC-SHA256\n{date}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(key["sk"].encode(), text.encode(), hashlib.sha256).hexdigest()
    return {"Host": host, "X-Sdk-Date": date, "Authorization": f"SDK-HMAC-SHA256 Access={key['ak']}, SignedHeaders=host;x-sdk-date, Signature={signature}"}


def servers(cluster, url, project, token, former):
    """Three servers with directories of their own behind nginx."""
    pathlib.Path(work, "tokens").write_text(f"{token}\n")
    datas = [f"{work}/server{number}" for number in range(3)]
    flags = ["--token-file", f"{work}/tokens", "--trusted-proxies", "127.0.0.1", "--max-concurrent-exports-per-project", "2"]
    three = [serve(data, url, *flags) for data in datas]
    addresses = [address for _, address in three]
    proxy = f"127.0.0.1:{free_port()}"
    text = pathlib.Path("deploy/nginx.conf").read_text().replace("127.0.0.1:8080", proxy)
    for number, address in enumerate(addresses):
        text = text.replace(f"127.0.0.1:{8081 + number}", address)
    text = text.replace("proxy_pass ", "limit_rate 6m; add_header X-Server $upstream_addr always; proxy_pass ")
    os.makedirs(f"{work}/logs")
    pathlib.Path(work, "nginx.conf").write_text(text)
    nginx = ["nginx", "-p", work, "-c", f"{work}/nginx.conf", "-g", f"daemon off; pid {work}/nginx.pid; error_log {work}/logs/error.log;"]
    processes.append(subprocess.Popen(nginx, stderr=subprocess.DEVNULL))
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://{proxy}/healthz", timeout=1)
            break
        except OSError:
            time.sleep(0.05)
    seen = set()

    def ask(method, path, body=None, token="", headers=HEADERS):
        status, headers, response = request(proxy, token, method, path, body, headers)
        seen.add(headers["x-server"])
        return status, headers, response.read()

    # A user that one server adds exists at all of them.
    admin(datas[0], url, "user", "add", "wang", "--password-file", "-", text="a password of length\n")
    admin(datas[1], url, "project", "grant", "wang", project, "--role", "reader")

    def sign_in(password, **headers):
        user = {"name": "wang", "password": password, "domain": {"name": "example"}}
        auth = {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": {"project": {"id": project}}}
        status, headers, _ = ask("POST", "/v3/auth/tokens", json.dumps({"auth": auth}), headers={"Content-Type": "application/json", **headers})
        return status, headers.get("x-subject-token")
    page = f"/v2/{project}/connections/desktops"
    tokens = [sign_in("a password of length") for _ in range(3)]
    assert [status for status, _ in tokens] == [201] * 3, tokens
    found = [ask("GET", f"{page}?limit=1", token=issued)[0] for _, issued in tokens for _ in range(3)]
    assert found == [200] * 9, found
    # A lock applies at all of them, whatever address the client claims, and so does its removal.
    found = [sign_in(f"a guess {number}", Forwarded=f"for=192.0.2.{number}")[0] for number in range(6)] + [sign_in("a password of length")[0] for _ in range(3)]
    assert found == [401] * 9, found
    admin(datas[2], url, "user", "unlock", "wang")
    found = [sign_in("a password of length")[0] for _ in range(3)]
    assert found == [201] * 3, found
    # A signature is spent at all of them.
    key = json.loads(admin(datas[0], url, "key", "add", "wang"))
    headers = signed(proxy, key, page)
    found = [ask("GET", page, headers=headers)[0]]
    time.sleep(2.5)
    found += [ask("GET", page, headers=headers)[0] for _ in range(3)]
    assert found == [200, 401, 401, 401], found
    admin(former, url, "project", "revoke", "wang", project)
    found = [ask("GET", page, token=tokens[0][1])[0] for _ in range(3)]
    assert set(found) <= {401, 403}, found
    assert seen == set(addresses), seen
    passed("three servers: users, tokens, locks and used signatures hold at each of them")

    # Exports of one project are limited at all servers together.
    for attempt in range(30):
        running = [request(address, token, "GET", EXPORT.format(project)) for address in addresses[:2]]
        if [status for status, _, _ in running] == [200] * 2:
            break
        # The export whose node was killed keeps its slot until the lease ends.
        found = [(status, headers.get("retry-after"), response.read()[:200]) for status, headers, response in running]
        assert attempt < 29 and all(status == 200 or status == 429 and retry for status, retry, _ in found), found
        time.sleep(1)
    status, headers, response = request(addresses[2], token, "GET", EXPORT.format(project))
    assert status == 429 and headers.get("retry-after"), (status, response.read())
    files = [response.read() for _, _, response in running]
    time.sleep(0.3)
    assert files[0] == files[1] and request(addresses[2], token, "GET", EXPORT.format(project))[2].read() == files[0]
    passed("three servers: the limit of exports per project is one limit")

    # The client saves a file while the server that sends it is killed.
    time.sleep(0.3)
    target = f"{work}/saved.csv"
    environment = {**os.environ, "DESKLEDGER_TOKEN": token}
    client = subprocess.Popen([binary, "export", "--endpoint", f"http://{proxy}", "--project-id", project, "--token-file", f"{work}/tokens", "-o", target, "--json"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    killed = None
    while client.poll() is None and killed is None:
        parts = [path for path in pathlib.Path(work).glob("saved.csv*part*") if path.is_file() and path.stat().st_size > 1 << 20]
        for server, address in three if parts else []:
            if "deskledger_exports_running 1" in urllib.request.urlopen(f"http://{address}/metrics", timeout=10).read().decode():
                server.kill()
                killed = address
                break
    output, error = client.communicate(timeout=120)
    assert client.returncode == 0 and killed, (client.returncode, killed, error)
    saved = pathlib.Path(target).read_bytes()
    assert saved == files[0], (len(saved), len(files[0]))
    # The rest of the file, requested as the client does.
    middle = len(files[0]) // 2
    etag = ask("GET", EXPORT.format(project), token=token)[1]["etag"]
    status, headers, rest = ask("GET", EXPORT.format(project), token=token, headers={**HEADERS, "Range": f"bytes={middle}-", "If-Range": etag})
    assert status == 206 and headers["etag"] == etag and rest == files[0][middle:], (status, headers)
    passed(f"a server killed during an export: the client resumes at another one after {json.loads(output)['retries']} retry")


def copy(cluster):
    """From the embedded store to the cluster; again, nothing changes."""
    source, target = f"{work}/embedded", f"clickhouse://{cluster}/copied"
    code, _, error = run("seed", "--data", source, "--project-id", "p1", "--records", "3000")
    assert code == 0, error
    copies = [run("admin", "--data", source, "store", "copy", "--to", target) for _ in range(2)]
    assert all(code == 0 for code, _, _ in copies), copies
    assert copies[0][1] == copies[1][1] and json.loads(copies[0][1])["records"] == 3000, copies
    passed("a copy of the embedded store: the same counts and digests")


def tls():
    """A node with a certificate of its own authority."""
    secure, path = free_port(), f"{work}/tls"
    os.makedirs(path)
    new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    authority = ["-keyout", f"{path}/ca.key", "-out", f"{path}/ca.pem", "-subj", "/CN=authority"]
    server = ["-keyout", f"{path}/key.pem", "-out", f"{path}/cert.pem", "-subj", "/CN=node", "-CA", f"{path}/ca.pem", "-CAkey", f"{path}/ca.key"]
    extensions = ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=CA:FALSE"]
    for arguments in (authority, server + extensions):
        subprocess.run([*new, *arguments], check=True, capture_output=True)
    nodes.append(Node(f"{work}/secure", config=f"""<https_port>{secure}</https_port><openSSL><server>
  <certificateFile>{path}/cert.pem</certificateFile><privateKeyFile>{path}/key.pem</privateKeyFile><verificationMode>none</verificationMode>
</server></openSSL>"""))
    trusted = {**os.environ, "SSL_CERT_FILE": f"{path}/ca.pem"}
    address = f"127.0.0.1:{secure}"

    def seed(scheme, environment):
        command = [binary, "seed", "--data", f"{work}/secure-data", "--store", f"{scheme}://{address}/ledger", "--project-id", "p1", "--records", "100", "--quiet"]
        return subprocess.run(command, env=environment, capture_output=True, text=True)
    for scheme, environment, expected in [("clickhouses", os.environ, "ertificate"), ("clickhouse", trusted, f"cluster node {address}")]:
        done = seed(scheme, environment)
        assert done.returncode != 0 and expected in done.stderr, (scheme, done.stderr)
    done = seed("clickhouses", trusted)
    assert done.returncode == 0 and nodes[-1].rows("SELECT count() FROM ledger.records") == ["100"], done.stderr
    passed("TLS: records through a certificate that SSL_CERT_FILE names, and nothing without it or without TLS")


def cold(cluster):
    """A month on S3: the same file from two servers, and what happens without it."""
    s3, data, url = f"127.0.0.1:{free_port()}", f"{work}/cold", f"clickhouse://{cluster}/cold"
    host, port = s3.split(":")
    os.environ.update(AWS_ENDPOINT=f"http://{s3}", AWS_ALLOW_HTTP="true", AWS_REGION="us-east-1", AWS_ACCESS_KEY_ID="id", AWS_SECRET_ACCESS_KEY="secret")
    start = ["target/cluster/bin/moto_server", "-H", host, "-p", port]
    storage = subprocess.Popen(start, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    processes.append(storage)

    # The server does not verify signatures.
    headers = {"Content-Type": "application/octet-stream", "Authorization": "AWS4-HMAC-SHA256 Credential=id/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x"}

    def s3_call(method, path, body=None):
        call = urllib.request.Request(f"http://{s3}/months{path}", body, headers, method=method)
        return urllib.request.urlopen(call, timeout=30).read()

    def create_bucket():
        for attempt in range(100):
            try:
                return s3_call("PUT", "")
            except OSError:
                assert attempt < 99, "the S3 server did not start"
                time.sleep(0.1)
    create_bucket()
    admin(data, url, "project", "add", "p1")
    (server, first), (other, second) = [serve(data, url) for _ in range(2)]
    token = pathlib.Path(data, "tokens").read_text().strip()
    for number, day in enumerate(["2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z"]):
        status, _, response = request(first, token, "POST", RECORDS.format("p1"), lines(number, 4000, day))
        assert status == 200, (status, response.read())

    def export(address, query=""):
        status, headers, response = request(address, token, "GET", EXPORT.format("p1") + query)
        body = response.read()
        assert status == 200, (status, body)
        return headers["etag"], body
    january = "?start_time=2026-01-01T00:00Z&end_time=2026-02-01T00:00Z"
    files = [export(first, query) for query in ("", january)]
    sealed = json.loads(admin(data, url, "store", "seal", "--month", "2026-01", "--to", "s3://months/ledger", "--json"))
    assert sealed["records"] == 8000 and sealed["bytes"] == len(s3_call("GET", sealed["url"].removeprefix("s3://months"))), sealed
    rows = sum(int(node.rows("SELECT count() FROM cold.records")[0]) for node in nodes[:2])
    assert rows == 8000, rows
    for address in (first, second):
        assert [export(address, query) for query in ("", january)] == files
    middle = len(files[0][1]) // 2
    status, _, response = request(second, token, "GET", EXPORT.format("p1"), headers={**HEADERS, "Range": f"bytes={middle}-", "If-Range": files[0][0]})
    assert (status, response.read()) == (206, files[0][1][middle:])
    status, _, response = request(first, token, "POST", RECORDS.format("p1"), lines("late", 1))
    text = response.read()
    assert status == 409 and b"2026-01 is sealed" in text, (status, text)
    passed("a month sealed on S3: the same bytes and ETag from two servers, and no record is added to it")

    path = sealed["url"].removeprefix("s3://months")
    content = s3_call("GET", path)
    for damaged in (content[:len(content) // 2], b"x" + content[1:], None):
        s3_call("PUT", path, damaged) if damaged else s3_call("DELETE", path)
        assert is_unavailable(request(first, token, "GET", EXPORT.format("p1") + january))
        status, _, response = request(first, token, "GET", EXPORT.format("p1"))
        try:
            text = response.read()
            assert status == 503, (status, len(text))
        except (ConnectionError, http.client.HTTPException):
            pass
    s3_call("PUT", path, content)
    storage.kill()
    storage.wait()
    begun = time.monotonic()
    assert is_unavailable(request(first, token, "GET", EXPORT.format("p1") + january))
    away = time.monotonic() - begun
    february = "?start_time=2026-02-01T00:00Z&end_time=2026-03-01T00:00Z"
    assert export(first, february)[1].count(b"\n") == 4001
    processes.append(storage := subprocess.Popen(start, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    create_bucket()
    s3_call("PUT", path, content)
    assert export(second)[1] == files[0][1]
    admin(data, url, "store", "unseal", "--month", "2026-01")
    assert export(second) == files[0] and path.encode() not in s3_call("GET", "")
    storage.kill()
    server.kill()
    other.kill()
    passed(f"a sealed month that is cut, changed, missing or away ({away:.1f} s): 503 or an aborted export; moved back, the same bytes")


try:
    nodes = [Node(f"{work}/node{number}") for number in range(3)]
    # Meanwhile, on a node of its own: it waits for the locks of killed servers.
    killing = [sys.executable, "scripts/tools/kill_test.py", binary, "3", "1", f"clickhouse://127.0.0.1:{nodes[2].http}/kills"]
    kills = subprocess.Popen(killing, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    processes.append(kills)
    cluster = ",".join(sorted(f"127.0.0.1:{node.http}" for node in nodes[:2]))
    environment = {**os.environ, "DESKLEDGER_TEST_CLUSTER": cluster}
    subprocess.run(["cargo", "test", "--quiet", "--locked", "-p", "deskledger-clickhouse", "--features", "cold"], check=True, env=environment)
    passed("conformance: ok")
    starts(cluster)
    copy(cluster)
    tls()
    cold(cluster)
    disk()
    faults(cluster)
    output, error = kills.communicate(timeout=300)
    assert kills.returncode == 0, error
    passed(f"a server killed during an import: {output.strip()}")
finally:
    for process in processes:
        process.terminate() if process.args[0] == "nginx" else process.kill()
        process.wait()
    for node in nodes:
        node.close()
    shutil.rmtree(work, ignore_errors=True)
