/** The output for progress, usually standard error. */
export type Output = Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">;

const REDRAW_MS = 1_000;
const LOG_MS = 30_000;

/** A progress line, which overwrites itself on a terminal. Elsewhere it prints one line every 30 seconds. */
export class ProgressLine {
  private writtenAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly output: Output = process.stderr) {}

  /** The interval of updates. */
  get intervalMs(): number {
    return this.output.isTTY ? REDRAW_MS : LOG_MS;
  }

  show(text: string): void {
    if (this.output.isTTY) {
      // A full-width line would wrap and could not be overwritten. Some terminals report zero columns.
      this.output.write(`\r\u001b[K${text.slice(0, (this.output.columns || 80) - 1)}`);
    } else if (performance.now() - this.writtenAt >= LOG_MS) {
      this.writtenAt = performance.now();
      this.output.write(`${text}\n`);
    }
  }

  /** Removes the line from a terminal. */
  clear(): void {
    if (this.output.isTTY) {
      this.output.write("\r\u001b[K");
    }
  }
}
