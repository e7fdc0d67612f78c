import { closest, distance } from "fastest-levenshtein";
import { runDemo } from "./demo";
import { isPart, PARTS } from "./faults";
import type { LocalRegions } from "./local-regions";
import { DEMO_WORDS, DEMOS, demoNamed } from "./options";
import { statusLines } from "./panel";

/** A command that cannot be carried out. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

interface Command {
  readonly usage: string;
  readonly does: string;
  /** The allowed words of each argument, for Tab completion. */
  readonly choices: readonly ((regions: readonly string[]) => readonly string[])[];
  /** Whether the command only reports and changes nothing. */
  readonly isReport?: true;
  /** @returns what was done, as a sentence */
  readonly run: (regions: LocalRegions, args: readonly string[]) => string | Promise<string>;
}

const aRegion = (regions: readonly string[]) => regions;

const COMMANDS: Readonly<Record<string, Command>> = {
  fail: {
    usage: "fail <region> [<part>|gray <percent>]",
    does: `makes a part (${PARTS.join(", ")}), a whole region, or a percentage of its requests fail`,
    choices: [aRegion, () => [...PARTS, "all", "gray"], () => []],
    run: (regions, [name, part = "all", percent]) => {
      const region = regionOf(regions, name);
      if (part === "gray") {
        return failGray(regions, region, percent);
      }
      if (percent !== undefined) {
        throw new CommandError(
          `fail: unexpected argument ${JSON.stringify(percent)}; only gray takes a percentage`,
        );
      }
      if (part !== "all" && !isPart(part)) {
        const parts = [...PARTS, "all"];
        throw new CommandError(
          `fail: ${JSON.stringify(part)} is not one of ${parts.join(", ")}${didYouMean(part, parts)}`,
        );
      }
      regions.faults.fail(region, part === "all" ? PARTS : [part]);
      return `${region}: ${part === "all" ? "everything" : `the ${part}`} has failed`;
    },
  },
  evacuate: {
    usage: "evacuate <region> [undo]",
    does: "moves a region's users to its stand-ins, or back",
    choices: [aRegion, () => ["undo"]],
    run: (regions, [name, undo]) => {
      const region = regionOf(regions, name);
      if (undo !== undefined && undo !== "undo") {
        throw new CommandError(`evacuate: unexpected argument ${JSON.stringify(undo)}; only undo is allowed`);
      }
      return undo === undefined ? evacuate(regions, region) : bringBack(regions, region);
    },
  },
  slow: {
    usage: "slow <region> <milliseconds>",
    does: "delays every response of a region",
    choices: [aRegion, () => []],
    run: (regions, [name, text = ""]) => {
      const region = regionOf(regions, name);
      if (!/^\d{1,6}$/.test(text)) {
        const wrong = text === "" ? "" : `${JSON.stringify(text)} is not a number of milliseconds; `;
        throw new CommandError(`slow: ${wrong}give the milliseconds, as in slow ${region} 500`);
      }
      regions.faults.slow(region, Number(text));
      return `${region}: responses take ${text} ms longer`;
    },
  },
  cut: {
    usage: "cut <region> <region>",
    does: "stops the replication between two regions, both ways",
    choices: [aRegion, aRegion],
    run: (regions, [one, other]) => {
      const [a, b] = pairOf(regions, "cut", one, other);
      regions.faults.cut(a, b);
      return `${a} and ${b}: replication is cut`;
    },
  },
  heal: {
    usage: "heal [<region> [<region>]]",
    does: "repairs everything, one region, or the replication between two regions",
    choices: [aRegion, aRegion],
    run: (regions, [name, other]) => {
      if (other !== undefined) {
        const [a, b] = pairOf(regions, "heal", name, other);
        regions.faults.mend(a, b);
        return `${a} and ${b}: replication works again`;
      }
      const healed = name === undefined ? regions.regions : [regionOf(regions, name)];
      for (const region of healed) {
        regions.faults.heal(region);
      }
      for (const [a, b] of regions.faults.cuts()) {
        if (healed.includes(a) || healed.includes(b)) {
          regions.faults.mend(a, b);
        }
      }
      return `${name ?? "everything"}: healed`;
    },
  },
  run: {
    usage: "run <region>",
    does: "runs a region's schedules now",
    choices: [aRegion],
    run: async (regions, [name]) => {
      const region = regionOf(regions, name);
      await regions.runSchedules(region);
      return `${region}: its schedules have run`;
    },
  },
  speed: {
    usage: "speed <times>",
    does: "speeds up intervals, TTLs, schedules and replication",
    choices: [() => ["1", "10", "60"]],
    run: (regions, [text = ""]) => {
      const speed = Number(text);
      if (!(speed >= 1 && speed <= 1000)) {
        throw new CommandError(`speed: ${JSON.stringify(text)} is not a number from 1 to 1000`);
      }
      regions.setSpeed(speed);
      return `running ${speed === 1 ? "in real time" : `${speed} times faster than real time`}`;
    },
  },
  load: {
    usage: "load <requests-per-second>",
    does: "sends requests from all cities in turn; 0 stops them",
    choices: [() => []],
    run: (regions, [text = ""]) => {
      if (!/^\d{1,3}$/.test(text)) {
        throw new CommandError(
          `load: ${JSON.stringify(text)} is not a number of requests per second, 0 to 999`,
        );
      }
      regions.setLoad(Number(text));
      return text === "0"
        ? "stopped sending requests"
        : `sending ${text} requests per second from all cities`;
    },
  },
  demo: {
    usage: `demo [${DEMOS.join("|")}]`,
    does: "simulates an outage, a gray failure, or rollouts, under load and checks the claims",
    choices: [() => DEMOS],
    run: (regions, [name]) => startDemo(regions, name),
  },
  status: {
    usage: "status",
    does: "shows the state of every region",
    choices: [],
    isReport: true,
    run: (regions) => statusLines(regions.state(), regions.faults.cuts()).join("\n"),
  },
};

