import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { type JsonObject, jsonIn } from "../../terraform";

const VERDICTS = ["held", "not held", "not checked"] as const;

const schema = z.object({
  /** The deployment's name, which is a unique prefix. */
  name: z.string(),
  accountId: z.string(),
  /** The last deployed configuration. */
  configuration: z.custom<JsonObject>((value) => typeof value === "object" && value !== null),
  findings: z.array(
    z.object({ id: z.string(), claim: z.string(), verdict: z.enum(VERDICTS), measured: z.string() }),
  ),
  /** The currently stopped function. */
  stopped: z.optional(z.object({ region: z.string(), name: z.string() })),
  /** Resources may exist. */
  deployed: z.boolean(),
});

export type Entries = z.output<typeof schema>;
export type Finding = Entries["findings"][number];
export type Verdict = Pick<Finding, "verdict" | "measured">;

export function held(measured: string): Verdict {
  return { verdict: "held", measured };
}

export function notHeld(measured: string): Verdict {
  return { verdict: "not held", measured };
}

/** The progress of a verification in a file, so that it can be resumed or cleaned up after a crash. */
export class Journal {
  private constructor(
    private readonly file: string,
    private current: Entries,
  ) {}

  static create(folder: string, entries: Entries): Journal {
    const journal = new Journal(join(folder, "verification.json"), entries);
    journal.update({});
    return journal;
  }

  /** @throws Error if there is no verification in the folder, or its file is damaged */
  static open(folder: string): Journal {
    const file = join(folder, "verification.json");
    if (!existsSync(file)) {
      throw new Error(`${file} does not exist: nothing to resume`);
    }
    const entries = schema.safeParse(jsonIn(readFileSync(file, "utf8")));
    if (!entries.success) {
      throw new Error(`${file} is not a verification`);
    }
    return new Journal(file, entries.data);
  }

  get entries(): Entries {
    return this.current;
  }

  update(changes: Partial<Entries>): void {
    this.current = { ...this.current, ...changes };
    // After a crash, the file is the old or the new one, never a partial one.
    writeFileSync(`${this.file}.new`, `${JSON.stringify(this.current, null, 2)}\n`);
    renameSync(`${this.file}.new`, this.file);
  }

  add(finding: Finding): void {
    this.update({ findings: [...this.current.findings, finding] });
  }
}
