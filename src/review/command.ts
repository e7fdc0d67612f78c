import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, normalize } from "node:path";
import { buffer } from "node:stream/consumers";
import { type Command, messageOf, UsageError } from "../command";
import { decodeText, TerraformFormatError } from "../terraform";
import { FORMATS, type Format, render } from "./render";
import { type Review, type ReviewOptions, review } from "./review";
import type { Severity } from "./rule";
import { RULES } from "./rules";
import { NO_SETTINGS, readSettings, type Settings } from "./settings";
import { visible } from "./text";

const SETTINGS_FILE = "review.json";
const EXIT_CODES: Readonly<Record<Severity, number>> = { note: 0, person: 2, refuse: 3 };

const HELP = `Usage: terraform show -json <planfile> | regionproof review [options] [file]

Reviews a Terraform plan of AWS resources: what can hurt, which endpoint serves which clients before and after, and every
change.

  file               the output of terraform show -json (default: standard input)
  --format <format>  ${FORMATS.join(", ")} (default: plain on a terminal, else markdown)
  --rules <file>     severities and allowances (default: ${SETTINGS_FILE}, if it exists)
  --list-rules       list every rule with its severity and reason
  --help             show this text

Exit code: 0 safe, 2 needs a person, 3 refused, 1 the plan or the rules could not be read.`;

const CONFIG = {
  allowPositionals: true,
  options: {
    format: { type: "string" },
    rules: { type: "string" },
    "list-rules": { type: "boolean", default: false },
  },
} as const;

/** A plan in JSON, and what the review reads beside it. */
export interface PlanText extends Pick<ReviewOptions, "rollbacks"> {
  readonly text: string;
  /** The folder of the files that the plan names. */
  readonly folder: string;
}

/**
 * Returns the command that reviews a plan.
 *
 * @param planOf - returns the plan if the arguments name none
 */
export function reviewCommand(name: string, planOf: () => Promise<PlanText>): Command<typeof CONFIG> {
  return {
    ...{ name, help: HELP, config: CONFIG, most: 1 },
    async run({ values, positionals: [file] }) {
      const { stdout } = process;
      if (values["list-rules"]) {
        stdout.write(
          RULES.map(({ id, severity, why }) => `${id.padEnd(22)} ${severity.padEnd(7)} ${why}\n`).join(""),
        );
        return 0;
      }
      const format = formatOf(values.format ?? (stdout.isTTY ? "plain" : "markdown"));
      const isNamed = file !== undefined && file !== "-";
      const plan = isNamed ? { text: read(file, "the plan"), folder: dirname(file) } : await planOf();
      const result = reviewPlan(plan, values.rules);
      stdout.write(render(result, format));
      return EXIT_CODES[result.verdict];
    },
  };
}

/** Returns the plan on standard input. */
export async function planFromInput(): Promise<PlanText> {
  return { text: decodeText(await buffer(process.stdin)), folder: "." };
}

/**
 * Reviews a plan by the settings in a file, by default `review.json` if it exists.
 *
 * @throws UsageError with one line that contains no secret
 */
export function reviewPlan({ text, folder, ...known }: PlanText, rules?: string): Review {
  const settings = settingsOf(rules);
  try {
    return review(text, {
      ...{ settings, sizeOf: (name) => sizeIn(folder, name) },
      today: new Date().toISOString().slice(0, "2027-01-31".length),
      ...known,
    });
  } catch (error) {
    const fault =
      error instanceof TerraformFormatError
        ? "not a plan that can be reviewed"
        : "this plan could not be reviewed";
    throw new UsageError(visible(`${fault}: ${messageOf(error)}`));
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
  const text = read(name, "the rules");
  try {
    return readSettings(text);
  } catch (error) {
    throw new UsageError(`${name}: ${messageOf(error)}`);
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
