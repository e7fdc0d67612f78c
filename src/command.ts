import { userInfo } from "node:os";
import { type ParseArgsConfig, parseArgs, types } from "node:util";

/** A mistake in the command line. */
export class UsageError extends Error {}

/** Ends a command with a message and an exit code. */
export class Exit extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** A program that `npm run` starts. Each has `--help`. */
export interface Command<Config extends ParseArgsConfig> {
  /** Precedes the messages of errors. */
  readonly name: string;
  readonly help: string;
  /** The options, for node:util's `parseArgs`. */
  readonly config: Config;
  /** The maximum number of arguments besides the options. @default 0 */
  readonly most?: number;
  /** The exit code of an error that is no `Exit`. @default 1 */
  readonly codeOf?: (error: unknown) => number;
  /** Returns the exit code. @default 0 */
  readonly run: (parsed: Parsed<Config>) => number | undefined | Promise<number | undefined>;
}

/** The parsed arguments of a command. */
export type Parsed<Config extends ParseArgsConfig> = ReturnType<typeof parseArgs<Config>>;

const HELP = { help: { type: "boolean", short: "h", default: false } } as const;

/** Runs a command with the arguments of this process. */
export function runCommand<const Config extends ParseArgsConfig>(command: Command<Config>): Promise<void> {
  const { name, help, config, most, codeOf, run } = command;
  // A reader that stops early (`| head`) is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") {
      throw error;
    }
  });
  return exitWith(
    name,
    async () => {
      const parsed = readArguments(config, most);
      if (parsed === undefined) {
        console.log(help);
        return 0;
      }
      return (await run(parsed)) ?? 0;
    },
    codeOf,
  );
}

/** Sets the exit code of this process to the one that the work returns. An error is one message and an exit code. */
export async function exitWith(
  name: string,
  work: () => number | Promise<number>,
  codeOf: (error: unknown) => number = () => 1,
): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    console.error(`${name}: ${messageOf(error)}`);
    process.exitCode = error instanceof Exit ? error.code : codeOf(error);
  }
}

/**
 * Parses arguments, by default those of this process.
 *
 * @returns undefined if the help was requested
 * @throws UsageError
 */
export function readArguments<const Config extends ParseArgsConfig>(
  config: Config,
  most = 0,
): Parsed<Config> | undefined {
  const general: ParseArgsConfig = {
    ...config,
    options: { ...config.options, ...HELP },
    allowPositionals: true,
  };
  try {
    const { values, positionals } = parseArgs(general);
    if (values["help"] === true) {
      return undefined;
    }
    if (positionals.length > most) {
      throw new UsageError(
        most === 0
          ? `unexpected argument ${JSON.stringify(positionals[0])}`
          : `expected at most ${most} argument${most === 1 ? "" : "s"}, not ${positionals.length}`,
      );
    }
    return parseArgs(config);
  } catch (error) {
    // Node adds a hint about arguments that begin with a hyphen.
    const [fault] = messageOf(error).split(/\n|\. To specify a positional/);
    throw new UsageError(`${fault}, so nothing was done; see --help`);
  }
}

/** Returns an error's message. */
export function messageOf(error: unknown): string {
  return types.isNativeError(error) ? error.message : String(error);
}

/** Returns the name of this process's user. A container's user may have none in the password file. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env["USER"] ?? "unknown";
  }
}