/** Returns the commands of the local run and of the service. */
function commandsOf(regions: LocalRegions): Readonly<Record<string, Command>> {
  const own = Object.entries(regions.commands).map(([name, { does, run }]): [string, Command] => [
    name,
    { usage: name, does, choices: [], run: () => runOfService(name, run) },
  ]);
  return { ...COMMANDS, ...Object.fromEntries(own) };
}

function runOfService(name: string, run: () => string): string {
  try {
    return run();
  } catch (error) {
    throw new CommandError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Returns one line per command. */
export function commandHelp(regions: LocalRegions): string[] {
  return Object.values(commandsOf(regions)).map(({ usage, does }) => `${usage.padEnd(44)}${does}`);
}

/** A command as shown in a form. */
export interface CommandForm {
  readonly name: string;
  readonly usage: string;
  readonly does: string;
  /** The words that each argument may be; an empty list allows any text. */
  readonly choices: readonly (readonly string[])[];
}

/** The commands that change something. */
export function commandForms(regions: LocalRegions): CommandForm[] {
  return Object.entries(commandsOf(regions)).flatMap(([name, { usage, does, choices, isReport }]) =>
    isReport ? [] : [{ name, usage, does, choices: choices.map((words) => words(regions.regions)) }],
  );
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
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    const names = Object.keys(commands);
    throw new CommandError(
      `${JSON.stringify(name)} is not one of ${names.join(", ")}${didYouMean(name, names)}`,
    );
  }
  const extra = args.slice(command.choices.length);
  if (extra.length > 0) {
    throw new CommandError(`${name}: unexpected argument ${JSON.stringify(extra[0])}; ${command.usage}`);
  }
  const text = await command.run(regions, args);
  if (command.isReport !== true) {
    regions.events.emit({ type: "control", text });
  }
  return text;
}

/** Returns whether a command only reports, without an event. */
export function isReport(line: string): boolean {
  return commandOf(line.trim().split(/\s+/)[0] ?? "")?.isReport === true;
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
      : (commandOf(name)?.choices[before.length]?.(regions) ?? []);
  const fitting = choices.filter((choice) => choice.startsWith(typed) && !before.includes(choice));
  return [fitting.map((choice) => `${choice} `), typed];
}

function commandOf(name: string): Command | undefined {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}

/** The regions in which a demo plays. */
const playing = new WeakSet<LocalRegions>();

/** Starts the demo, which takes minutes in real time. Its progress and the results of its claims are events. */
function startDemo(regions: LocalRegions, word: string | undefined): string {
  const name = demoNamed(word);
  if (name === undefined) {
    throw new CommandError(`demo: ${JSON.stringify(word)} is not ${DEMO_WORDS}`);
  }
  if (playing.has(regions)) {
    throw new CommandError("demo: already running");
  }
  playing.add(regions);
  const { events } = regions;
  const say = (text: string) => events.emit({ type: "control", text: text.trim() });
  const play = async () => {
    // The demo compares tables.
    await regions.loaded;
    const stage = { say, command: (line: string) => carryOut(line, regions) };
    for (const claim of await runDemo(regions, stage, name)) {
      events.emit({ type: "claim", ...claim });
    }
  };
  play()
    .catch((error: unknown) => say(`demo: ${error instanceof Error ? error.message : String(error)}`))
    .finally(() => playing.delete(regions));
  return "the demo is running; its claims follow as events";
}

function failGray(regions: LocalRegions, region: string, text = ""): string {
  const percent = Number(text);
  if (!/^\d{1,3}$/.test(text) || percent < 1 || percent > 100) {
    throw new CommandError(`fail: ${JSON.stringify(text)} is not a percentage from 1 to 100, as in gray 60`);
  }
  regions.faults.failInPart(region, percent);
  return `${region}: ${percent}% of requests fail, and health checks succeed`;
}

function evacuate(regions: LocalRegions, region: string): string {
  const states = regions.state();
  if (states.some((state) => state.region === region && state.evacuated !== undefined)) {
    return `${region}: already evacuated`;
  }
  const others = states.filter(
    (state) => state.region !== region && state.healthy === true && state.evacuated === undefined,
  );
  if (others.length === 0) {
    throw new CommandError(`evacuate: no other region is healthy, so ${region} must keep serving`);
  }
  if (!regions.evacuations.canEvacuate(region)) {
    throw new CommandError(`evacuate: no bucket for a marker of ${region} responds`);
  }
  regions.evacuations.evacuate(region, regions.clock.now(), "a command of the local run");
  return `${region}: evacuated; its users leave within ${regions.evacuationSeconds(region)} s of the regions' time`;
}

function bringBack(regions: LocalRegions, region: string): string {
  const state = regions.state().find((one) => one.region === region);
  if (state?.evacuated === undefined) {
    return `${region}: not evacuated`;
  }
  if (state.healthy === false) {
    throw new CommandError(`evacuate: ${region} fails its health check; heal it first`);
  }
  regions.evacuations.undo(region);
  return `${region}: no longer evacuated`;
}

function regionOf({ regions }: LocalRegions, name: string | undefined): string {
  const region = regions.find((one) => one === name);
  if (region === undefined) {
    throw new CommandError(
      name === undefined
        ? `expected a region: ${regions.join(", ")}`
        : `${JSON.stringify(name)} is not a region of this stack (${regions.join(", ")})${didYouMean(name, regions)}`,
    );
  }
  return region;
}

function pairOf(
  regions: LocalRegions,
  command: string,
  one: string | undefined,
  other: string | undefined,
): [string, string] {
  const [a, b] = [regionOf(regions, one), regionOf(regions, other)];
  if (a === b) {
    throw new CommandError(`${command}: expected two different regions`);
  }
  return [a, b];
}

function didYouMean(word: string, known: readonly string[]): string {
  const nearest = closest(word.toLowerCase(), known);
  const typos = Math.min(3, Math.max(1, Math.floor(word.length / 2)));
  return distance(word.toLowerCase(), nearest) > typos ? "" : `; did you mean ${JSON.stringify(nearest)}?`;
}
