"""Sends the same requests with the vendor's SDK and with our command to a local recorder, compares them, and verifies every signature with
the SDK's signer. See scripts/conformance-client."""

import subprocess
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, unquote, urlsplit

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from huaweicloudsdkworkspace.v2 import ExportUserLoginInfoNewRequest, WorkspaceClient

binary = sys.argv[1]
AK, SK, PROJECT = "HPUAB2C3D4E5F6", "a-secret+of/the=checks", "8dc9c40a06574a598941b254d4b63b43"
# Belongs to a temporary key; every other request uses one.
SECURITY_TOKEN = "gAAA+a/token=of-the-checks"
RANGE = {"start_time": "2020-04-13T01:59Z", "end_time": "2020-04-30T02:20Z"}
FILE = b"Connected User,Desktop Name\r\njy01@local.com,JY011\r\n"
CASES = [
    {},
    RANGE,
    {**RANGE, "user_name": "jy01@local.com", "computer_name": "JY011"},
    {"language": "zh_CN"},
    {**RANGE, "language": "en_US", "terminal_type": "Windows 10"},
    {"user_name": "two words"},
    {"user_name": "one+two"},
    {"user_name": "100%"},
    {"user_name": "%2F%20%"},
    {"user_name": "张三", "computer_name": "张三的桌面"},
    {"user_name": "R&D=a;b"},
    {"user_name": "a/b?c#d"},
    {"user_name": "😀 and 🏳️‍🌈"},
    {"user_name": "~-_.!*'()"},
    {"user_name": "\"quoted\" \\ <tag> `tick` {brace} [list] | ^"},
    {"user_name": "é is not é"},
    {"user_name": " spaces at both ends "},
    {"user_name": "tab\tand\u00a0more"},
    {"user_name": "x" * 255, "terminal_type": "a,b,c"},
    {"user_name": "", "computer_name": "", "terminal_type": "Linux"},
    {"user_name": "@:$", "computer_name": "-starts-with-a-hyphen"},
]
seen = []


class Recorder(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        seen.append((self.command, self.path, list(self.headers.items())))
        self.send_response(200)
        self.send_header("Content-Type", "text/csv")
        self.send_header("Content-Length", str(len(FILE)))
        self.end_headers()
        self.wfile.write(FILE)

    def log_message(self, *_):
        pass


recorder = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
Thread(target=recorder.serve_forever, daemon=True).start()
host = f"127.0.0.1:{recorder.server_port}"
environment = {"HUAWEICLOUD_SDK_AK": AK, "HUAWEICLOUD_SDK_SK": SK, "HOME": "/nonexistent"}


def credentials(is_temporary):
    found = BasicCredentials(AK, SK, PROJECT)
    return found.with_security_token(SECURITY_TOKEN) if is_temporary else found


def sdk(is_temporary):
    return WorkspaceClient.new_builder().with_credentials(credentials(is_temporary)).with_endpoint(f"http://{host}").build()


def export(case, to, is_temporary):
    # The command rejects a flag with empty text; an empty parameter counts as absent.
    flags = [f"--{name.replace('_', '-')}={value}" for name, value in case.items() if value]
    command = [binary, "export", "--endpoint", f"http://{host}", "--project-id", PROJECT, "-o", to, "--force", *flags]
    more = {"HUAWEICLOUD_SDK_SECURITY_TOKEN": SECURITY_TOKEN} if is_temporary else {}
    subprocess.run(command, env=environment | more, check=True)


def headers(request, names):
    found = {name.lower(): value for name, value in request[2]}
    return {name: found.get(name) for name in names}


def asked(request):
    """Method, path, parameters and headers of a request. An empty parameter counts as absent, as the document specifies."""
    method, target, _ = request
    parts = urlsplit(target)
    query = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    return method, unquote(parts.path), sorted(pair for pair in query if pair[1]), headers(request, ["content-type", "host", "x-project-id", "x-security-token"])


def proof(request):
    """The Authorization header, the one the SDK's signer computes for the same request, and the signed header names."""
    found = headers(request, ["authorization"])["authorization"]
    names = found.split("SignedHeaders=")[1].split(",")[0].split(";")
    parts = urlsplit(request[1])
    again = SdkRequest(
        method=request[0], schema="http", host=host, resource_path=parts.path, uri=request[1],
        query_params=parse_qsl(parts.query, keep_blank_values=True), header_params=headers(request, names), body=b"",
    )
    return found, Signer(BasicCredentials(AK, SK, PROJECT)).sign(again).header_params["Authorization"], names


with tempfile.TemporaryDirectory() as work:
    for number, case in enumerate(CASES):
        seen.clear()
        is_temporary = number % 2 == 1
        sdk(is_temporary).export_user_login_info_new(ExportUserLoginInfoNewRequest(**case))
        export(case, f"{work}/saved.csv", is_temporary)
        assert len(seen) == 2, f"{case}: {len(seen)} requests"
        theirs, ours = seen
        assert asked(theirs) == asked(ours), f"{case}:\n  the SDK sends   {asked(theirs)}\n  deskledger sends {asked(ours)}"
        for who, request in (("the SDK", theirs), ("deskledger", ours)):
            found, again, names = proof(request)
            assert found == again, f"{case}: {who} signed {found}, the SDK's signer {again}"
            assert {"host", "x-sdk-date"} <= set(names), names
        assert SK not in str(ours), "the secret was sent"
        assert headers(ours, ["x-security-token"])["x-security-token"] == (SECURITY_TOKEN if is_temporary else None)
        with open(f"{work}/saved.csv", "rb") as saved:
            assert saved.read() == FILE
print(f"{len(CASES)} requests with unusual values equal those of the SDK, and its signer computes the same signatures")
