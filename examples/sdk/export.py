"""Saves the export through the Python SDK that openapi-python-client generates.

The SDK fails on the file and does not know the rule over two parameters. This layer keeps its request and its client.
"""

import os
from http import HTTPStatus

from .api.connection import export_connection_records as operation
from .models.error import Error


class ExportError(Exception):
    """An error of the service: its status, its code and message, and the id of the request."""

    def __init__(self, response):
        self.status = response.status_code
        self.request_id = response.headers.get("X-Request-Id")
        try:
            error = Error.from_dict(response.json())
            self.code, self.message = error.error_code, error.error_msg
        except ValueError:
            self.code, self.message = None, response.text[:200]
        super().__init__(f"status {self.status}: {self.code}: {self.message}")


def save(client, path, project_id, start_time=None, end_time=None, **parameters):
    """Saves the file: complete under its name, or not at all."""
    if (start_time is None) != (end_time is None):
        raise ValueError("give both start_time and end_time or neither")
    if start_time is not None:
        if start_time >= end_time:
            raise ValueError("start_time must be before end_time")
        parameters |= {"start_time": start_time, "end_time": end_time}
    part = f"{path}.part"
    with client.get_httpx_client().stream(**operation._get_kwargs(project_id, **parameters)) as response:
        if response.status_code != HTTPStatus.OK:
            response.read()
            raise ExportError(response)
        with open(part, "wb") as file:
            # httpx reports a body that is shorter than its Content-Length.
            for piece in response.iter_bytes():
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    os.replace(part, path)
