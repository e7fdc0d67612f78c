import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { PipelineError, PLAN, Stack, step } from "./stack";

/** In the project's folder: what a pipeline keeps. */
const SEALED = `${PLAN}.gpg`;

/** What makes a seal an unseal. */
const OPEN = "open";

/**
 * `npm run seal`, and `npm run unseal`: a saved plan holds every value in clear, secrets included, so it is kept
 * encrypted with the passphrase in PLAN_PASSPHRASE (gpg, AES-256). A file that was changed since does not open.
 */
step(
  "seal",
  (args) => {
    const passphrase = process.env["PLAN_PASSPHRASE"] ?? "";
    if (passphrase.length < 20) {
      throw new PipelineError("PLAN_PASSPHRASE: expected a passphrase of at least 20 characters");
    }
    const plan = join(Stack.synthesized().folder, PLAN);
    const [mode, from, to] = args.includes(OPEN)
      ? [["--decrypt"], SEALED, plan]
      : [["--symmetric", "--cipher-algo", "AES256", "--no-symkey-cache"], plan, SEALED];
    const { status, error, stderr } = spawnSync(
      "gpg",
      [
        ...["--batch", "--yes", "--quiet", "--pinentry-mode", "loopback", "--passphrase-fd", "0"],
        ...["--output", to, ...mode, from],
      ],
      { input: passphrase, encoding: "utf8", timeout: 60_000 },
    );
    if (error !== undefined || status !== 0) {
      // What was changed is noticed at its end only.
      rmSync(to, { force: true });
      throw new PipelineError(`gpg: ${error?.message ?? stderr.trim().replaceAll("\n", "; ")}`);
    }
    return 0;
  },
  (argument) => argument === OPEN,
);
