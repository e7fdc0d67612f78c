import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { describeWith } from "../tools";
import { type Answers, runScript } from "./run-script";
import { workflows } from "./workflows";

const lines = z.union([z.string().transform((line) => [line]), z.array(z.string())]);
const job = z.looseObject({
  script: lines,
  timeout: z.string(),
  rules: z.array(z.looseObject({ if: z.string(), when: z.string().optional() })),
});
const pipeline = z
  .object({
    variables: z.record(z.string(), z.unknown()),
    test: job,
    plan: job,
    apply: job.extend({ environment: z.string(), resource_group: z.string() }),
    drift: job,
  })
  .parse(parse(readFileSync(join(__dirname, "..", "..", "docs", "gitlab-ci.yml"), "utf8"), { merge: true }));

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gitlab-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NAME: Answers = [["pipeline name", "plan-tree-lineage-7"]];
const STORED =
  "https://gitlab.example.com/api/v4/projects/5/packages/generic/plans/plan-tree-lineage-7/plan.tfplan.gpg";

function run(
  name: "plan" | "apply",
  env: Readonly<Record<string, string>>,
  { npm = [], curl = [] }: { readonly npm?: Answers; readonly curl?: Answers } = {},
) {
  const result = runScript(
    folder,
    pipeline[name].script.join("\n"),
    { npm: [...npm, ...NAME], curl },
    {
      CI_API_V4_URL: "https://gitlab.example.com/api/v4",
      CI_PROJECT_ID: "5",
      CI_JOB_TOKEN: "job token",
      ...env,
    },
  );
  return { ...result, calls: result.calls.filter((call) => !/pipeline name|run synth/.test(call)) };
}

describeWith("bash")("the job plan on GitLab", () => {
  const MERGE_REQUEST = { CI_PIPELINE_SOURCE: "merge_request_event" };
  const PUSH = { CI_PIPELINE_SOURCE: "push" };

  test("stores the encrypted plan of a merge request under the plan's name", () => {
    const { status, calls } = run("plan", MERGE_REQUEST);
    expect(status).toBe(0);
    expect(calls).toEqual([
      "npm run plan --",
      "npm run pipeline seal",
      "npm run --silent review",
      expect.stringMatching(/^curl .*--header JOB-TOKEN: job token --upload-file plan\.tfplan\.gpg /),
    ]);
    expect(calls.at(-1)?.endsWith(STORED)).toBe(true);
  });

  test("uses the merge request's plan after the merge, and reviews it again", () => {
    expect(run("plan", PUSH).calls).toEqual([
      `curl --fail --silent --show-error --location --header JOB-TOKEN: job token --output plan.tfplan.gpg ${STORED}`,
      "npm run pipeline unseal",
      "npm run --silent review",
    ]);
  });

  test("creates a new plan if the files or the state have changed, and states that it is new", () => {
    const { status, calls } = run("plan", PUSH, { curl: [["--output", 22]] });
    expect(status).toBe(0);
    expect(calls.slice(1)).toEqual(["npm run plan --", "npm run pipeline seal", "npm run --silent review"]);
    expect(readFileSync(join(folder, "review.md"), "utf8")).toMatch(/^This plan is new/);
  });

  test("leaves out the region that a manual pipeline names", () => {
    const { calls } = run("plan", { CI_PIPELINE_SOURCE: "web", WITHOUT: "us-east-1" });
    expect(calls[0]).toBe("npm run plan -- --without us-east-1");
  });

  test.each([
    [0, 0],
    [2, 0],
    [3, 1],
    [1, 1],
  ])("after a review with exit code %d, ends with %d", (verdict, status) => {
    expect(run("plan", MERGE_REQUEST, { npm: [["review", verdict]] }).status).toBe(status);
  });
});

describeWith("bash")("the job apply on GitLab", () => {
  test.each([
    ["", "npm run apply --"],
    ["true", "npm run apply -- --again"],
  ])("with AGAIN=%j, runs %s", (AGAIN, call) => {
    expect(run("apply", { AGAIN })).toMatchObject({ status: 0, calls: ["npm run pipeline unseal", call] });
  });

  test("keeps a state that could not be written, and the exit code of apply", () => {
    const stack = join(folder, "cdktf.out", "stacks", "shop");
    mkdirSync(stack, { recursive: true });
    writeFileSync(join(stack, "errored.tfstate"), "{}");
    const { status, calls } = run("apply", {}, { npm: [["run apply", 2]] });
    expect({ status, last: calls.at(-1) }).toEqual({ status: 2, last: "npm run pipeline seal state" });
  });

  test("waits for a person, runs alone, and may take as long as on GitHub", () => {
    expect(pipeline.apply).toMatchObject({ environment: "production", resource_group: "production" });
    expect(pipeline.apply.rules).toEqual([
      { if: expect.stringContaining("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"), when: "manual" },
    ]);
    expect(pipeline.apply.timeout).toBe("6h");
  });
});

test("a manual pipeline on GitLab has the inputs of the workflow on GitHub", () => {
  const deploy = workflows.find(({ file }) => file === "deploy.yml");
  const inputs = z
    .object({ workflow_dispatch: z.object({ inputs: z.record(z.string(), z.unknown()) }) })
    .parse(deploy?.on).workflow_dispatch.inputs;
  for (const input of Object.keys(inputs)) {
    expect(pipeline.variables).toHaveProperty([input.toUpperCase(), "description"]);
  }
});
