import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from "node:readline";
import { styleText } from "node:util";
import { COMMAND_HELP, carryOut } from "./commands";
import { bad, describe, good, Summary } from "./describe";
import type { LocalEvent } from "./events";
import type { LocalRegions } from "./local-regions";

const SECOND_MS = 1000;

/**
 * What a person sees: lines as things happen; on a terminal, below them, how each region is, and a prompt for
 * commands.
 */
export class Screen {
  private readonly startedAt = Date.now();
  private readonly summary = new Summary();
  private readonly prompt: Interface | undefined;
  private readonly timer: NodeJS.Timeout;
  private panelHeight = 0;

  /** @param quit - what `quit` and Ctrl-C do */
  constructor(
    private readonly regions: LocalRegions,
    private readonly quit: () => void,
  ) {
    this.prompt = process.stdout.isTTY && process.stdin.isTTY ? this.startPrompt() : undefined;
    this.regions.events.on((event) => this.show(event));
    this.timer = setInterval(() => this.tick(), SECOND_MS);
    this.drawPanel();
  }

  print(text: string): void {
    this.clearPanel();
    process.stdout.write(`${text}\n`);
    this.drawPanel();
  }

  stop(): void {
    clearInterval(this.timer);
    this.clearPanel();
    this.prompt?.close();
  }

  private show(event: LocalEvent): void {
    const line = this.summary.takes(event) ? undefined : describe(event);
    if (line !== undefined) {
      this.print(this.timed(line));
    }
  }

  private tick(): void {
    const lines = this.summary.lines();
    if (lines.length > 0) {
      this.print(lines.map((line) => this.timed(line)).join("\n"));
    } else {
      this.clearPanel();
      this.drawPanel();
    }
  }

  private timed(line: string): string {
    const seconds = ((Date.now() - this.startedAt) / 1000).toFixed(1).padStart(6);
    return `${styleText("dim", `${seconds} s`)}  ${line}`;
  }

  private startPrompt(): Interface {
    const prompt = createInterface({ input: process.stdin, output: process.stdout, prompt: "> " });
    prompt.on("SIGINT", this.quit);
    prompt.on("close", this.quit);
    prompt.on("line", (line) => {
      // The line that was typed stays; the panel is drawn anew below it.
      this.panelHeight = 0;
      void this.command(line.trim());
    });
    return prompt;
  }

  private async command(line: string): Promise<void> {
    if (line === "quit") {
      this.quit();
    } else if (line === "help" || line === "") {
      this.print([...COMMAND_HELP, "quit"].join("\n"));
    } else {
      await carryOut(line, this.regions).catch((error: Error) => this.print(bad(error.message)));
    }
  }

  private clearPanel(): void {
    if (this.prompt !== undefined && this.panelHeight > 0) {
      moveCursor(process.stdout, 0, -this.panelHeight);
      cursorTo(process.stdout, 0);
      clearScreenDown(process.stdout);
      this.panelHeight = 0;
    }
  }

  private drawPanel(): void {
    if (this.prompt !== undefined) {
      const lines = ["", ...panel(this.regions)];
      process.stdout.write(`${lines.join("\n")}\n`);
      this.panelHeight = lines.length;
      this.prompt.prompt(true);
    }
  }
}

function panel(regions: LocalRegions): string[] {
  const cuts = regions.faults.cuts().map(([a, b]) => bad(`no replication between ${a} and ${b}`));
  return [
    ...regions
      .state()
      .map(({ region, address, healthy, failed, slowedByMs, processes }) =>
        [
          region.padEnd(16),
          address.padEnd(12),
          healthy === undefined ? "not checked" : healthy ? good("healthy    ") : bad("unhealthy  "),
          `${processes} processes`,
          ...(failed.length === 0 ? [] : [bad(`failed: ${failed.join(", ")}`)]),
          ...(slowedByMs === 0 ? [] : [bad(`${slowedByMs} ms slower`)]),
        ].join("  "),
      ),
    ...cuts,
  ];
}
