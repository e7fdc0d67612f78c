import { stripVTControlCharacters } from "node:util";
import { panelLines, statusLines } from "../../src/local/panel";
import type { RegionState } from "../../src/local/region-state";

function state(region: string, over: Partial<RegionState> = {}): RegionState {
  return {
    region,
    address: "127.0.0.11",
    healthy: true,
    checkFailure: undefined,
    processes: 4,
    failed: [],
    slowedByMs: 0,
    grayPercent: 0,
    evacuated: undefined,
    ...over,
  };
}

const failing = state("ap-southeast-1", {
  healthy: false,
  failed: ["gateway", "function", "table", "bucket"],
  slowedByMs: 1500,
  checkFailure: "/health-check returned 503",
});

const plain = (lines: readonly string[]) => lines.map((line) => stripVTControlCharacters(line));

test("a wide terminal shows every detail", () => {
  expect(plain(panelLines([state("eu-west-1"), failing], [], { columns: 140, rows: 40 }))).toEqual([
    "eu-west-1       healthy      127.0.0.11    4 processes",
    "ap-southeast-1  unhealthy    127.0.0.11    4 processes  everything failed  1500 ms slower  /health-check returned 503",
  ]);
});

test("80 columns omit details and keep the problems", () => {
  expect(plain(panelLines([state("eu-west-1"), failing], [], { columns: 80, rows: 24 }))).toEqual([
    "eu-west-1       healthy",
    "ap-southeast-1  unhealthy    everything failed  1500 ms slower  /health-check …",
  ]);
});

test.each([20, 40, 60, 79, 80, 81, 100, 200])("no line wraps in %d columns", (columns) => {
  const regions = ["us-east-1", "eu-west-1", "ap-northeast-3"].map((region) => ({ ...failing, region }));
  const lines = plain(panelLines(regions, [["us-east-1", "ap-northeast-3"]], { columns, rows: 24 }));
  expect(lines).toHaveLength(4);
  for (const line of lines) {
    expect(line.length).toBeLessThan(columns);
  }
});

test("shows regions with a problem first if there are more regions than half of the rows", () => {
  const regions = Array.from({ length: 20 }, (_, index) => state(`region-${index}`));
  const lines = plain(panelLines([...regions, failing], [], { columns: 80, rows: 24 }));
  expect(lines).toHaveLength(12);
  expect(lines.at(-2)).toContain("ap-southeast-1  unhealthy");
  expect(lines.at(-1)).toBe("10 more: type status");
  expect(statusLines([...regions, failing], [])).toHaveLength(21);
});
