import { runEvacuate } from "../../src/evacuation/command";

test.each([
  ["expected one region, or --status", ""],
  ["expected one region, or --status", "us-east-1 eu-west-1 --undo"],
  ["expected one region, or --status", "us-east-1 --status"],
  ["--status: takes no --reason, --undo or --unchecked", "--status --undo"],
  ['expected --reason "why", or --undo', "us-east-1"],
  ['expected --reason "why", or --undo', "us-east-1 --undo --reason errors"],
  ["--unchecked: requires --undo", "us-east-1 --unchecked --reason errors"],
  ["--reason: expected 1 to 500 characters", "us-east-1 --reason="],
  ["--reason: expected 1 to 500 characters", `us-east-1 --reason=${"x".repeat(501)}`],
  ["Unknown option '--force'", "us-east-1 --force"],
  ["/nowhere/cdk.tf.json: no such file", "us-east-1 --undo --stack /nowhere/cdk.tf.json"],
])("wrong arguments are refused in one line: %s", async (message, args) => {
  const lines: string[] = [];
  const command = runEvacuate(args.split(" ").filter(Boolean), (line) => lines.push(line));
  await expect(command).rejects.toThrow(message);
  expect(lines).toEqual([]);
});
