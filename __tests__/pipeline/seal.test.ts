import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeWith } from "../tools";

const root = join(__dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "seal-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stack = join(folder, "cdktf.out", "stacks", "rates");
mkdirSync(stack, { recursive: true });
writeFileSync(join(stack, "cdk.tf.json"), "{}");
writeFileSync(
  join(folder, "cdktf.out", "manifest.json"),
  JSON.stringify({
    stacks: { rates: { workingDirectory: "stacks/rates", synthesizedStackPath: "stacks/rates/cdk.tf.json" } },
  }),
);

function seal(...args: readonly string[]) {
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--require", require.resolve("tsx/cjs"), join(root, "src", "pipeline", "seal.ts"), ...args],
    {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, GNUPGHOME: folder, PLAN_PASSPHRASE: "a passphrase that nobody guesses" },
    },
  );
  return { status, stderr };
}

describeWith("gpg")("a state that could not be written", () => {
  const state = join(stack, "errored.tfstate");

  test("is sealed, and comes back as it was", () => {
    writeFileSync(state, '{"serial":7,"secret":"s3cret"}');
    expect(seal("state")).toEqual({ status: 0, stderr: "" });
    rmSync(state);
    const sealed = readFileSync(join(folder, "errored.tfstate.gpg"));
    expect(sealed.includes("s3cret")).toBe(false);
    expect(seal("open", "state")).toEqual({ status: 0, stderr: "" });
    expect(readFileSync(state, "utf8")).toBe('{"serial":7,"secret":"s3cret"}');
  });

  test("is not taken for the plan", () => {
    expect(seal("open").status).toBe(1);
    expect(existsSync(join(stack, "plan.tfplan"))).toBe(false);
  });
});
