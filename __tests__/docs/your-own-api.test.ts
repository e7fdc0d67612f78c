import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { eventually } from "../local/support";
import { describeWith } from "../tools";

jest.setTimeout(180_000);
// The demo sends 40 requests per second: it needs a processor that other tests may have at that time.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

/**
 * Follows docs/your-own-api.md in a copy of the project: writes the files that it shows, each named before its block, and
 * runs its `sh` blocks. Its `bash` block is for a second terminal, next to the run that the page starts.
 */
const ROOT = join(__dirname, "..", "..");
const page = readFileSync(join(ROOT, "docs", "your-own-api.md"), "utf8");
const [guide = ""] = page.split("## Use the library elsewhere");
const project = mkdtempSync(join(tmpdir(), "your-own-api-"));
afterAll(() => rmSync(project, { recursive: true, force: true }));

const files = [...guide.matchAll(/^`([^`\n]+)`\n\n```\w+\n([\s\S]*?)^```/gm)].map(
  ([, file = "", code = ""]): [string, string] => [file, code],
);
const linesOf = (language: string) =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, "gm"))].flatMap(([, block = ""]) =>
    block
      .split("\n")
      .map((line) => line.replace(/\s+# .*$/, ""))
      .filter((line) => line !== ""),
  );

function shell(command: string) {
  const environment = { ...process.env, CHECKPOINT_DISABLE: "1" };
  const { status, stdout, stderr } = spawnSync(command, {
    shell: true,
    cwd: project,
    encoding: "utf8",
    env: environment,
  });
  return { status, output: `${stdout}${stderr}` };
}

describeWith("curl")("the guide to your own API", () => {
  beforeAll(() => {
    const { stdout } = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
      cwd: ROOT,
      encoding: "utf8",
    });
    for (const name of stdout.split("\n").filter((file) => file !== "" && existsSync(join(ROOT, file)))) {
      cpSync(join(ROOT, name), join(project, name));
    }
    symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"), "junction");
    for (const [file, code] of files) {
      mkdirSync(dirname(join(project, file)), { recursive: true });
      writeFileSync(join(project, file), code);
    }
  });

  test("its files have no type errors", () => {
    const folders = new Set(files.map(([file]) => (file === "main.ts" ? file : dirname(file))));
    const config = { extends: "./tsconfig.json", include: ["src/**/*.d.ts", ...folders] };
    writeFileSync(join(project, "tsconfig.guide.json"), JSON.stringify(config));
    expect(shell("node node_modules/typescript/bin/tsc -p tsconfig.guide.json")).toEqual({
      status: 0,
      output: "",
    });
  });

  test.each(linesOf("sh"))("%s", (command) => {
    // A free port: other tests run at the same time.
    const { status, output } = shell(command.startsWith("npm start") ? `${command} --port 0` : command);
    expect({ status, output: status === 0 ? "" : output }).toEqual({ status: 0, output: "" });
  });

  test("a region is failed from another terminal, and the note is still served", async () => {
    const start = ["src/build/run.js", "./dist/local/start.js", "--speed", "20", "--port", "0", "--json"];
    const running = spawn(process.execPath, start, { cwd: project, stdio: ["pipe", "pipe", "inherit"] });
    try {
      const [started = "{}"] = await new Promise<string[]>((resolve) => {
        const lines = createInterface(running.stdout);
        lines.once("line", (line) => resolve([line]));
        running.once("close", () => resolve([]));
      });
      const { url, control } = JSON.parse(started);
      const commands = linesOf("bash").map((line) =>
        line.replace("http://127.0.0.1:8080", url).replace("http://127.0.0.1:8081", control),
      );
      const last = commands.pop() ?? "";
      const [put, dublin, failed, ...others] = commands.map(shell);
      expect(others).toEqual([]);
      expect(put?.output).toBe('{"id":"first","text":"hello"}');
      expect(dublin?.output).toMatch(/^x-served-by: eu-west-1/im);
      expect(failed?.output).toContain("us-east-1: everything has failed");
      await eventually(() => {
        const { output } = shell(last);
        return /^x-served-by: eu-west-1/im.test(output) && output.includes('"text":"hello"');
      }, 60_000);
    } finally {
      running.kill("SIGTERM");
    }
  });
});
