"""Finds out which promises of openapi.yaml each SDK keeps: `promises.py DESKLEDGER SDK PYTHON PAGE [--check]`.

Rules are tried against a server that only counts requests: a rule is kept if the SDK reports the violation and sends nothing. Files and
errors are tried against the reference server. The Chinese page is written beside the English one.
"""

import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import urllib.parse

deskledger, sdk, python, page = (pathlib.Path(each).absolute() for each in sys.argv[1:5])
root = pathlib.Path(__file__).parents[3]
PROJECT = "8dc9c40a06574a598941b254d4b63b43"
RANGE = {"start_time": "2026-01-01T00:00Z", "end_time": "2026-02-01T00:00Z"}
LONG = "x" * 255
# Promise, the parameters of a call that breaks it, and of one that just keeps it.
RULES = [
    ("`project_id` is required", {}, {"project_id": PROJECT}),
    ("`project_id`: at least 1 character", {"project_id": ""}, {"project_id": "a"}),
    ("`project_id`: at most 255 characters", {"project_id": LONG + "x"}, {"project_id": LONG}),
    ("`project_id`: pattern", {"project_id": "../admin"}, {"project_id": "a_b-c"}),
    ("`start_time`: pattern", RANGE | {"start_time": "2026-01-01"}, RANGE),
    ("`end_time`: format `minute`", RANGE | {"end_time": "2026-02-30T00:00Z"}, RANGE),
    *((f"`{name}`: at most 255 characters", {name: LONG + "x"}, {name: LONG}) for name in ("user_name", "computer_name", "terminal_type")),
    *((f"`{name}`: no NUL", {name: "a\0b"}, {name: "a b"}) for name in ("user_name", "computer_name", "terminal_type")),
    ("`language`: one of its values", {"language": "de_DE"}, {"language": "zh_CN"}),
    ("`start_time` and `end_time`: both or neither", {"start_time": RANGE["start_time"]}, RANGE),
    ("`start_time` before `end_time`", {"start_time": RANGE["end_time"], "end_time": RANGE["start_time"]}, RANGE),
]


# The words of the table in Chinese.
CHINESE = [
    (" is required", " 必填"), (": at least 1 character", "：至少 1 个字符"), (r": at most (\d+) characters", r"：最多 \1 个字符"), (": pattern", "：模式"),
    (": format ", "：格式 "), (": no NUL", "：不含 NUL"), (": one of its values", "：取值之一"), ("` and (`[a-z_]+`): both or neither", r"` 与 \1：都给出或都不给出"),
    ("` before (`[a-z_]+`)", r"` 早于 \1"), ("header `", "请求头 `"), ("credential in ", "凭证位于 "), ("an absent parameter is not sent", "未给出的参数不发送"),
    ("the file, byte for byte", "文件逐字节一致"), ("a large file is not held in memory", "大文件不整个放在内存中"),
    (r"error (\d+): status, code and message", r"错误 \1：状态码、错误码和消息"), ("the request id of an error", "错误的请求 ID"),
    ("the generated code passes its compiler", "生成的代码通过编译"), ("the deprecation is stated in the generated code", "生成的代码注明弃用"),
    (r"\| promise \|", "| 承诺 |"), (r"(?m)^Kept: ", "遵守："), (r": (\d+) of (\d+)(?: · |\.)", r"：\1/\2；"), ("；\n", "。\n"), (", with ", "，加 "),
    (r"\| kept(?= \|)", "| 遵守"), (r"\| lost(?= \|)", "| 丢失"), (r"\| wrong(?= \|)", "| 不符"), (r"\| not run(?= \|)", "| 未运行"),
]


def chinese(text):
    for english, translation in CHINESE:
        text = re.sub(english, translation, text)
    if missing := re.findall(r"(?m)^\| (?!---)[\0-\x7f]+? \|", text):
        sys.exit(f"CHINESE in {pathlib.Path(__file__).name} has no translation of {missing}")
    return text


