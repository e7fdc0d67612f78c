import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { REGION_NAMES } from "../aws";
import { type Cost, nodeProcesses } from "./measure";

const root = join(__dirname, "..", "..");

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
          globalApi: { regions: Object.fromEntries(REGION_NAMES.slice(0, count).map((name) => [name, {}])) },
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
