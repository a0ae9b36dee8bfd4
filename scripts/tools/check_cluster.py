"""Two ClickHouse nodes on loopback: conformance, a node that is killed, and a copy from the embedded store."""

import hashlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

binary = os.path.abspath(sys.argv[1])
if not shutil.which("clickhouse-server"):
    sys.exit("clickhouse-server is missing: scripts/install")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Node:
    """A server with its own files and ports."""

    def __init__(self, directory):
        self.directory, self.http = directory, free_port()
        for name in ("data", "tmp"):
            os.makedirs(f"{directory}/{name}")
        pathlib.Path(directory, "config.xml").write_text(f"""<yandex>
  <logger><level>warning</level><log>{directory}/log</log><errorlog>{directory}/errors</errorlog></logger>
  <http_port>{self.http}</http_port><tcp_port>{free_port()}</tcp_port><listen_host>127.0.0.1</listen_host>
  <path>{directory}/data/</path><tmp_path>{directory}/tmp/</tmp_path><timezone>UTC</timezone>
  <users_config>users.xml</users_config><default_profile>default</default_profile><default_database>default</default_database>
  <mark_cache_size>5368709</mark_cache_size>
</yandex>""")
        pathlib.Path(directory, "users.xml").write_text("""<yandex><profiles><default/></profiles><quotas><default/></quotas>
  <users><default><password/><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
</yandex>""")
        self.start()

    def start(self):
        with open(f"{self.directory}/out", "a") as out:
            self.process = subprocess.Popen(["clickhouse-server", "--config-file=config.xml"], cwd=self.directory, stdout=out, stderr=out)
        for _ in range(300):
            try:
                if urllib.request.urlopen(f"http://127.0.0.1:{self.http}/ping", timeout=1).status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        sys.exit(f"clickhouse-server did not start: {pathlib.Path(self.directory, 'out').read_text()}")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def rows(self, sql):
        return urllib.request.urlopen(f"http://127.0.0.1:{self.http}/", sql.encode(), timeout=30).read().decode().split()


def request(address, token, method, path, body=None):
    connection = http.client.HTTPConnection(address, timeout=120)
    connection.request(method, path, body, {"X-Auth-Token": token, "Accept": "text/csv", "Content-Type": "application/x-ndjson"})
    response = connection.getresponse()
    return response.status, dict(response.getheaders()), response


def lines(number, size, start="2026-01-01T00:00:00Z"):
    return "".join(json.dumps({"transaction_id": f"{number}-{at}", "user_name": "x" * 100, "connection_start_time": start}) + "\n" for at in range(size))


def run(*arguments):
    done = subprocess.run([binary, *arguments], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


work = tempfile.mkdtemp()
nodes, servers = [], []
try:
    nodes = [Node(f"{work}/node{number}") for number in range(2)]
    cluster = ",".join(sorted(f"127.0.0.1:{node.http}" for node in nodes))
    environment = {**os.environ, "DESKLEDGER_TEST_CLUSTER": cluster}
    subprocess.run(["cargo", "test", "--quiet", "--locked", "-p", "deskledger-clickhouse"], check=True, env=environment)
    print("conformance: ok", flush=True)

    data, url = f"{work}/data", f"clickhouse://{cluster}/ledger"
    code, _, error = run("admin", "--data", data, "--store", "clickhouse://user:secret@127.0.0.1:1/x", "project", "list")
    assert code != 0 and "DESKLEDGER_STORE_PASSWORD" in error and "secret" not in error, error
    projects = [f"{number:032x}" for number in range(8)]
    for project in projects:
        code, _, error = run("admin", "--data", data, "--store", url, "project", "add", project)
        assert code == 0, error
    for _ in range(2):
        server = subprocess.Popen([binary, "serve", "--listen", "127.0.0.1:0", "--data", data, "--store", url], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        servers.append((server, server.stdout.readline().rsplit("/", 1)[1].strip()))
    (first, second) = [address for _, address in servers]
    token = pathlib.Path(data, "tokens").read_text().strip()
    records = "/ledger/v1/{}/records"
    export = "/v2/{}/connections/desktops/export"
    for project in projects:
        status, _, response = request(first, token, "POST", records.format(project), lines(0, 5000))
        assert status == 200, (status, response.read())
    homes = [[project for project in projects if node.rows(f"SELECT count() FROM ledger.versions WHERE project_id = '{project}'") != ["0"]] for node in nodes]
    assert all(homes), f"every node is the home of some project: {homes}"
    project, other = homes[0][0], homes[1][0]

    files = []
    for address in (first, second):
        status, headers, response = request(address, token, "GET", export.format(project))
        assert status == 200, (status, response.read())
        files.append((headers.get("etag") or headers.get("ETag"), hashlib.sha256(response.read()).hexdigest()))
    assert files[0] == files[1] and files[0][0], files
    print("two servers: the same bytes and ETag", flush=True)

    # A node is killed during a batch: what was acknowledged is there after its restart.
    acknowledged, number = 5000, 1
    while True:
        if number == 4:
            subprocess.Popen(["sh", "-c", f"sleep 0.05; kill -9 {nodes[0].process.pid}"])
        status, headers, response = request(first, token, "POST", records.format(project), lines(number, 3000))
        text = response.read()
        if status != 200:
            break
        acknowledged, number = acknowledged + 3000, number + 1
        assert number < 200
    nodes[0].process.wait()
    retry = headers.get("retry-after") or headers.get("Retry-After")
    assert status == 503 and retry, (status, headers, text)
    assert request(first, token, "GET", export.format(project))[0] == 503
    assert request(first, token, "GET", export.format(other))[0] == 200, "the projects of the other node are served"
    nodes[0].start()
    status, _, response = request(second, token, "POST", records.format(project), lines(number, 3000))
    assert status == 200, (status, response.read())
    body = request(second, token, "GET", export.format(project))[2].read()
    found = body.count(b"\n") - 1
    assert found == acknowledged + 3000, (found, acknowledged)
    print("a node killed during a batch: 503 with Retry-After, nothing acknowledged is lost", flush=True)

    # During an export: the client sees an aborted file, never the end of a shorter one.
    for batch in range(30):
        assert request(first, token, "POST", records.format(project), lines(f"big{batch}", 10000, "2026-02-01T00:00:00Z"))[0] == 200
    status, _, response = request(first, token, "GET", export.format(project))
    assert status == 200
    response.read(1 << 16)
    nodes[0].kill()
    try:
        rest = response.read()
        raise AssertionError(f"the export ended without an error after {len(rest)} bytes")
    except (http.client.IncompleteRead, ConnectionError, http.client.HTTPException) as error:
        print(f"a node killed during an export: {type(error).__name__}", flush=True)
    nodes[0].start()

    # From the embedded store to the cluster; again, nothing changes.
    source, target = f"{work}/embedded", f"clickhouse://{cluster}/copied"
    code, _, error = run("seed", "--data", source, "--project-id", project, "--records", "3000")
    assert code == 0, error
    copies = [run("admin", "--data", source, "store", "copy", "--to", target) for _ in range(2)]
    assert all(code == 0 for code, _, _ in copies), copies
    assert copies[0][1] == copies[1][1] and json.loads(copies[0][1])["records"] == 3000, copies
    print("a copy of the embedded store: the same counts and digests", flush=True)
finally:
    for server, _ in servers:
        server.kill()
        server.wait()
    for node in nodes:
        node.kill()
    shutil.rmtree(work, ignore_errors=True)
