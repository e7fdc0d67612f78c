import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, normalize } from "node:path";
import { buffer } from "node:stream/consumers";
import { messageOf, readArguments, UsageError } from "../command";
import { decodeText, TerraformFormatError } from "../terraform";
import { FORMATS, type Format, render } from "./render";
import { type Review, type ReviewOptions, review } from "./review";
import type { Severity } from "./rule";
import { RULES } from "./rules";
import { NO_SETTINGS, readSettings, type Settings, SettingsError } from "./settings";
import { visible } from "./text";

const SETTINGS_FILE = "review.json";
export const UNREADABLE = 1;
const EXIT_CODES: Readonly<Record<Severity, number>> = { note: 0, person: 2, refuse: 3 };

const HELP = `Usage: terraform show -json <planfile> | regionproof review [options] [file]

Reviews a Terraform plan of AWS resources: what can hurt, which endpoint serves which clients before and after, and every
change.

  file               the output of terraform show -json (default: standard input)
  --format <format>  ${FORMATS.join(", ")} (default: plain on a terminal, else markdown)
  --rules <file>     severities and allowances (default: ${SETTINGS_FILE}, if it exists)
  --list-rules       list every rule with its severity and reason
  --help             show this text

Exit code: 0 safe, 2 needs a person, 3 refused, 1 the plan or the rules could not be read.
`;

const CONFIG = {
  allowPositionals: true,
  options: {
    format: { type: "string" },
    rules: { type: "string" },
    "list-rules": { type: "boolean", default: false },
  },
} as const;

export interface Streams {
  /** All of standard input. */
  readonly input: () => Promise<string>;
  /** Standard output is a terminal. */
  readonly isTerminal?: boolean;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export interface RunOptions extends Pick<ReviewOptions, "rollbacks"> {
  /** Receives the review that the page shows. */
  readonly seen?: (review: Review) => void;
}

/** Runs `regionproof review` and returns its exit code. It never throws and never prints a secret. */
export async function run(
  args: readonly string[],
  { input, out, err, isTerminal = false }: Streams,
  { seen, ...known }: RunOptions = {},
): Promise<number> {
  try {
    const parsed = readArguments({ ...CONFIG, args: [...args] }, 1);
    if (parsed === undefined) {
      out(HELP);
      return 0;
    }
    const { values, positionals } = parsed;
    if (values["list-rules"]) {
      out(RULES.map(({ id, severity, why }) => `${id.padEnd(22)} ${severity.padEnd(7)} ${why}\n`).join(""));
      return 0;
    }
    const [file] = positionals;
    const fromInput = file === undefined || file === "-";
    const result = review(fromInput ? await input() : read(file, "the plan"), {
      settings: settingsOf(values.rules),
      today: new Date().toISOString().slice(0, "2027-01-31".length),
      sizeOf: (name) => sizeIn(fromInput ? "." : dirname(file), name),
      ...known,
    });
    seen?.(result);
    out(render(result, formatOf(values.format ?? (isTerminal ? "plain" : "markdown"))));
    return EXIT_CODES[result.verdict];
  } catch (error) {
    err(`regionproof review: ${visible(lineOf(error))}\n`);
    return UNREADABLE;
  }
}

/** The streams of this process. A reader that stops early (`| head`) is no failure. */
export function processStreams(): Streams {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") {
      throw error;
    }
  });
  return {
    input: async () => decodeText(await buffer(process.stdin)),
    isTerminal: process.stdout.isTTY === true,
    out: (words) => void process.stdout.write(words),
    err: (words) => void process.stderr.write(words),
  };
}

/** Whether the arguments name a plan or need none. {@link run} reports invalid ones. */
export function namesPlan(args: readonly string[]): boolean {
  try {
    const parsed = readArguments({ ...CONFIG, args: [...args] }, 1);
    return parsed === undefined || parsed.values["list-rules"] || parsed.positionals.length > 0;
  } catch {
    return true;
  }
}

function formatOf(name: string): Format {
  const format = FORMATS.find((one) => one === name);
  if (format === undefined) {
    throw new UsageError(`--format ${JSON.stringify(name)}: expected ${FORMATS.join(", ")}`);
  }
  return format;
}

function settingsOf(file: string | undefined): Settings {
  if (file === undefined && !existsSync(SETTINGS_FILE)) {
    return NO_SETTINGS;
  }
  const name = file ?? SETTINGS_FILE;
  try {
    return readSettings(read(name, "the rules"));
  } catch (error) {
    throw error instanceof SettingsError ? new UsageError(`${name}: ${error.message}`) : error;
  }
}

function read(file: string, what: string): string {
  if (!existsSync(file)) {
    throw new UsageError(`${what} could not be read: ${file} does not exist`);
  }
  try {
    return decodeText(readFileSync(file));
  } catch (error) {
    throw new UsageError(`${what} could not be read: ${messageOf(error)}`);
  }
}

/** Returns the size of a file next to the plan. A plan must not choose other files. */
function sizeIn(folder: string, name: string): number | undefined {
  const inside = !isAbsolute(name) && !normalize(name).startsWith("..") && !name.includes("\0");
  return inside ? statSync(join(folder, name), { throwIfNoEntry: false })?.size : undefined;
}

function lineOf(error: unknown): string {
  if (error instanceof TerraformFormatError) {
    return `not a plan that can be reviewed: ${error.message}`;
  }
  return error instanceof UsageError ? error.message : `this plan could not be reviewed: ${messageOf(error)}`;
}
