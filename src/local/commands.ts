import { isPart, PARTS } from "./faults";
import type { LocalRegions } from "./local-regions";

/** A command that cannot be carried out, with what would be right. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

interface Command {
  readonly usage: string;
  readonly does: string;
  /** @returns what was done, a sentence for people */
  readonly run: (regions: LocalRegions, args: readonly string[]) => string | Promise<string>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  fail: {
    usage: "fail <region> [gateway|function|table|all]",
    does: "a part of a region stops answering, or all of it",
    run: (regions, [name, part = "all", ...rest]) => {
      none(rest, "fail");
      const region = regionOf(regions, name);
      if (part !== "all" && !isPart(part)) {
        throw new CommandError(`fail: ${JSON.stringify(part)} is none of ${PARTS.join(", ")}, all`);
      }
      regions.faults.fail(region, part === "all" ? PARTS : [part]);
      return `${region}: ${part === "all" ? "everything" : `the ${part}`} has failed`;
    },
  },
  slow: {
    usage: "slow <region> <milliseconds>",
    does: "every answer of a region takes that much longer",
    run: (regions, [name, text = "", ...rest]) => {
      none(rest, "slow");
      const region = regionOf(regions, name);
      if (!/^\d{1,6}$/.test(text)) {
        throw new CommandError(`slow: ${JSON.stringify(text)} is no number of milliseconds, such as 500`);
      }
      regions.faults.slow(region, Number(text));
      return `${region}: answers take ${text} ms longer`;
    },
  },
  cut: {
    usage: "cut <region> <region>",
    does: "the replication between two regions stops, both ways",
    run: (regions, [one, other, ...rest]) => {
      none(rest, "cut");
      const [a, b] = [regionOf(regions, one), regionOf(regions, other)];
      if (a === b) {
        throw new CommandError("cut: it takes two regions");
      }
      regions.faults.cut(a, b);
      return `${a} and ${b}: replication is cut`;
    },
  },
  heal: {
    usage: "heal [<region>]",
    does: "a region, or everything, works again; held back changes arrive",
    run: (regions, [name, ...rest]) => {
      none(rest, "heal");
      const healed = name === undefined ? regions.regions : [regionOf(regions, name)];
      for (const region of healed) {
        regions.faults.heal(region);
      }
      for (const [a, b] of regions.faults.cuts()) {
        if (healed.includes(a) || healed.includes(b)) {
          regions.faults.mend(a, b);
        }
      }
      return `${name ?? "everything"}: works again`;
    },
  },
  run: {
    usage: "run <region>",
    does: "what a region does on a schedule is done now",
    run: async (regions, [name, ...rest]) => {
      none(rest, "run");
      const region = regionOf(regions, name);
      await regions.runSchedules(region);
      return `${region}: its schedules have run`;
    },
  },
  "next-day": {
    usage: "next-day",
    does: "the local rate provider publishes the next day's rates",
    run: (regions, args) => {
      none(args, "next-day");
      const day = regions.nextDay();
      if (day === undefined) {
        throw new CommandError(
          "next-day: the configured rate provider is asked; its days come by themselves",
        );
      }
      return `the rate provider has the rates of ${day}`;
    },
  },
};

/** A line for each command. */
export const COMMAND_HELP: readonly string[] = Object.values(COMMANDS).map(
  ({ usage, does }) => `${usage.padEnd(44)}${does}`,
);

/**
 * Carries out a command, such as `fail us-east-1 table`.
 *
 * @returns what was done
 * @throws CommandError
 */
export async function carryOut(line: string, regions: LocalRegions): Promise<string> {
  const [name = "", ...args] = line.trim().split(/\s+/);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    throw new CommandError(`${JSON.stringify(name)} is none of ${Object.keys(COMMANDS).join(", ")}`);
  }
  const text = await command.run(regions, args);
  regions.events.emit({ type: "control", text });
  return text;
}

function regionOf(regions: LocalRegions, name: string | undefined): string {
  const region = regions.regions.find((one) => one === name);
  if (region === undefined) {
    throw new CommandError(
      `${name === undefined ? "no region was named" : `${JSON.stringify(name)} is no region`}; there are ${regions.regions.join(", ")}`,
    );
  }
  return region;
}

function none(rest: readonly string[], command: string): void {
  if (rest.length > 0) {
    throw new CommandError(`${command}: ${rest.join(" ")} is too much; ${COMMANDS[command]?.usage}`);
  }
}
