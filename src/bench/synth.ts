import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cost, nodeProcesses } from "./measure";

const root = join(__dirname, "..", "..");
const REGIONS = [
  "us-east-1",
  "eu-west-1",
  "ap-south-1",
  "sa-east-1",
  "us-west-2",
  "eu-central-1",
  "ap-southeast-2",
  "ca-central-1",
  "us-east-2",
  "eu-west-2",
  "ap-northeast-1",
  "eu-north-1",
  "us-west-1",
  "eu-west-3",
  "ap-southeast-1",
  "ap-northeast-2",
];

/** Measures a synth of the bundled app by number of regions, and loading cdktf alone. */
export function synthRows(): Cost[] {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const regions = (count: number) => ({
      what: `the app, ${count} region${count === 1 ? "" : "s"}`,
      args: [join(root, "dist", "main.js")],
      cwd: folder,
      env: {
        CDKTF_CONTEXT_JSON: JSON.stringify({
          globalApi: { regions: Object.fromEntries(REGIONS.slice(0, count).map((name) => [name, {}])) },
        }),
      },
    });
    const cli = {
      what: "cdktf synth (builds the bundles, too)",
      args: [require.resolve("cdktf-cli/bundle/bin/cdktf.js"), "synth", "--output", join(folder, "cli.out")],
      cwd: root,
      env: { CHECKPOINT_DISABLE: "1" },
    };
    return [
      ...nodeProcesses(
        [
          { what: 'require("cdktf")', args: ["-e", 'require("cdktf")'], cwd: root },
          ...[1, 2, 4, 8, 16].map(regions),
        ],
        11,
      ),
      ...nodeProcesses([cli], 3),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
