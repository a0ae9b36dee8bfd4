"""Runs the vendor's SDK as a client of the reference server, with an access key and a project id."""

import json
import sys
import urllib.parse
import urllib.request

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkworkspace.v2 import (
    ExportUserLoginInfoNewRequest,
    ListLoginRecordsNewRequest,
    WorkspaceClient,
)

endpoint, token, project, ak, sk = sys.argv[1:]


def client(ak, sk):
    credentials = BasicCredentials(ak, sk, project)
    return WorkspaceClient.new_builder().with_credentials(credentials).with_endpoint(endpoint).build()


def raw(path):
    request = urllib.request.Request(endpoint + path, headers={"X-Auth-Token": token})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


sdk = client(ak, sk)
export = f"/v2/{project}/connections/desktops/export"
answer = sdk.export_user_login_info_new(ExportUserLoginInfoNewRequest())
assert answer.raw_content == raw(export), "the SDK and a plain request got different files"
assert answer.raw_content.startswith(b"PK\x03\x04"), "the file is not a workbook"

request = ExportUserLoginInfoNewRequest(
    language="zh_CN",
    start_time="2020-01-01T00:00Z", end_time="2030-01-01T00:00Z",
)
query = "?language=zh_CN&start_time=2020-01-01T00:00Z&end_time=2030-01-01T00:00Z"
assert sdk.export_user_login_info_new(request).raw_content == raw(export + query)

# The SDK receives the requested file: the records of one user within the range.
name = json.loads(raw(f"/v2/{project}/connections/desktops?limit=1"))["records"][0]["user_name"]
some = sdk.export_user_login_info_new(ExportUserLoginInfoNewRequest(user_name=name)).raw_content
assert some == raw(f"{export}?{urllib.parse.urlencode({'user_name': name})}") and len(some) < len(answer.raw_content)

expected = json.loads(raw(f"/v2/{project}/connections/desktops?limit=7&offset=3"))
listed = sdk.list_login_records_new(ListLoginRecordsNewRequest(limit=7, offset=3))
assert listed.total_count == expected["total_count"]
fields = [{name: value for name, value in record.to_dict().items() if value is not None} for record in listed.records]
known = [{name: value for name, value in record.items() if name in listed.records[0].attribute_map} for record in expected["records"]]
assert fields == known, f"the SDK read {fields}, the response contains {known}"

# Paging returns every record once, in the order of the export.
pages, request = [], urllib.request.Request(endpoint + export, headers={"X-Auth-Token": token, "Accept": "application/x-ndjson"})
while len(pages) < listed.total_count:
    page = sdk.list_login_records_new(ListLoginRecordsNewRequest(limit=90, offset=len(pages))).records
    assert page, f"the list ends at {len(pages)} of {listed.total_count} records"
    pages += [record.transaction_id for record in page]
with urllib.request.urlopen(request) as answer_:
    assert pages == [json.loads(line)["transaction_id"] for line in answer_]

try:
    client(ak, sk[::-1]).export_user_login_info_new(ExportUserLoginInfoNewRequest())
    raise SystemExit("a wrong secret was accepted")
except ClientRequestException as error:
    assert error.status_code == 401 and error.error_code == "APIGW.0301", error

print(f"the SDK received the file ({len(answer.raw_content):,} bytes) and {len(fields)} of {listed.total_count} records unchanged")
