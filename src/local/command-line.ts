import { messageOf } from "../command";
import { CommandError, didYouMean } from "./command-arguments";
import { COMMANDS, type Command } from "./commands";
import type { LocalRegions } from "./local-regions";

/** Returns the commands of the local run and of the service. */
function commandsOf(regions: LocalRegions): Readonly<Record<string, Command>> {
  const own = Object.entries(regions.local.commands).map(([name, { does, run }]): [string, Command] => [
    name,
    { usage: name, does, arguments: [], run: () => runOfService(name, run) },
  ]);
  return { ...COMMANDS, ...Object.fromEntries(own) };
}

function runOfService(name: string, run: () => string): string {
  try {
    return run();
  } catch (error) {
    throw new CommandError(`${name}: ${messageOf(error)}`);
  }
}

/** Returns one line per command. */
export function commandHelp(regions: LocalRegions): string[] {
  return Object.values(commandsOf(regions)).map(({ usage, does }) => `${usage.padEnd(44)}${does}`);
}

/** A command as shown in a form. */
export interface CommandForm {
  readonly name: string;
  readonly does: string;
  readonly fields: readonly {
    readonly label: string;
    /** The words to choose from; an empty list allows any text. */
    readonly words: readonly string[];
    /** The initial value. */
    readonly value: string;
  }[];
}

/** Returns the commands that change something. */
export function commandForms(regions: LocalRegions): CommandForm[] {
  return Object.entries(commandsOf(regions))
    .filter(([, { isReport }]) => isReport !== true)
    .map(([name, command]) => ({
      name,
      does: command.does,
      fields: command.arguments.map(({ name: label, isOptional, words }, index) => {
        const known = words?.(regions.regions) ?? [];
        return isOptional
          ? { label, words: known.length === 0 ? [] : ["", ...known], value: "" }
          : // The second of two regions must differ from the first.
            { label, words: known, value: known[index] ?? known[0] ?? "" };
      }),
    }));
}

/**
 * Carries out a command, such as `fail us-east-1 table`.
 *
 * @returns what was done; changes also emit an event
 * @throws CommandError
 */
export async function carryOut(line: string, regions: LocalRegions): Promise<string> {
  const [name = "", ...args] = line.trim().split(/\s+/);
  const commands = commandsOf(regions);
  const command = commandOf(name, commands);
  if (command === undefined) {
    const names = Object.keys(commands);
    throw new CommandError(
      `${JSON.stringify(name)} is not one of ${names.join(", ")}${didYouMean(name, names)}`,
    );
  }
  const [extra] = args.slice(command.arguments.length);
  const missing = command.arguments.slice(args.length).find(({ isOptional }) => !isOptional);
  if (extra !== undefined || missing !== undefined) {
    const fault =
      extra === undefined ? `missing ${missing?.name}` : `unexpected argument ${JSON.stringify(extra)}`;
    throw new CommandError(`${name}: ${fault}; usage: ${command.usage}`);
  }
  const text = await command.run(regions, args, (other) => carryOut(other, regions));
  if (command.isReport !== true) {
    regions.events.emit({ type: "control", text });
  }
  return text;
}

/** The additional commands on a terminal and in the input's lines. */
export const TYPED_COMMANDS = ["help", "quit"];

/** The output of typed commands. Their changes to the regions are events. */
export interface View {
  /** Prints a report. */
  readonly print: (text: string) => void;
  /** Prints why a command failed. */
  readonly complain: (text: string) => void;
  readonly quit: () => void;
  /** Ends the view. @default - nothing to end */
  readonly stop?: () => void;
}

/** Carries out a command that is typed on the terminal or comes from a pipe. */
export async function carryOutTyped(line: string, regions: LocalRegions, view: View): Promise<void> {
  if (line === "quit") {
    view.quit();
  } else if (line === "help" || line === "") {
    view.print([...commandHelp(regions), "quit"].join("\n"));
  } else {
    try {
      const text = await carryOut(line, regions);
      const [name = ""] = line.split(/\s+/);
      if (commandOf(name)?.isReport) {
        view.print(text);
      }
    } catch (error) {
      view.complain(messageOf(error));
    }
  }
}

/**
 * Completes the last word of a command line, for the Tab key.
 *
 * @param others - further commands
 * @returns the words it may become, and the word as typed
 */
export function complete(
  line: string,
  regions: readonly string[],
  others: readonly string[],
): [string[], string] {
  const words = line.trimStart().split(/\s+/);
  const typed = words.at(-1) ?? "";
  const [name = "", ...before] = words.slice(0, -1);
  const choices =
    words.length === 1
      ? [...Object.keys(COMMANDS), ...others]
      : (commandOf(name)?.arguments[before.length]?.words?.(regions) ?? []);
  const fitting = choices.filter((choice) => choice.startsWith(typed) && !before.includes(choice));
  return [fitting.map((choice) => `${choice} `), typed];
}

function commandOf(name: string, commands = COMMANDS): Command | undefined {
  return Object.hasOwn(commands, name) ? commands[name] : undefined;
}
