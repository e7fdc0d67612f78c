import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../command";
import { PipelineError, PLAN, Stack, step } from "./stack";

/** Terraform writes this file if it cannot write the state to its backend. */
const ERRORED_STATE = "errored.tfstate";

/** Decrypts instead of encrypting. */
const OPEN = "open";
/** Seals the errored state instead of the plan. */
const STATE = "state";

const HELP = `npm run pipeline seal [-- state]
npm run pipeline unseal [-- state]

Encrypts the saved plan, or the errored state, with the passphrase in PLAN_PASSPHRASE (gpg, AES-256), and decrypts it
again. Both contain every value in clear text, secrets included. The encrypted file is in the project's folder. A
modified file does not open.`;

step({
  name: process.argv.includes(OPEN) ? "unseal" : "seal",
  help: HELP,
  config: { allowPositionals: true },
  most: 2,
  run({ positionals }) {
    const unknown = positionals.find((argument) => argument !== OPEN && argument !== STATE);
    if (unknown !== undefined) {
      throw new UsageError(`unexpected argument ${JSON.stringify(unknown)}, so nothing was done; see --help`);
    }
    const passphrase = process.env["PLAN_PASSPHRASE"] ?? "";
    if (passphrase.length < 20) {
      throw new PipelineError("PLAN_PASSPHRASE: expected a passphrase of at least 20 characters");
    }
    const name = positionals.includes(STATE) ? ERRORED_STATE : PLAN;
    const clear = join(Stack.synthesized().folder, name);
    const sealed = `${name}.gpg`;
    const [mode, from, to] = positionals.includes(OPEN)
      ? [["--decrypt"], sealed, clear]
      : [["--symmetric", "--cipher-algo", "AES256", "--no-symkey-cache"], clear, sealed];
    const { status, error, stderr } = spawnSync(
      "gpg",
      [
        ...["--batch", "--yes", "--quiet", "--pinentry-mode", "loopback", "--passphrase-fd", "0"],
        ...["--output", to, ...mode, from],
      ],
      { input: passphrase, encoding: "utf8", timeout: 60_000 },
    );
    if (error !== undefined || status !== 0) {
      // gpg detects a modified file only at its end.
      rmSync(to, { force: true });
      throw new PipelineError(
        error !== undefined && "code" in error && error.code === "ENOENT"
          ? "gpg is not on the PATH"
          : (error?.message ?? stderr.trim().replaceAll("\n", "; ")),
      );
    }
  },
});
