import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** Receives a program's standard output while it runs. */
export type OnOutput = (text: string) => void;

export interface RunOptions {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Ends the process and its children when aborted. */
  readonly signal: AbortSignal;
  /** "finish" lets a program such as Terraform end its work. The next Ctrl-C interrupts it. @default "kill" */
  readonly ending?: "kill" | "finish";
  readonly onOutput?: OnOutput | undefined;
}

export interface Finished {
  /** Null if a signal ended the process. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end.
 *
 * @throws the signal's reason, once the process has ended
 */
export async function run(
  program: string,
  args: readonly string[],
  { folder, environment, signal, ending = "kill", onOutput = () => {} }: RunOptions,
): Promise<Finished> {
  signal.throwIfAborted();
  // In a separate process group, so that Ctrl-C reaches only this process, which then ends the group.
  const child = spawn(program, args, {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  child.stdout.setEncoding("utf8").on("data", onOutput);
  const interrupt = () => endGroup(child.pid, "SIGINT");
  const stop = () => {
    if (ending === "kill") {
      endGroup(child.pid, "SIGKILL");
    } else {
      process.on("SIGINT", interrupt);
    }
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    const [stdout, stderr, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    signal.throwIfAborted();
    return { exitCode, stdout, stderr };
  } finally {
    signal.removeEventListener("abort", stop);
    process.off("SIGINT", interrupt);
  }
}

function endGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (leader !== undefined) {
      process.kill(-leader, signal);
    }
  } catch {
    // All processes have already ended.
  }
}
