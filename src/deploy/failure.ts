/** Terraform failed: its own words, shortened. */
export class DeployError extends Error {
  override readonly name = "DeployError";
}

const MOST_LINES = 40;

/** Returns Terraform's errors out of all its output; if there are none, the last lines. */
export function whatWentWrong(output: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const first = lines.findIndex((line) => line.startsWith("Error: "));
  return (first === -1 ? lines.slice(-MOST_LINES) : lines.slice(first, first + MOST_LINES)).join("\n");
}
