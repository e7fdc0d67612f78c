import { once } from "node:events";
import { PLACES } from "../route53";
import { carryOut, carryOutTyped, type View } from "./command-line";
import { ControlServer } from "./control-server";
import { runDemo } from "./demo";
import type { Stage } from "./demo-scene";
import { demoPath } from "./demo-users";
import { bad, good } from "./describe";
import { followInput } from "./input";
import { LocalRegions } from "./local-regions";
import type { DemoName, Options } from "./options";
import { DISTANCE_NOTE, overview } from "./overview";
import { subnetOf } from "./routing/client-places";
import { isTerminal, Screen } from "./screen";
import { serviceOf } from "./service";
import { readStack } from "./stack/stack";

/**
 * Starts the regions of a stack and shows events until it is interrupted, or runs the demo.
 *
 * @param file - the stack, Terraform in JSON
 * @param lines - commands
 * @returns the exit code
 * @throws StackError, or the system's error, such as EADDRINUSE; nothing is left running then
 */
export async function run(
  file: string,
  options: Options,
  interrupted: Promise<void>,
  lines: AsyncIterable<string> | undefined,
): Promise<number> {
  const { speed, port, live } = options;
  const stack = readStack(file);
  const regions = new LocalRegions({
    stack,
    speed,
    port,
    live,
    service: serviceOf(stack, options.service),
    // The demo compares tables.
    load: options.stack === undefined && !live && options.demo === undefined,
  });
  const control = new ControlServer(regions);
  try {
    await regions.start();
    await control.start(port === 0 ? 0 : port + 1);
    const sinceProcessBegan = performance.now();
    if (options.demo !== undefined) {
      const closed = followInput(lines, async () => {});
      const ended = Promise.race([interrupted, closed]).then(() => 0);
      return await Promise.race([playDemo(regions, options.demo, options.json), ended]);
    }
    const quitting = new AbortController();
    const show = options.json ? reportAsJson : showOnScreen;
    const view = show({
      regions,
      control,
      source: options.stack ?? "cdktf.json",
      milliseconds: sinceProcessBegan,
      quit: () => quitting.abort(),
    });
    const input = followInput(lines, (line) => carryOutTyped(line, regions, view));
    await Promise.race([input, interrupted, once(quitting.signal, "abort")]);
    view.stop?.();
    return 0;
  } finally {
    await control.stop();
    await regions.stop();
  }
}

/** @returns the exit code: 1 if a claim fails */
async function playDemo(regions: LocalRegions, name: DemoName, asJson: boolean): Promise<number> {
  const stage: Stage = {
    say: (line) => asJson || console.log(line),
    command: (line) => carryOut(line, regions),
  };
  const claims = await runDemo(regions, stage, name);
  if (asJson) {
    console.log(JSON.stringify({ type: "demo", claims }));
  } else {
    const lines = claims.map(
      ({ claim, holds, figures }) => `${holds ? good("holds ") : bad("fails ")} ${claim}\n       ${figures}`,
    );
    console.log(["", ...lines].join("\n"));
  }
  return claims.every(({ holds }) => holds) ? 0 : 1;
}

/** A local run that has started. */
interface Running {
  readonly regions: LocalRegions;
  readonly control: ControlServer;
  /** The stack's file. */
  readonly source: string;
  /** How long the start took. */
  readonly milliseconds: number;
  readonly quit: () => void;
}

function reportAsJson({ regions, control, milliseconds, quit }: Running): View {
  const report = (line: object) => console.log(JSON.stringify(line));
  report({ type: "started", milliseconds, control: control.url, ...overview(regions) });
  regions.events.on(report);
  return {
    print: (text) => report({ type: "report", text }),
    complain: (text) => report({ type: "error", text }),
    quit,
  };
}

function showOnScreen(running: Running): View {
  console.log(banner(running).join("\n"));
  return new Screen(running.regions, running.quit);
}

/** Returns the banner, at most 80 columns wide unless the stack's names are longer. */
function banner({ regions, control, source, milliseconds }: Running): string[] {
  const { speed, pace } = regions.clock;
  const dublin = PLACES.find(({ name }) => name === "Dublin");
  const limit = Math.round(regions.failoverSeconds / speed);
  return [
    `Watch the regions on a map: ${control.url}`,
    "",
    `${regions.name} in ${regions.regions.join(", ")}, from ${source}; ${(milliseconds / 1000).toFixed(1)} s`,
    "",
    `  curl '${regions.urlOf(demoPath(regions), "Dublin")}'`,
    ...(dublin === undefined
      ? []
      : [`  dig @127.0.0.1 -p ${regions.dnsPort} ${regions.name} +subnet=${subnetOf(dublin)}/24`]),
    `  curl -d 'fail ${regions.regions.at(-1)}' ${control.url}`,
    "",
    ...(isTerminal() ? ["You can also type commands here: help lists them, Tab completes them."] : []),
    `Running ${pace}: traffic leaves a failed region within ${limit} s.`,
    ...regions.local.notes,
    DISTANCE_NOTE,
    ...regions.notes,
    "",
  ];
}
