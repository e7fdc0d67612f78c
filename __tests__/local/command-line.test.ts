import { complete } from "../../src/local/command-line";

const REGIONS = ["eu-west-1", "us-east-1", "us-west-2"];

test.each<[string, string[]]>([
  [
    "",
    [
      ...["fail", "evacuate", "slow", "cut", "heal", "run", "speed", "load", "demo", "status"],
      ...["next-day", "help", "quit"],
    ],
  ],
  ["s", ["slow", "speed", "status"]],
  ["fail ", REGIONS],
  ["fail us", ["us-east-1", "us-west-2"]],
  ["  fail us-east-1 t", ["table"]],
  ["cut us-east-1 us", ["us-west-2"]],
  ["heal us-east-1 ", ["eu-west-1", "us-west-2"]],
  ["slow us-east-1 ", []],
  ["heal us-east-1 eu-west-1 ", []],
  ["explode ", []],
  ["toString ", []],
])("the Tab key completes %j", (line, expected) => {
  const [found] = complete(line, REGIONS, ["next-day", "help", "quit"]);
  expect(found.map((word) => word.trimEnd())).toEqual(expected);
});