class Counter(http.server.BaseHTTPRequestHandler):
    requests = []

    def do_GET(self):
        self.requests.append((self.path, self.headers))
        body = b'{"error_code":"WKS.00211102","error_msg":"The parameter is invalid."}'
        self.send_response(400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


counter = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counter)
threading.Thread(target=counter.serve_forever, daemon=True).start()
COUNTER = f"http://127.0.0.1:{counter.server_port}"
work = tempfile.TemporaryDirectory()
data = pathlib.Path(work.name)
environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower() and not name.startswith("DESKLEDGER_")}


# A process counts the memory of the one that started it as its own, so that a small one starts the SDK.
STARTER = """import os, sys
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
open(sys.argv[1], "w").write(str(os.wait4(child, 0)[2].ru_maxrss))"""


def run(command):
    """Output, and the largest memory in MiB."""
    starter = [sys.executable, "-S", "-c", STARTER, data / "memory", *command]
    done = subprocess.run([str(part) for part in starter], capture_output=True, text=True, env=environment)
    return done.stdout, done.stderr, int((data / "memory").read_text()) / 1024


def command_line(endpoint, token, path, parameters):
    flags = [part for name, value in parameters.items() for part in ("--" + name.replace("_", "-"), value)]
    if any("\0" in flag for flag in flags):
        # No command line can carry a NUL; tests of the library try it.
        return {"untried": True}, 0
    retries = ["--max-attempts", "1", "--max-time", "60"]
    out, err, memory = run([deskledger, "export", "--endpoint", endpoint, "--token", token, "-o", path, "--force", "--json", *retries, *flags])
    error = json.loads(err.strip().splitlines()[-1])["error"] if not out else {}
    if not error or error.get("status"):
        return {key: error.get(key) for key in ("status", "code", "message", "request_id")}, memory
    return {"thrown": error["message"]}, memory


def program(*start):
    def call(endpoint, token, path, parameters):
        out, err, memory = run([*start, endpoint, token, path, json.dumps(parameters)])
        return (json.loads(out.splitlines()[-1]) if out else {"thrown": err[-300:]}), memory

    return call


use = sdk / "use"
PYTHON, TYPESCRIPT, GO = [python, use / "python/call.py"], ["node", use / "typescript/call.mjs"], [use / "go/call"]
SDKS = {
    "Rust": command_line,
    "Python": program(*PYTHON, "plain"),
    "Python, with export.py": program(*PYTHON, "layer"),
    "TypeScript": program(*TYPESCRIPT, "plain"),
    "TypeScript, with export.ts": program(*TYPESCRIPT, "layer"),
    "Go": program(*GO, "plain"),
    "Go, with export.go": program(*GO, "layer"),
}


def rule(call, broken, kept):
    """A rule rejects what breaks it before anything is sent, and lets through what just keeps it."""
    if broken:
        broken = broken if "project_id" in broken else {"project_id": PROJECT} | broken
    kept = kept if "project_id" in kept else {"project_id": PROJECT} | kept
    Counter.requests.clear()
    call(COUNTER, "t", data / "out", kept)
    if len(Counter.requests) != 1:
        return "wrong"
    Counter.requests.clear()
    outcome, _ = call(COUNTER, "t", data / "out", broken)
    if outcome.get("untried"):
        return "not run"
    return "kept" if not Counter.requests and outcome.get("thrown") else "lost"


def fixed(call):
    Counter.requests.clear()
    call(COUNTER, "t", data / "out", {"project_id": PROJECT})
    (path, headers), = Counter.requests
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(path).query))
    yield "header `Content-Type: application/json`", "kept" if headers.get("Content-Type") == "application/json" else "lost"
    yield "credential in `X-Auth-Token`", "kept" if headers.get("X-Auth-Token") == "t" else "lost"
    yield "an absent parameter is not sent", "kept" if not query else "wrong"


def files(call, endpoint, token):
    memory = {}
    for project, expected in whole.items():
        saved = data / "saved"
        saved.unlink(missing_ok=True)
        _, memory[project] = call(endpoint, token, saved, {"project_id": project})
        is_whole = saved.exists() and saved.read_bytes() == expected
        if project == "small":
            yield "the file, byte for byte", "kept" if is_whole else "lost"
    growth = memory["large"] - memory["small"]
    print(f"memory grows by {growth:.0f} MiB for a file of {len(whole['large']) / 2**20:.0f} MiB", file=sys.stderr)
    yield "a large file is not held in memory", "kept" if is_whole and growth < len(whole["large"]) / 2**20 / 2 else "lost"


