import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { bin } from "../../package.json";
import { RULES } from "../../src/review/rules";
import { planOf } from "./corpus/read";
import { planWith } from "./plan";
import { called as calledWith, type Said } from "./review-command";

const BIN = join(__dirname, "..", "..", bin["regionproof"]);
/** A process that loads everything, on a machine that does other things, too. */
const SLOW = 30_000;

const safe = planWith([]);
const changed = planWith([
  {
    address: "aws_kms_key.archive",
    before: { enable_key_rotation: true },
    after: { enable_key_rotation: false },
  },
]);
const refused = planWith([{ address: "aws_kms_key.archive", before: { description: "a" }, after: null }]);

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "review-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** The command in its own process. */
async function spawned(args: readonly string[], input: string, cwd = folder): Promise<Said> {
  const child = spawn(process.execPath, [BIN, ...args], { cwd });
  // A command that answers before it has read everything closes the pipe.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once("close", resolve)),
  ]);
  return { out, err, code };
}

/** The same within this process. */
function called(args: readonly string[], input = safe, isTerminal = false): Promise<Said> {
  return calledWith(args, async () => ({ text: input, folder: "." }), isTerminal);
}

describe("in its own process", () => {
  test.concurrent.each([
    ["0, safe", safe, 0, ["review"], /^## 🟢 \*\*Safe\*\*/],
    ["2, needs a person", changed, 2, ["review", "--format", "plain"], /^🟡 Needs a person/],
    ["3, refused", refused, 3, ["review", "-", "--format=json"], /^\{\s+"format": 2,\s+"verdict": "refuse"/],
    [
      "0, help",
      "",
      0,
      ["review", "--help"],
      /^Usage: [\s\S]+0 safe, 2 needs a person, 3 refused, 1 the plan/,
    ],
  ])(
    "the exit code is %s",
    async (_, plan, code, args, out) => {
      const said = await spawned(args, plan);
      expect(said).toMatchObject({ code, err: "" });
      expect(said.out).toMatch(out);
    },
    SLOW,
  );

  test.concurrent.each([
    ["no plan", ["review"], /^regionproof review: not a plan [^\n]+\n$/],
    ["no command", [], /^Usage: regionproof <command>/],
  ])(
    "the exit code is 1, with nothing on standard output: %s",
    async (_, args, err) => {
      const said = await spawned(args, "{}");
      expect(said).toMatchObject({ code: 1, out: "" });
      expect(said.err).toMatch(err);
    },
    SLOW,
  );

  test.concurrent(
    "the whole of a large plan is read from a pipe",
    async () => {
      const many = Array.from({ length: 3000 }, (_, index) => ({
        address: `aws_sqs_queue.jobs[${index}]`,
        before: null,
        after: { name: "x".repeat(500) },
      }));
      const plan = planWith(many);
      expect(plan.length).toBeGreaterThan(2_000_000);
      const { out, code } = await spawned(["review"], plan);
      expect(code).toBe(0);
      expect(out).toContain("`aws_sqs_queue.jobs[*]` (3000)");
    },
    SLOW,
  );

  test.concurrent(
    "review.json holds the rules, if it is there",
    async () => {
      const off = { "key-destroyed": "off", "region-leaving": "off" };
      const own = mkdtempSync(join(folder, "rules-"));
      writeFileSync(join(own, "review.json"), JSON.stringify({ rules: off }));
      expect(await spawned(["review"], refused, own)).toMatchObject({ code: 0, err: "" });
    },
    SLOW,
  );

  test.concurrent(
    "a reader that has had enough is no failure",
    async () => {
      const line = `"$0" "$1" review | head -n 1`;
      const child = spawn("sh", ["-c", line, process.execPath, BIN], { cwd: folder });
      child.stdin.end(planOf("hcl-destroy"));
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
      expect(out).toMatch(/^## 🔴/);
      expect(err).toBe("");
    },
    SLOW,
  );
});

describe("returns 1 and one line with the reason", () => {
  test.each([
    ["nothing at all", [], "", "not a plan that can be reviewed: empty"],
    ["a plan of another format", [], '{"format_version":"0.2","planned_values":{}}', "expected 1.x"],
    ["a file that is not there", ["gone.json"], "", "the plan could not be read: gone.json does not exist"],
    ["rules that are not there", ["--rules", "gone.json"], safe, "the rules could not be read: "],
    ["an option that there is not", ["--fromat", "json"], safe, "Unknown option '--fromat'"],
    ["a format that there is not", ["--format", "html"], safe, '"html": expected markdown, plain, json'],
    ["two files", ["a.json", "b.json"], safe, "expected at most 1 argument, not 2"],
  ])("%s", async (_, args, input, message) => {
    const { out, err, code } = await called(args, input);
    expect({ out, code }).toEqual({ out: "", code: 1 });
    expect(err).toMatch(/^regionproof review: [^\n]+\n$/);
    expect(err).toContain(message);
  });

  test("names the file and the key of an invalid setting", async () => {
    const rules = fileOf("wrong.json", '{"rules":{"key-destroyed":"maybe"}}');
    const { code, err } = await called(["--rules", rules], refused);
    expect(code).toBe(1);
    expect(err).toContain('wrong.json: rules["key-destroyed"]: one of note, person, refuse, off');
  });

  test("does not quote a plan that cannot be parsed, because it may contain secrets", async () => {
    const { err } = await called([], '{"password": "hunter2" "x"');
    expect(err).not.toContain("hunter2");
  });
});

test("reads a file like standard input", async () => {
  expect(await called([fileOf("plan.json", refused)])).toEqual(await called([], refused));
});

test("plain text has the same words without Markdown", async () => {
  const { out } = await called(["--format", "plain"], planOf("hcl-security-weakened"));
  expect(out).toMatch(/^🔴 Refused/);
  expect(out).toContain("+ sts:AssumeRole by *");
  expect(out).not.toMatch(/\*\*|`|<details>/);
});

test("JSON has every finding and every change", async () => {
  const { out } = await called(["--format", "json"], planOf("hcl-security-weakened"));
  const document = JSON.parse(out);
  expect(document).toMatchObject({ format: 2, verdict: "refuse" });
  expect(document.findings[0]).toMatchObject({
    rule: "policy-open",
    severity: "refuse",
    addresses: ["aws_iam_role.auditor[0]", "aws_iam_role.auditor[1]"],
    lines: [{ sign: "+", text: "sts:AssumeRole by *" }],
  });
  expect(document.changes.map(({ resource }: { resource: string }) => resource)).toContain(
    "aws_cloudwatch_log_group.app",
  );
});

test("--list-rules lists every rule", async () => {
  const { out, code } = await called(["--list-rules"]);
  expect(code).toBe(0);
  expect(
    out
      .trim()
      .split("\n")
      .map((line) => line.split(/\s+/)[0]),
  ).toEqual(RULES.map(({ id }) => id));
});

test("reads the size of a package next to the plan, and of no other file", async () => {
  const update = async (filename: string) => {
    const plan = planWith([
      {
        address: "aws_lambda_function.api",
        before: { source_code_hash: "a", source_code_size: 1000 },
        after: { source_code_hash: "b", filename },
      },
    ]);
    return (await called([fileOf("plan.json", plan)])).out;
  };
  fileOf("api.zip", "x".repeat(2000));
  expect(await update("api.zip")).toContain("1.0 kB → 2.0 kB");
  expect(await update("../../etc/passwd")).toContain("1.0 kB → unknown here");
  expect(await update("/etc/passwd")).toContain("1.0 kB → unknown here");
});

describe("output of PowerShell, a wrapper or another command", () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(refused, "utf16le")]);

  test.each<[string, string | Buffer]>([
    ["UTF-16", utf16],
    ["UTF-16, the high byte first", Buffer.from(utf16).swap16()],
    ["UTF-8 with a byte order mark", `\uFEFF${refused}`],
    [
      "setup-terraform's wrapper",
      `[command]/bin/terraform-bin show -json plan.tfplan\n${refused}\n::debug::stderr: \n::debug::exitcode: 0\n`,
    ],
  ])("%s is read", async (_, content) => {
    const file = join(folder, "plan.json");
    writeFileSync(file, content);
    expect(await called([file])).toMatchObject({ code: 3, err: "" });
  });

  test.each([
    [
      "PK\u0003\u0004\u0014",
      "a binary plan file, not JSON; hand over what `terraform show -json plan.tfplan` prints",
    ],
    ['{"@level":"info"}\n{"@level":"info"}', "JSON lines of `terraform plan -json`"],
    ["Terraform will perform the following actions:", "the text of `terraform plan`, not JSON"],
    ["hello", "not a plan that can be reviewed: not JSON"],
  ])("%j is named", async (content, message) => {
    const { err, code } = await called([fileOf("plan.txt", content)]);
    expect([code, err]).toEqual([1, expect.stringContaining(message)]);
  });
});

test("the page is plain text on a terminal, and Markdown elsewhere", async () => {
  const pageOn = async (isTerminal: boolean) => {
    const { out } = await called([], changed, isTerminal);
    return out.split("\n", 1);
  };
  expect(await pageOn(true)).toEqual(["🟡 Needs a person: changes 1 resource; 1 finding needs a person"]);
  expect(await pageOn(false)).toEqual([
    "## 🟡 **Needs a person**: changes 1 resource; 1 finding needs a person",
  ]);
});

test.each([
  [["gone.json"], true],
  [["--format", "json", "gone.json"], true],
  [["--help"], true],
  [["--list-rules"], true],
  [["--fromat"], true],
  [["--format", "json"], false],
  [[], false],
])("the synthesized stack is not needed for %j: %s", async (args, expected) => {
  const planOf = jest.fn(async () => ({ text: safe, folder }));
  await calledWith(args, planOf);
  expect(planOf).toHaveBeenCalledTimes(expected ? 0 : 1);
});
