import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { standinEnvironment } from "../../src/deploy/environment";
import { Standin } from "../../src/deploy/standin";
import type { JsonObject } from "../../src/terraform";
import { describeDeploy, scratchFolder } from "./local";
import { Project, STACK } from "./project";

const greeting = (input: string): JsonObject => ({ resource: { terraform_data: { greeting: { input } } } });

describeDeploy("a plan, from the pull request to the merge", () => {
  const folder = scratchFolder();
  const pullRequest = new Project(join(folder, "pull request"));
  const merge = new Project(join(folder, "merge"));

  test("is created, reviewed and encrypted; the stored file reveals nothing", () => {
    pullRequest.synth(greeting("a secret"));
    pullRequest.succeed("plan");
    expect(pullRequest.step("review")).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^## .*\n/),
    });
    expect(readFileSync(pullRequest.path(STACK, "plan.json"), "utf8")).toContain('"applyable":true');
    expect(statSync(pullRequest.path(STACK, "plan.json")).mode & 0o077).toBe(0);
    pullRequest.succeed("seal");
    const sealed = readFileSync(pullRequest.path("plan.tfplan.gpg"));
    expect(sealed.length).toBeGreaterThan(500);
    expect(sealed.includes("PK\u0003\u0004")).toBe(false);
    expect(sealed.includes("a secret")).toBe(false);
  });

  test("is unsealed on another machine, reviewed again, and that plan is applied", () => {
    merge.synth(greeting("a secret"));
    cpSync(pullRequest.path("plan.tfplan.gpg"), merge.path("plan.tfplan.gpg"));
    merge.succeed("seal open", "review", "apply");
    expect(merge.deployed()).toEqual(["terraform_data.greeting a secret"]);
  });

  test("is rejected with a one-line remedy if the state has changed since", () => {
    const { status, lastLine } = merge.step("apply");
    expect(status).toBe(1);
    expect(lastLine).toBe(
      "apply: the state has changed since this plan was made, so nothing was applied: plan and review again",
    );
  });

  test("cannot be decrypted if a byte was changed, or with another passphrase", () => {
    const sealed = merge.path("plan.tfplan.gpg");
    expect(merge.step("seal", ["open"], { PLAN_PASSPHRASE: "another passphrase altogether" })).toMatchObject({
      status: 1,
      lastLine: expect.stringMatching(/^unseal: gpg: /),
    });
    const bytes = readFileSync(sealed);
    bytes[bytes.length - 30] = (bytes[bytes.length - 30] ?? 0) ^ 1;
    writeFileSync(sealed, bytes);
    expect(merge.step("seal", ["open"])).toMatchObject({
      status: 1,
      lastLine: expect.stringMatching(/^unseal: gpg: /),
    });
    expect(existsSync(merge.path(STACK, "plan.tfplan"))).toBe(false);
  });

  test("is named after the files and the state", () => {
    const git = (...args: string[]) => {
      const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
      const { status, stderr } = spawnSync("git", [...identity, ...args], {
        cwd: merge.folder,
        encoding: "utf8",
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    };
    const name = () => merge.step("name").stdout;
    git("init", "--quiet");
    writeFileSync(merge.path(".gitignore"), "cdktf.out\n*.tfstate*\n*.gpg\n");
    git("add", ".");
    git("commit", "--quiet", "--message", "one");
    const first = name();
    expect(first).toMatch(/^plan-[0-9a-f]{40}-[0-9a-f-]{36}-\d+\n$/);
    git("commit", "--quiet", "--allow-empty", "--message", "the same files, merged");
    expect(name()).toBe(first);

    merge.synth(greeting("more"));
    merge.succeed("plan", "apply");
    const afterApply = name();
    expect(afterApply).not.toBe(first);

    appendFileSync(merge.path(".gitignore"), "dist\n");
    git("commit", "--quiet", "--all", "--message", "two");
    expect(name()).not.toBe(afterApply);
  });

  test("has no changes and no drift once the stack matches the configuration", () => {
    merge.succeed("plan", "review");
    expect(readFileSync(merge.path(STACK, "plan.json"), "utf8")).toContain('"applyable":false');
    expect(merge.step("drift")).toMatchObject({ status: 0 });
    merge.synth(greeting("never applied"));
    expect(merge.step("drift")).toMatchObject({
      status: 2,
      stdout: expect.stringContaining("terraform_data.greeting"),
    });
  });
});

describeDeploy("a change that two regions take alike", () => {
  const REGIONS = ["us-east-1", "eu-west-1"];
  const project = new Project(scratchFolder());
  let standin: Standin | undefined;

  const topics = (displayName: string): JsonObject => ({
    provider: { aws: REGIONS.map((region) => ({ alias: region, region })) },
    resource: {
      aws_sns_topic: Object.fromEntries(
        REGIONS.map((region) => [
          `${region}_alarms`,
          { provider: `aws.${region}`, name: "alarms", display_name: displayName },
        ]),
      ),
    },
  });
  const inBoth = (name: string) => [
    `aws_sns_topic.eu-west-1_alarms ${name}`,
    `aws_sns_topic.us-east-1_alarms ${name}`,
  ];

  beforeAll(async () => {
    standin = await Standin.start({ hostedZone: undefined, logFile: project.path("stand-in.log") });
    project.env = { ...project.env, ...standinEnvironment(standin.url, project.folder), CI: "" };
    project.synth(topics("first"));
    project.succeed("plan", "apply");
  });
  afterAll(() => standin?.stop());

  test("is applied in one region, then in the other", () => {
    project.synth(topics("second"));
    project.succeed("plan");
    const { status, stderr } = project.step("apply");
    const lines = stripVTControlCharacters(stderr)
      .split("\n")
      .filter((line) => /^[\w-]+: \d+ of|Modifications complete/.test(line))
      .map((line) => line.split(" ")[0]);
    expect({ status, lines }).toEqual({
      status: 0,
      lines: [
        "eu-west-1:",
        "aws_sns_topic.eu-west-1_alarms:",
        "us-east-1:",
        "aws_sns_topic.us-east-1_alarms:",
        "outputs:",
      ],
    });
    expect(project.deployed()).toEqual(inBoth("second"));
  });

  test("is not applied if it would now make unreviewed changes", () => {
    project.synth(topics("third"));
    project.succeed("plan");
    project.synth(topics("fourth"));
    expect(project.step("apply")).toMatchObject({
      status: 1,
      lastLine:
        "apply: eu-west-1 would now change what was not reviewed (aws_sns_topic.eu-west-1_alarms), and was left alone: plan again",
    });
    expect(project.deployed()).toEqual(inBoth("second"));
  });
});
