import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { PipelineError, PLAN, stackFolder, step } from "./stack";

const SEALED = `${PLAN}.gpg`;

/**
 * `npm run seal`, and `npm run unseal`: a saved plan holds every value in clear, secrets included, so it is kept
 * encrypted with the passphrase in PLAN_PASSPHRASE (gpg, AES-256). A file that was changed since does not open.
 */
step("seal", () => {
  const passphrase = process.env["PLAN_PASSPHRASE"] ?? "";
  if (passphrase.length < 20) {
    throw new PipelineError("PLAN_PASSPHRASE: expected a passphrase of at least 20 characters");
  }
  const folder = stackFolder();
  const opens = process.argv[2] === "open";
  const mode = opens ? ["--decrypt"] : ["--symmetric", "--cipher-algo", "AES256", "--no-symkey-cache"];
  const { status, error, stderr } = spawnSync(
    "gpg",
    [
      ...["--batch", "--yes", "--quiet", "--pinentry-mode", "loopback", "--passphrase-fd", "0"],
      ...["--output", join(folder, opens ? PLAN : SEALED), ...mode, join(folder, opens ? SEALED : PLAN)],
    ],
    { input: passphrase, encoding: "utf8", timeout: 60_000 },
  );
  if (error !== undefined || status !== 0) {
    throw new PipelineError(`gpg: ${error?.message ?? stderr.trim()}`);
  }
  return 0;
});
