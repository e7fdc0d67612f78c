import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { BUNDLING, entryFiles } from "../build/functions";
import { nodeProcesses } from "./measure";

const root = join(__dirname, "..", "..");
const RUNS = 25;

const bundle = (name: string) => join(root, "dist", "functions", name, "bundle.js");

/** Returns the sizes of the bundles in dist/. */
export function bundleRows(): object[] {
  return Object.keys(entryFiles()).map((name) => {
    const code = readFileSync(bundle(name));
    return { function: name, "kB minified": kilobytes(code), "kB gzipped": kilobytes(gzipSync(code)) };
  });
}

/** Measures processes that load each bundle, and processes that only load the DynamoDB client. */
export async function coldStartRows(): Promise<object[]> {
  const folder = mkdtempSync(join(root, "dist", "bench-"));
  try {
    const entry = join(folder, "client.ts");
    const [usual, ours] = [join(folder, "usual.js"), join(folder, "ours.js")];
    writeFileSync(entry, CLIENT_ALONE);
    await build({ entryPoints: [entry], outfile: usual, bundle: true, minify: true, platform: "node" });
    await build({ ...BUNDLING, entryPoints: [entry], outfile: ours });
    const load = (what: string, file: string) => ({
      what,
      args: ["-e", `require(${JSON.stringify(file)})`],
      env: ENVIRONMENT,
    });
    const costs = nodeProcesses(
      [
        { what: "node", args: ["-e", ""] },
        load("the document client alone, bundled as usual", usual),
        load("the document client alone, bundled as here", ours),
        ...Object.keys(entryFiles()).map((name) => load(name, bundle(name))),
      ],
      RUNS,
    );
    const [node = Number.NaN, alone = Number.NaN] = costs.map(({ milliseconds }) => milliseconds);
    // Relative to a bundle that only loads the document client; both without Node's own start.
    return costs.map(({ what, milliseconds }) => ({
      what,
      milliseconds,
      "× client alone": Number(((milliseconds - node) / (alone - node)).toFixed(2)),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const CLIENT_ALONE = `
  import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
  import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
  export const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
`;

const ENVIRONMENT = {
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "bench",
  AWS_SECRET_ACCESS_KEY: "bench",
  TABLE_NAME: "bench",
};

function kilobytes(code: Buffer): number {
  return Number((code.byteLength / 1000).toFixed(1));
}
