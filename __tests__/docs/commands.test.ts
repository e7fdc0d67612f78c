import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bin, scripts } from "../../package.json";
import { describeWith } from "../tools";

/** Every command that the documentation shows: its own test, so that no page promises a command that does not exist. */
const ROOT = join(__dirname, "..", "..");
const PAGES = ["README.md", "help", ...pagesUnder("docs")];

function pagesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
}

const PROGRAM = /^(npm|npx|node|terraform|aws|python3) /;

function textOf(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

/** The fenced blocks of a page that are shell scripts. */
function scriptsIn(page: string): string[] {
  return [...textOf(page).matchAll(/^ *```(?:sh|bash)\n(.*?)^ *```/gms)].map(([, script = ""]) => script);
}

/** Every command of a page, in code spans, in fenced blocks and in `help`. */
function commandsIn(page: string): string[] {
  const text = textOf(page);
  const lines = [...text.matchAll(/^ *```\w*\n(.*?)^ *```/gms)].flatMap(([, block = ""]) =>
    block.split("\n"),
  );
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);
  const help = page === "help" ? text.split("\n").map((line) => line.trim().split(/ {2,}/)[0] ?? "") : [];
  return [...lines, ...spans, ...help]
    .map((line) => line.replace(/\s#\s.*$/, "").replace(/^\s*\$ /, ""))
    .flatMap((line) => line.split(/&&|\||;/))
    .map((command) => command.trim().replace(/^([A-Z_]+=\S* )+/, ""))
    .filter((command) => PROGRAM.test(command) && !command.includes("…"));
}

const commands = PAGES.flatMap((page) =>
  commandsIn(page).map((command): [string, string] => [page, command]),
);

const helpOf = new Map<string, string>();

/** The program of a script, and its arguments. Only the command itself runs, not the build before it. */
function argumentsOf(script: string): string[] {
  const [file = "", module = "", ...args] = script.split("&&").at(-1)?.trim().split(" ").slice(1) ?? [];
  return file === "src/build/run.js"
    ? ["--require", "tsx/cjs", require.resolve(module, { paths: [ROOT] }), ...args]
    : [file, module, ...args].filter((word) => word !== "");
}

const hasSubcommands = (script: string) => script.includes("subcommand.js");

/** What a script, or a subcommand of it, prints for `--help`. */
function help(script: string, subcommand?: string): string {
  const args = [...argumentsOf(script), ...(subcommand === undefined ? [] : [subcommand]), "--help"];
  const key = args.join(" ");
  const known = helpOf.get(key);
  if (known !== undefined) {
    return known;
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) {
    throw new Error(`${key} ended with ${status}: ${stderr}`);
  }
  helpOf.set(key, stdout);
  return stdout;
}

const CDKTF_COMMANDS = ["diff", "deploy", "destroy", "synth"];
const TERRAFORM_COMMANDS = "apply destroy force-unlock init output plan providers show state untaint".split(
  " ",
);

/** Returns what is wrong with a command. */
function fault(command: string): string | undefined {
  const [program, ...words] = command.split(/\s+/);
  const options = words.filter((word) => word.startsWith("-"));
  const [first = "", second = "", third = ""] = words.filter((word) => !word.startsWith("-"));
  switch (program) {
    case "npm": {
      const name = first === "run" ? second : first;
      const script: string | undefined = Object.entries(scripts).find(([known]) => known === name)?.[1];
      if (script === undefined) {
        return ["ci", "install", "pack", "pkg"].includes(name) ? undefined : `no script "${name}"`;
      }
      const subcommand = hasSubcommands(script) && third !== "" ? third : undefined;
      if (subcommand !== undefined && !new RegExp(`^  ${subcommand} `, "m").test(help(script))) {
        return `no subcommand "${subcommand}"`;
      }
      const own = words.includes("--") ? words.slice(words.indexOf("--")) : [];
      const unknown = own.find(
        (word) => /^--\w/.test(word) && word !== "--help" && !help(script, subcommand).includes(word),
      );
      return unknown === undefined ? undefined : `no option ${unknown}`;
    }
    case "npx":
      if (first === "cdktf") {
        return CDKTF_COMMANDS.includes(second) ? undefined : `no command "${second}" of cdktf`;
      }
      if (first === "tsx" ? !existsSync(join(ROOT, second)) : !(first in bin)) {
        return `no program "${first === "tsx" ? second : first}"`;
      }
      return options.includes("--no") ? undefined : "without --no, npx may download a package";
    case "terraform":
      return TERRAFORM_COMMANDS.includes(first) ? undefined : `no command "${first}" of terraform`;
    case "node":
      return first.startsWith("<") || existsSync(join(ROOT, first)) ? undefined : `no file ${first}`;
    default: {
      // npm run generate iam writes each file of docs/iam for a deployment.
      const files = [...command.matchAll(/(?:file:\/\/|-r )(\S+)/g)].map(([, file = ""]) =>
        file.replace(/^cdktf\.out\/iam\//, "docs/iam/"),
      );
      const missing = files.find((file) => !file.includes("$") && !existsSync(join(ROOT, file)));
      return missing === undefined ? undefined : `no file ${missing}`;
    }
  }
}

test("every documented command exists, with every option it is given", () => {
  expect(commands.length).toBeGreaterThan(50);
  const faults = commands.flatMap(([page, command]) => {
    const wrong = fault(command);
    return wrong === undefined ? [] : [`${page}: ${command}: ${wrong}`];
  });
  expect(faults).toEqual([]);
}, 60_000);

test.each([
  ["npm run nonsense", 'no script "nonsense"'],
  ["npm run generate nonsense", 'no subcommand "nonsense"'],
  ["npm run generate iam -- --nonsense", "no option --nonsense"],
  ["npm start -- --nonsense", "no option --nonsense"],
  ["npx regionproof review", "without --no, npx may download a package"],
  ["npx --no other review", 'no program "other"'],
  ["npx cdktf nonsense", 'no command "nonsense" of cdktf'],
  ["terraform nonsense", 'no command "nonsense" of terraform'],
  ["aws iam create-policy --policy-document file://nonsense.json", "no file nonsense.json"],
])("%s is reported: %s", (command, wrong) => {
  expect(fault(command)).toBe(wrong);
});

describeWith("bash")("a documented shell script", () => {
  test.each(PAGES.flatMap((page) => scriptsIn(page).map((script): [string, string] => [page, script])))(
    "of %s parses",
    (_page, script) => {
      const { status, stderr } = spawnSync("bash", ["-n"], { input: script, encoding: "utf8" });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    },
  );
});

describe("commands that need no AWS account", () => {
  const output = mkdtempSync(join(tmpdir(), "commands-"));
  afterAll(() => rmSync(output, { recursive: true, force: true }));

  function run(script: keyof typeof scripts, ...args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...argumentsOf(scripts[script]), ...args],
      {
        cwd: ROOT,
        encoding: "utf8",
        env: { ...process.env, CDKTF_OUTDIR: output },
      },
    );
    return { status, stdout, stderr };
  }

  test.each(["src/cost/cli.ts", "src/dashboard/cli.ts", "src/bench/bench.ts"])(
    "%s rejects an unknown option in one line",
    (file) => {
      const args = ["--require", "tsx/cjs", file, "--unknown"];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
      expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
      expect(stderr).toMatch(/^\w+: Unknown option '--unknown'.*\n$/);
    },
  );

  test.each([
    ["cost", ["missing.json"]],
    ["generate", ["picture", "missing.json"]],
  ] as const)("%s names a missing file in one line", (script, args) => {
    const { status, stderr } = run(script, ...args);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^\w+: missing\.json: no such file; `npm run synth` writes the stack's cdk\.tf\.json\n$/,
    );
  });

  test("a script with subcommands lists them, and names one that it does not have", () => {
    const { stdout } = run("pipeline", "-h");
    expect(stdout).toMatch(/^ {2}unseal /m);
    expect(run("pipeline")).toEqual({ status: 1, stdout: "", stderr: stdout });
    expect(run("pipeline", "open")).toEqual({
      status: 1,
      stdout: "",
      stderr: 'pipeline: "open" is not one of changes, drift, name, seal, unseal\n',
    });
  });

  beforeAll(() => {
    expect(run("synth")).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  test("find the synthesized stack by themselves", () => {
    expect(run("cost")).toMatchObject({ status: 0, stdout: expect.stringContaining("**total**") });
    expect(run("generate", "picture")).toMatchObject({
      status: 0,
      stdout: `${join(output, "dashboard.svg")}\n`,
    });
    expect(readFileSync(join(output, "dashboard.svg"), "utf8")).toContain("</svg>");
  });
});
