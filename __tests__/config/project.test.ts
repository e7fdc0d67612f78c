import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readContext, settingsIn } from "../../src/config";

const folder = mkdtempSync(join(tmpdir(), "project-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function contextOf(text: string) {
  writeFileSync(join(folder, "cdktf.json"), text);
  return readContext(folder);
}

test("a byte order mark is ignored", () => {
  expect(contextOf('\uFEFF{"context":{"globalApi":{"name":"rates"}}}')).toEqual({
    globalApi: { name: "rates" },
  });
});

describe("reports the line and column of a syntax error in cdktf.json", () => {
  test.each([
    [
      '{\n  "context": {\n    "globalApi": {},\n  }\n}',
      "cdktf.json:4:3: Quoted object key expected but got '}'",
    ],
    [
      '{\n  // ours\n  "context": {}\n}',
      "cdktf.json:2:3: Quoted object key expected but got '/' (JSON has no comments)",
    ],
    ['{"context": {"globalApi": tru}}', "cdktf.json:1:27: "],
    ['\uFEFF{"context" {}}', "cdktf.json:1:12: Colon ':' expected"],
    ["", "cdktf.json:1:1: JSON value expected but reached end of input"],
    [
      '{"context": {"globalApi": {"regions": {"eu-west-1": {"failover": []},\n"eu-west-1": {}}}}}',
      "cdktf.json:2:2: Duplicate key 'eu-west-1'",
    ],
    ["[".repeat(100_000), "cdktf.json:1:1: not JSON"],
  ])("%j", (text, message) => {
    expect(() => contextOf(text)).toThrow(message);
  });
});

test("reports a missing file and a file without a context", () => {
  expect(() => contextOf('{"app":"node main.js"}')).toThrow('cdktf.json: "context" is missing');
  expect(() => contextOf("[]")).toThrow('cdktf.json: "context" is missing');
  expect(() => readContext(join(folder, "elsewhere"))).toThrow(/elsewhere.cdktf\.json: no such file/);
});

test("reports an unknown deployment with the known ones", () => {
  const context = { globalApi: {}, staging: {}, cdktfVersion: "0.21.0" };
  expect(settingsIn(context, "staging")).toEqual({});
  expect(() => settingsIn(context, "stagin")).toThrow(
    'stagin: not a key under "context" in cdktf.json (globalApi, staging)',
  );
  expect(() => settingsIn({}, "globalApi")).toThrow('not a key under "context" in cdktf.json (it has none)');
});
