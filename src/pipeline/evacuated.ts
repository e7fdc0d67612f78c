import { readFileSync } from "node:fs";
import { dataPlanes, EvacuationError, evacuations, readStack } from "../evacuation";
import { readTerraform } from "../terraform";

/**
 * Returns the evacuated regions of a synthesized stack as a section of a Markdown page. A region whose S3 does not
 * answer is named, and fails nothing.
 *
 * @param file - the stack's `cdk.tf.json`
 */
export async function evacuatedRegions(
  file: string,
  planes = dataPlanes({ places: [], nameServers: [] }),
): Promise<{ readonly areAny: boolean; readonly section: string }> {
  const stack = evacuable(file);
  const { evacuated, unknown } =
    stack === undefined ? { evacuated: [], unknown: [] } : await evacuations(stack, planes);
  const lines = [...evacuated, ...unknown].map((line) => `- ${literal(line)}`);
  return {
    areAny: evacuated.length > 0,
    section: lines.length === 0 ? "" : `\n## Evacuated regions\n\n${lines.join("\n")}\n`,
  };
}

function evacuable(file: string) {
  try {
    return readStack(readTerraform(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof EvacuationError) {
      return undefined;
    }
    throw error;
  }
}

/** People write markers: Markdown shows their text as it is. */
function literal(text: string): string {
  const fence = "`".repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length)) + 1);
  return `${fence} ${text.replace(/\s+/g, " ")} ${fence}`;
}
