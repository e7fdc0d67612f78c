import { type Argument, CommandError, didYouMean, pairOf, regionOf } from "./command-arguments";
import { startDemo } from "./demo";
import type { Stage } from "./demo-scene";
import { isPart, PARTS } from "./faults";
import type { LocalRegions } from "./local-regions";
import { DEMOS } from "./options";
import { statusLines } from "./panel";

/** A command of the local run. */
export interface Command {
  readonly usage: string;
  readonly does: string;
  readonly arguments: readonly Argument[];
  /** Whether the command only reports and changes nothing. */
  readonly isReport?: true;
  /**
   * @param carryOut - carries out another command
   * @returns what was done, as a sentence
   */
  readonly run: (
    regions: LocalRegions,
    args: readonly string[],
    carryOut: Stage["command"],
  ) => string | Promise<string>;
}

const REGION: Argument = { name: "region", words: (regions) => regions };
const OTHER_REGION: Argument = { ...REGION, name: "other region" };

/** The commands of every local run, by name. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  fail: {
    usage: "fail <region> [<part>|gray <percent>]",
    does: `makes a part (${PARTS.join(", ")}), a whole region, or a percentage of its requests fail`,
    arguments: [
      REGION,
      { name: "part", isOptional: true, words: () => [...PARTS, "all", "gray"] },
      { name: "percent", isOptional: true },
    ],
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
    arguments: [REGION, { name: "undo", isOptional: true, words: () => ["undo"] }],
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
    arguments: [REGION, { name: "milliseconds" }],
    run: (regions, [name, text = ""]) => {
      const region = regionOf(regions, name);
      if (!/^\d{1,6}$/.test(text)) {
        throw new CommandError(`slow: ${JSON.stringify(text)} is not a number of milliseconds, 0 to 999999`);
      }
      regions.faults.slow(region, Number(text));
      return `${region}: responses take ${text} ms longer`;
    },
  },
  cut: {
    usage: "cut <region> <region>",
    does: "stops the replication between two regions, both ways",
    arguments: [REGION, OTHER_REGION],
    run: (regions, [one, other]) => {
      const [a, b] = pairOf(regions, "cut", one, other);
      regions.tables.cut(a, b);
      return `${a} and ${b}: replication is cut`;
    },
  },
  heal: {
    usage: "heal [<region> [<region>]]",
    does: "repairs everything, one region, or the replication between two regions",
    arguments: [
      { ...REGION, isOptional: true },
      { ...OTHER_REGION, isOptional: true },
    ],
    run: (regions, [name, other]) => {
      if (other !== undefined) {
        const [a, b] = pairOf(regions, "heal", name, other);
        regions.tables.mend(a, b);
        return `${a} and ${b}: replication works again`;
      }
      const healed = name === undefined ? regions.regions : [regionOf(regions, name)];
      for (const region of healed) {
        regions.faults.heal(region);
      }
      for (const [a, b] of regions.tables.cuts) {
        if (healed.includes(a) || healed.includes(b)) {
          regions.tables.mend(a, b);
        }
      }
      return `${name ?? "everything"}: healed`;
    },
  },
  run: {
    usage: "run <region>",
    does: "runs a region's schedules now",
    arguments: [REGION],
    run: async (regions, [name]) => {
      const region = regionOf(regions, name);
      await regions.schedules.runNow(region);
      return `${region}: its schedules have run`;
    },
  },
  speed: {
    usage: "speed <times>",
    does: "speeds up intervals, TTLs, schedules and replication",
    arguments: [{ name: "times", words: () => ["1", "10", "60"] }],
    run: (regions, [text = ""]) => {
      const speed = Number(text);
      if (!(speed >= 1 && speed <= 1000)) {
        throw new CommandError(`speed: ${JSON.stringify(text)} is not a number from 1 to 1000`);
      }
      regions.setSpeed(speed);
      return `running ${regions.clock.pace}`;
    },
  },
  load: {
    usage: "load <requests-per-second>",
    does: "sends requests from all cities in turn; 0 stops them",
    arguments: [{ name: "requests per second" }],
    run: (regions, [text = ""]) => {
      if (!/^\d{1,3}$/.test(text)) {
        throw new CommandError(
          `load: ${JSON.stringify(text)} is not a number of requests per second, 0 to 999`,
        );
      }
      regions.load.requestsPerSecond = Number(text);
      return text === "0"
        ? "stopped sending requests"
        : `sending ${text} requests per second from all cities`;
    },
  },
  demo: {
    usage: `demo [${DEMOS.join("|")}]`,
    does: "simulates an outage, a gray failure, or rollouts, under load and checks the claims",
    arguments: [{ name: "demo", isOptional: true, words: () => DEMOS }],
    run: (regions, [name], carryOut) => startDemo(regions, name, carryOut),
  },
  status: {
    usage: "status",
    does: "shows the state of every region",
    arguments: [],
    isReport: true,
    run: (regions) => statusLines(regions.state(), regions.tables.cuts).join("\n"),
  },
};

function failGray(regions: LocalRegions, region: string, text = ""): string {
  const percent = Number(text);
  if (!/^\d{1,3}$/.test(text) || percent < 1 || percent > 100) {
    throw new CommandError(`fail: expected a percentage from 1 to 100, as in fail ${region} gray 60`);
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
