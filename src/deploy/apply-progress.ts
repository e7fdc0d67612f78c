import { duration } from "./summary";

/** The lines of `terraform apply` and `destroy` about one resource. */
const BEGUN = /^(\S+): (?:Creating|Modifying|Destroying)\.\.\./;
const ENDED = /^(\S+): (?:Creation|Modifications|Destruction) complete/;
const PLANNED = /^Plan: (\d+) to add, (\d+) to change, (\d+) to destroy/;

/** The progress of an apply or a destroy, read from Terraform's output. */
export class ApplyProgress {
  /** The number of resources to change; undefined before the plan is complete. */
  private total: number | undefined;
  private done = 0;
  /** The start time of each change in progress, by address, oldest first. */
  private readonly begun = new Map<string, number>();
  private rest = "";

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @param output - of Terraform, without colors; may end within a line */
  read(output: string): void {
    const lines = (this.rest + output).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) {
      this.readLine(line.trim());
    }
  }

  /** Returns the progress, with the resource that has taken longest. */
  describe(): string {
    if (this.total === undefined) {
      return "waiting for Terraform's plan";
    }
    const counted = `${this.done} of ${this.total} resources`;
    const [[address, since] = []] = this.begun;
    if (address === undefined || since === undefined) {
      return counted;
    }
    const others = this.begun.size === 1 ? "" : ` and ${this.begun.size - 1} more`;
    return `${counted}; waiting for ${address} (${duration(this.now() - since)})${others}`;
  }

  private readLine(line: string): void {
    const [, begun] = BEGUN.exec(line) ?? [];
    const [, ended] = ENDED.exec(line) ?? [];
    const [planned, ...counts] = PLANNED.exec(line) ?? [];
    if (begun !== undefined) {
      this.begun.set(begun, this.now());
    } else if (ended !== undefined) {
      this.begun.delete(ended);
      this.done += 1;
    } else if (planned !== undefined) {
      this.total = counts.reduce((sum, count) => sum + Number(count), 0);
    }
  }
}
