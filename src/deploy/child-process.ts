import { spawn } from "node:child_process";

export interface RunOptions {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Ends the process and its children when aborted. */
  readonly signal: AbortSignal;
  /** "finish" lets a program such as Terraform end its work. The next Ctrl-C interrupts it. @default "kill" */
  readonly ending?: "kill" | "finish";
  /** Receives the standard output while the program runs. */
  readonly onOutput?: (text: string) => void;
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
export function run(
  program: string,
  args: readonly string[],
  { folder, environment, signal, ending = "kill", onOutput }: RunOptions,
): Promise<Finished> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    // In a separate process group, so that Ctrl-C reaches only this process, which then ends the group.
    const child = spawn(program, args, {
      cwd: folder,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      onOutput?.(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const interrupt = () => endGroup(child.pid, "SIGINT");
    const stop = () => {
      if (ending === "kill") {
        endGroup(child.pid, "SIGKILL");
      } else {
        process.on("SIGINT", interrupt);
      }
    };
    signal.addEventListener("abort", stop, { once: true });
    child.once("error", reject);
    child.once("close", (exitCode) => {
      signal.removeEventListener("abort", stop);
      process.off("SIGINT", interrupt);
      if (signal.aborted) {
        reject(signal.reason);
      } else {
        resolve({ exitCode, stdout, stderr });
      }
    });
  });
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
