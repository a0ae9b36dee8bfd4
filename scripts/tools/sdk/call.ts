// One call through the TypeScript SDK: `call.js plain|layer ENDPOINT TOKEN FILE PARAMETERS`. Prints the outcome as JSON.
import { writeFileSync } from "node:fs";
import { ExportError, save } from "./export.js";
import { client } from "./sdk/client.gen.js";
import { exportConnectionRecords } from "./sdk/index.js";

const [how, endpoint, token, path, parameters] = process.argv.slice(2) as [string, string, string, string, string];
let outcome: Record<string, unknown> = {};
try {
  const { project_id, ...query } = JSON.parse(parameters);
  client.setConfig({ baseUrl: endpoint, auth: (scheme) => (scheme.name === "X-Auth-Token" ? token : undefined) });
  if (how === "layer") {
    await save(path, project_id, query);
  } else {
    const { data, error, response } = await exportConnectionRecords({ path: { project_id }, query });
    if (response === undefined) throw error;
    outcome = { status: response.status, request_id: response.headers.get("X-Request-Id") };
    if (response.status === 200) writeFileSync(path, Buffer.from(await (data as unknown as Blob).arrayBuffer()));
    else outcome = { ...outcome, code: error?.error_code, message: error?.error_msg };
  }
} catch (error) {
  if (error instanceof ExportError) {
    outcome = { status: error.status, code: error.code, message: error.message, request_id: error.requestId };
  } else outcome.thrown = String(error);
}
console.log(JSON.stringify(outcome));
