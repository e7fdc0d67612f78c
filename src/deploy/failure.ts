/** Terraform or the CDKTF CLI failed: what it said itself, shortened. */
export class DeployError extends Error {
  override readonly name = "DeployError";
}

const MOST_LINES = 40;

/** A terminal's escape sequences: the CDKTF CLI moves the cursor back to redraw its spinner, in a file too. */
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, "g");

/** The CDKTF CLI's spinner and its count of stacks. */
const DECORATION = /^([⠀-⣿] |\d+ Stacks? (deploying|destroying|done|waiting)|$)/;

/** The CDKTF CLI sets the stack's name before the first line of what Terraform says. */
const ERROR = /^(?:\S+ +)?(?=Error: )/;

/** Terraform's errors out of all that it and the CDKTF CLI printed; where there are none, the last lines. */
export function whatWentWrong(output: string): string {
  const lines = output
    .replace(ESCAPES, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => !DECORATION.test(line));
  const first = lines.findIndex((line) => ERROR.test(line));
  const shown = first === -1 ? lines.slice(-MOST_LINES) : lines.slice(first, first + MOST_LINES);
  return shown.map((line) => line.replace(ERROR, "")).join("\n");
}
