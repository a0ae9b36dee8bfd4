// Saves the export through the TypeScript SDK that @hey-api/openapi-ts generates. The SDK holds the file in memory and does not know the
// rule over two parameters. This layer keeps its request and its client.
import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { pipeline } from "node:stream/promises";
import { exportConnectionRecords, type ExportConnectionRecordsData } from "./index.js";

type Query = NonNullable<ExportConnectionRecordsData["query"]>;

/** An error of the service: its status, its code and message, and the id of the request. */
export class ExportError extends Error {
  readonly status: number;
  readonly requestId: string | null;
  readonly code: string | undefined;
  constructor(response: Response, error: { error_code?: string; error_msg?: string }) {
    super(`status ${response.status}: ${error.error_code}: ${error.error_msg}`);
    this.status = response.status;
    this.requestId = response.headers.get("X-Request-Id");
    this.code = error.error_code;
  }
}

/** Saves the file: complete under its name, or not at all. */
export async function save(path: string, project_id: string, query: Query = {}): Promise<void> {
  const { start_time, end_time } = query;
  if ((start_time === undefined) !== (end_time === undefined)) throw new Error("give both start_time and end_time or neither");
  if (start_time !== undefined && end_time !== undefined && start_time >= end_time) throw new Error("start_time must be before end_time");
  const { data, error, response } = await exportConnectionRecords({ path: { project_id }, query, parseAs: "stream" });
  if (response === undefined) throw error;
  if (response.status !== 200) throw new ExportError(response, error ?? {});
  // The runtime reports a body that is shorter than its Content-Length.
  await pipeline(Readable.fromWeb(data as unknown as ReadableStream), createWriteStream(`${path}.part`, { flush: true }));
  await rename(`${path}.part`, path);
}
