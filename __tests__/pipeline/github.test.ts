import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeWith } from "../tools";
import { type Answers, runScript } from "./run-script";
import { scriptOf } from "./workflows";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "github-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the script of a step as GitHub's runner does. */
function runStep(script: string, answers: Answers, env: Readonly<Record<string, string>> = {}) {
  const programs = { gh: answers, npm: [["pipeline name", "plan-tree-lineage-7"]] } as const;
  const result = runScript(folder, script, programs, {
    GITHUB_REPOSITORY: "example/regionproof",
    GITHUB_OUTPUT: join(folder, "output"),
    GITHUB_STEP_SUMMARY: join(folder, "summary"),
    ...env,
  });
  const output = join(folder, "output");
  return { ...result, output: existsSync(output) ? readFileSync(output, "utf8") : "" };
}

describeWith("bash")("the review's comment", () => {
  const script = scriptOf("pull-request.yml", "Create or update the review comment");
  const env = { NUMBER: "5", COMMIT: "abc" };
  beforeEach(() => writeFileSync(join(folder, "review.md"), "## $(touch injected) `touch injected`\n"));

  test("is written where there is none", () => {
    const { status, stderr, calls } = runStep(script, [], env);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(calls.at(-1)).toBe(
      "gh api --silent --method POST repos/example/regionproof/issues/5/comments --field body=@body.md",
    );
  });

  test("is updated in place where there is one, or were it two", () => {
    const { calls } = runStep(script, [["--paginate", "11\n12\n"]], env);
    expect(calls.at(-1)).toBe(
      "gh api --silent --method PATCH repos/example/regionproof/issues/comments/11 --field body=@body.md",
    );
  });

  test("is found again by its first line, and contains the page unchanged", () => {
    const { calls } = runStep(script, [], env);
    const body = readFileSync(join(folder, "body.md"), "utf8");
    expect(body).toBe("<!-- plan review --> Plan of abc\n\n## $(touch injected) `touch injected`\n");
    expect(calls[0]).toContain('startswith("<!-- plan review -->")');
    expect(existsSync(join(folder, "injected"))).toBe(false);
  });
});

describeWith("bash")("the drift's issue", () => {
  const script = scriptOf("drift.yml", "Open, update, or close the drift issue");
  const open: Answers = [["issue list", "7"]];
  const lastCall = (answers: Answers, CODE: string) => runStep(script, answers, { CODE }).calls.at(-1) ?? "";

  test.each([
    ["is opened when there is drift", [], "2", "gh issue create --label drift"],
    ["is updated when it is open", open, "2", "gh issue edit 7 --body-file drift.md"],
    ["is closed when there is none any more", open, "0", "gh issue close 7"],
    ["is left alone when there was none", [], "0", "gh issue list"],
  ] as const)("%s", (_, answers, code, call) => {
    expect(lastCall(answers, code)).toMatch(new RegExp(`^${call}`));
  });
});

describeWith("bash")("the plan that is applied", () => {
  const script = scriptOf("deploy.yml", "Find the pull request's plan");

  test("is the one that was kept under the name of these files and this state", () => {
    const { calls, output } = runStep(script, [["actions/artifacts", "99"]]);
    expect(calls[1]).toContain("artifacts?name=plan-tree-lineage-7 ");
    expect(calls[2]).toBe("gh run download 99 --repo example/regionproof --name plan-tree-lineage-7");
    expect(output).toBe("run=99\n");
  });

  test("is created where none was stored", () => {
    const { calls, output } = runStep(script, []);
    expect(calls).toHaveLength(2);
    expect(output).toBe("run=\n");
  });
});

describeWith("jq")("which kept plan it is", () => {
  const [filter = ""] =
    /(?<=newest=')[^']+/.exec(scriptOf("deploy.yml", "Find the pull request's plan")) ?? [];
  const artifact = (id: number, created_at: string, more: object = {}) => ({
    expired: false,
    created_at,
    workflow_run: { id, repository_id: 1, head_repository_id: 1 },
    ...more,
  });
  const choose = (artifacts: readonly object[]) =>
    spawnSync("jq", ["-r", filter], { input: JSON.stringify({ artifacts }), encoding: "utf8" }).stdout.trim();

  test("the newest that has not expired and was not kept by a fork", () => {
    const fork = { workflow_run: { id: 4, repository_id: 1, head_repository_id: 2 } };
    expect(
      choose([
        artifact(1, "2026-01-01T00:00:00Z"),
        artifact(2, "2026-01-02T00:00:00Z"),
        artifact(3, "2026-01-03T00:00:00Z", { expired: true }),
        artifact(4, "2026-01-04T00:00:00Z", fork),
      ]),
    ).toBe("2");
    expect(choose([])).toBe("");
  });
});

describeWith("bash")("a plan of the deployment", () => {
  const script = scriptOf("deploy.yml", "Create a new plan");

  test.each([
    ["", "npm run plan --"],
    ["us-east-1", "npm run plan -- --without us-east-1"],
    ["us-east-1 $(touch injected); --help", "npm run plan -- --without us-east-1 $(touch injected); --help"],
  ])("leaves out the region that the run names: %j", (WITHOUT, call) => {
    const { status, calls } = runStep(script, [], { WITHOUT });
    expect({ status, calls }).toEqual({ status: 0, calls: [call] });
    expect(existsSync(join(folder, "injected"))).toBe(false);
  });
});