def errors(call, endpoint, token):
    for project, wanted in ((PROJECT, "WKS.00211902"), ("small", "")):
        outcome, _ = call(endpoint, token if wanted else "wrong", data / "saved", {"project_id": project})
        name = f"error {'404' if wanted else '401'}: status, code and message"
        is_known = outcome.get("status") == (404 if wanted else 401) and outcome.get("code") and outcome.get("message")
        yield name, "kept" if is_known else "lost"
    yield "the request id of an error", "kept" if outcome.get("request_id") else "lost"


def twice(rust, languages):
    """The cells of a row that holds for a language, with or without its layer."""
    return [rust, *(cell for cell in languages for _ in range(2))]


def compiled(language):
    return "lost" if json.loads((sdk / f"{language}.json").read_text())["problems"] else "kept"


# Where each generator states a deprecation.
DEPRECATED = [
    ("python/desktop_connection_records/api/connection/export_connection_records.py", "(?i)deprecated"),
    ("typescript/src/sdk.gen.ts", "@deprecated"),
    ("go/api_connection.go", "(?m)^// Deprecated"),
]


def stated(path, pattern):
    return "kept" if re.search(pattern, path.read_text()) else "lost"


for project, count in (("small", "50"), ("large", "100000")):
    subprocess.run([deskledger, "seed", "--quiet", "--data", data / "store", "--project-id", project, "--records", count, "--days", "60"], check=True)
log = open(data / "log", "w")
server = subprocess.Popen([deskledger, "serve", "--listen", "127.0.0.1:0", "--data", data / "store"], stdout=subprocess.PIPE, stderr=log, text=True)
try:
    endpoint = next(line for line in server.stdout if line.startswith("listening on ")).split()[-1]
    token = (data / "store/tokens").read_text().split()[0]
    whole = {}
    for project in ("small", "large"):
        url = f"{endpoint}/v2/{project}/connections/desktops/export"
        subprocess.run(["curl", "--fail", "--silent", "--noproxy", "*", "-H", f"X-Auth-Token: {token}", "-o", data / "curl", url], check=True)
        whole[project] = (data / "curl").read_bytes()
    columns = []
    for call in SDKS.values():
        column = {name: rule(call, broken, kept) for name, broken, kept in RULES}
        column |= dict(fixed(call)) | dict(files(call, endpoint, token)) | dict(errors(call, endpoint, token))
        columns.append(column)
finally:
    server.terminate()
    server.wait()

rows = [[name, *(column[name] for column in columns)] for name in columns[0]]
rows.append(["the generated code passes its compiler", *twice("kept", [compiled(one) for one in ("python", "typescript", "go")])])
rust = stated(root / "tests/golden/openapi.rs", "/// Deprecated since")
rows.append(["the deprecation is stated in the generated code", *twice(rust, [stated(sdk / path, text) for path, text in DEPRECATED])])
table = [["promise", *SDKS], ["---"] * (len(SDKS) + 1), *rows]
text = "".join(f"| {' | '.join(row)} |\n" for row in table)
count = " · ".join(f"{name}: {sum(row[index + 1] == 'kept' for row in rows)} of {len(rows)}" for index, name in enumerate(SDKS))
table = f"\n\n{text}\nKept: {count}.\n\n"
for path, new in ((page, table), (page.with_suffix(".zh.md"), chinese(table))):
    old = path.read_text()
    start, end = old.index("<!-- promises -->") + len("<!-- promises -->"), old.index("<!-- end of promises -->")
    if "--check" in sys.argv and old[start:end] != new:
        print(new)
        sys.exit(f"{path.name} is stale: run scripts/sdk-promises")
    path.write_text(old[:start] + new + old[end:])
print(f"{len(rows)} promises, {len(SDKS)} SDKs; {count}")
