import { isDeepStrictEqual } from "node:util";
import { readFileSync } from "node:fs";
import createClient from "openapi-fetch";
import type { paths } from "./types.js";

const [, , endpoint, name, types] = process.argv;
const client = createClient<paths>({ baseUrl: endpoint });
const skipped: string[] = SKIPPED;
const failures: string[] = [];
// Where alternatives or parts contradict each other for openapi-typescript, its type has no value; the value is still compared.
type Of<T> = [T] extends [never] ? unknown : T;
let made = 0;

function check(call: string, status: number, wantedStatus: number, value: unknown, wanted: unknown): void {
  made += 1;
  if (status !== wantedStatus) failures.push(`${call}: expected status ${wantedStatus}, found ${status}`);
  else if (wanted !== undefined && !isDeepStrictEqual(value, wanted)) failures.push(`${call}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(value)}`);
}

function finish(): void {
  const errors = readFileSync(types!, "utf8").split("\n").filter((line) => line.includes("error TS")
    // A field that an example has and its schema does not name: it permits them, and the compiler reports them in literals.
    && !line.includes("error TS2353"));
  console.log(`${name}: ${made} of ${made + skipped.length} operations called, ${failures.length} wrong responses, ${errors.length} errors of types`);
  for (const line of [...failures, ...errors]) console.log(`  ${line.slice(0, 300)}`);
  if (process.env.VERBOSE) for (const line of skipped) console.log(`  not called: ${line}`);
  process.exitCode = failures.length + errors.length > 0 || made === 0 ? 1 : 0;
}

