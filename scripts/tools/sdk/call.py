"""One call through the Python SDK: `call.py plain|layer ENDPOINT TOKEN FILE PARAMETERS`. Prints the outcome as JSON."""

import json
import sys

from desktop_connection_records import AuthenticatedClient, export
from desktop_connection_records.api.connection import export_connection_records
from desktop_connection_records.models.export_connection_records_language import ExportConnectionRecordsLanguage

how, endpoint, token, path, parameters = sys.argv[1:]
outcome = {}
try:
    parameters = json.loads(parameters)
    if "language" in parameters:
        parameters["language"] = ExportConnectionRecordsLanguage(parameters["language"])
    client = AuthenticatedClient(base_url=endpoint, token=token, auth_header_name="X-Auth-Token", prefix="")
    if how == "layer":
        export.save(client, path, **parameters)
    else:
        response = export_connection_records.sync_detailed(client=client, **parameters)
        outcome = {"status": int(response.status_code), "request_id": response.headers.get("X-Request-Id")}
        if response.status_code == 200:
            with open(path, "wb") as file:
                file.write(response.parsed.payload.read())
        else:
            outcome |= {"code": response.parsed.error_code, "message": response.parsed.error_msg}
except export.ExportError as error:
    outcome = {"status": error.status, "code": error.code, "message": error.message, "request_id": error.request_id}
except Exception as error:
    outcome["thrown"] = f"{type(error).__name__}: {error}"
print(json.dumps(outcome))
