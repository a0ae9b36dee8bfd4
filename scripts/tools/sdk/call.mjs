// One call through the TypeScript SDK: `call.mjs plain|layer ENDPOINT TOKEN FILE PARAMETERS`. Prints the outcome as JSON.
import { writeFileSync } from "node:fs";
import { exportConnectionRecords } from "desktop-connection-records";
import { client } from "desktop-connection-records/client.gen";
import { ExportError, save } from "desktop-connection-records/export";

const [how, endpoint, token, path, parameters] = process.argv.slice(2);
let outcome = {};
try {
  const { project_id, ...query } = JSON.parse(parameters);
  client.setConfig({ baseUrl: endpoint, auth: (scheme) => (scheme.name === "X-Auth-Token" ? token : undefined) });
  if (how === "layer") {
    await save(path, project_id, query);
  } else {
    const { data, error, response } = await exportConnectionRecords({ path: { project_id }, query });
    if (response === undefined) throw error;
    outcome = { status: response.status, request_id: response.headers.get("X-Request-Id") };
    if (response.status === 200) writeFileSync(path, Buffer.from(await data.arrayBuffer()));
    else outcome = { ...outcome, code: error?.error_code, message: error?.error_msg };
  }
} catch (error) {
  if (error instanceof ExportError) {
    outcome = { status: error.status, code: error.code, message: error.message, request_id: error.requestId };
  } else outcome.thrown = String(error);
}
console.log(JSON.stringify(outcome));
