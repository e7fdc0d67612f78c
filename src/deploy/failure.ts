/** Terraform or the CDKTF CLI failed: what it said itself, shortened. */
export class DeployError extends Error {
  override readonly name = "DeployError";
}

const MOST_LINES = 40;

/** Escape sequences of a terminal: colours, and the CDKTF CLI's moves back to redraw its spinner. */
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, "g");

/** The CDKTF CLI's count of stacks, its spinner, and the name of the stack before each of Terraform's lines. */
const DECORATION = /^(\d+ Stacks? deploying.*|[⠀-⣿] .*)$/;
const STACK_NAME = /^[\w-]* *(?=[╷│╵])/;

/** Terraform's errors out of all that it and the CDKTF CLI printed; where there are none, the last lines. */
export function whatWentWrong(output: string): string {
  const lines = output
    .replace(ESCAPES, "")
    .split("\n")
    .map((line) => line.trimEnd().replace(STACK_NAME, ""))
    .filter((line) => line !== "" && !DECORATION.test(line));
  const boxed = lines.filter((line) => line.startsWith("│")).map((line) => line.slice(2));
  const first = boxed.findIndex((line) => line.startsWith("Error: "));
  return (first === -1 ? lines.slice(-MOST_LINES) : boxed.slice(first, first + MOST_LINES)).join("\n");
}
