import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dataPlanes } from "../../src/evacuation";
import { evacuatedRegions } from "../../src/pipeline/evacuated";
import { type EvacuationMarker, markerText } from "../../src/route53";
import { synthStackFile } from "../constructs/synth";
import { scratchFolder } from "../local/support";

const folder = scratchFolder();

function regionsWith(
  readMarker: (marker: EvacuationMarker) => Promise<string | undefined>,
  file = synthStackFile({}),
) {
  return evacuatedRegions(file, { ...dataPlanes({ places: [], nameServers: [] }), readMarker });
}

function marked(region: string, reason: string) {
  return async ({ evacuates }: EvacuationMarker) =>
    evacuates === region ? markerText(region, { by: "ana", at: "2026-11-26T04:00:00Z", reason }) : undefined;
}

test("an evacuated region is listed, with who, when and why", async () => {
  expect(await regionsWith(marked("us-east-1", "errors"))).toEqual({
    areAny: true,
    section: '\n## Evacuated regions\n\n- ` us-east-1: by ana at 2026-11-26T04:00:00Z, because "errors" `\n',
  });
});

test("a reason cannot change the page", async () => {
  const { section } = await regionsWith(marked("us-east-1", "``x` @team\n# <b>all</b>"));
  expect(section).toContain(
    '- ``` us-east-1: by ana at 2026-11-26T04:00:00Z, because "``x` @team\\n# <b>all</b>" ```\n',
  );
});

test("without markers there is no section", async () => {
  expect(await regionsWith(async () => undefined)).toEqual({ areAny: false, section: "" });
});

test("S3 that does not answer is named, and is no evacuation", async () => {
  const { areAny, section } = await regionsWith(({ region }) =>
    region === "eu-west-1" ? Promise.reject(new Error("AccessDenied")) : new Promise(() => {}),
  );
  expect(areAny).toBe(false);
  expect(section).toContain("` us-east-1's marker in eu-west-1 was not read: AccessDenied `");
  expect(section).toContain("` eu-west-1's marker in us-east-1 was not read: no response within 3 s `");
});

test("a stack that is not of this project has no section", async () => {
  const file = join(folder, "cdk.tf.json");
  const { output: _, ...document } = JSON.parse(readFileSync(synthStackFile({}), "utf8"));
  writeFileSync(file, JSON.stringify(document));
  expect(await regionsWith(async () => undefined, file)).toEqual({ areAny: false, section: "" });
});
