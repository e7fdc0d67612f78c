import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from "node:readline";
import { styleText } from "node:util";
import { carryOutTyped, complete, TYPED_COMMANDS, type View } from "./command-line";
import { bad, describe, Summary } from "./describe";
import type { LocalEvent } from "./events";
import type { LocalRegions } from "./local-regions";
import { panelLines, widthOf } from "./panel";

const SECOND_MS = 1000;

/** The terminal view: one line per event and, on a terminal, the state of each region and a command prompt below. */
export class Screen implements View {
  private readonly startedAt = Date.now();
  private readonly summary = new Summary();
  private readonly prompt: Interface | undefined;
  private readonly timer: NodeJS.Timeout;
  /** The panel's lines on the terminal above the prompt. */
  private drawn: readonly string[] = [];

  /** @param quit - the action of `quit` and Ctrl-C */
  constructor(
    private readonly regions: LocalRegions,
    readonly quit: () => void,
  ) {
    this.prompt = isTerminal() ? this.startPrompt() : undefined;
    this.regions.events.on((event) => this.show(event));
    this.timer = setInterval(() => this.tick(), SECOND_MS);
    this.drawPanel();
  }

  print(text: string): void {
    this.clearPanel();
    process.stdout.write(`${text}\n`);
    this.drawPanel();
  }

  complain(text: string): void {
    this.print(bad(text));
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
    const prompt = createInterface({
      input: process.stdin,
      output: process.stdout,
      prompt: "> ",
      completer: (line: string) => {
        const completion = complete(line, this.regions.regions, [
          ...Object.keys(this.regions.local.commands),
          ...TYPED_COMMANDS,
        ]);
        if (completion[0].length > 1) {
          // readline lists the choices below the prompt, so the panel is redrawn below them.
          this.drawn = [];
        }
        return completion;
      },
    });
    prompt.on("SIGINT", this.quit);
    prompt.on("close", this.quit);
    prompt.on("line", (line) => {
      // The typed line stays; the panel is redrawn below it.
      this.drawn = [];
      void carryOutTyped(line.trim(), this.regions, this);
    });
    return prompt;
  }

  private clearPanel(): void {
    if (this.prompt !== undefined && this.drawn.length > 0) {
      // A terminal that has become narrower has wrapped the lines, and the prompt's may be longer than a row.
      const columns = sizeOfTerminal().columns;
      const rows = this.drawn.map((line) => Math.max(1, Math.ceil(widthOf(line) / columns)));
      const above = rows.reduce((sum, count) => sum + count, 0) + this.prompt.getCursorPos().rows;
      moveCursor(process.stdout, 0, -above);
      cursorTo(process.stdout, 0);
      clearScreenDown(process.stdout);
      this.drawn = [];
    }
  }

  private drawPanel(): void {
    if (this.prompt !== undefined) {
      this.drawn = ["", ...panelLines(this.regions.state(), this.regions.tables.cuts, sizeOfTerminal())];
      process.stdout.write(`${this.drawn.join("\n")}\n`);
      this.prompt.prompt(true);
    }
  }
}

/** Returns whether the input and output are a terminal. */
export function isTerminal(): boolean {
  return process.stdout.isTTY && process.stdin.isTTY && process.env["TERM"] !== "dumb";
}

/** Some terminals without a window report zero columns and rows. */
function sizeOfTerminal() {
  const { columns, rows } = process.stdout;
  return { columns: columns || 80, rows: rows || 24 };
}
