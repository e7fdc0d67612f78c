import { PLACES } from "../route53";
import { carryOut } from "./command-line";
import { ControlServer } from "./control-server";
import { runDemo, type Stage } from "./demo";
import { demoPath } from "./demo-path";
import { bad, good } from "./describe";
import { inputClosed } from "./interruption";
import { LocalRegions } from "./local-regions";
import type { DemoName, Options } from "./options";
import { notesOn, overview } from "./overview";
import { subnetOf } from "./routing/client-places";
import { isTerminal, Screen } from "./screen";
import { serviceOf } from "./service";
import { readStack } from "./stack/stack";

/**
 * Starts the regions of a stack and shows events until it is interrupted, or runs the demo.
 *
 * @param file - the stack, Terraform in JSON
 * @returns the exit code
 * @throws StackError, or the system's error, such as EADDRINUSE; nothing is left running then
 */
export async function run(file: string, options: Options, interrupted: Promise<void>): Promise<number> {
  const { speed, port, live } = options;
  const stack = readStack(file);
  const regions = new LocalRegions({
    stack,
    speed,
    port,
    dnsPort: port === 0 ? 0 : port + 2,
    bucketsPort: port === 0 ? 0 : port + 3,
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
    const ended = Promise.race([interrupted, inputClosed()]).then(() => 0);
    if (options.demo !== undefined) {
      return await Promise.race([playDemo(regions, options.demo, options.json), ended]);
    }
    return await (options.json
      ? reportAsJson(regions, control, sinceProcessBegan, ended)
      : showOnScreen(regions, control, options.stack ?? "cdktf.json", sinceProcessBegan, ended));
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

function reportAsJson(
  regions: LocalRegions,
  control: ControlServer,
  milliseconds: number,
  until: Promise<number>,
): Promise<number> {
  console.log(JSON.stringify({ type: "started", milliseconds, control: control.url, ...overview(regions) }));
  regions.events.on((event) => console.log(JSON.stringify(event)));
  return until;
}

async function showOnScreen(
  regions: LocalRegions,
  control: ControlServer,
  source: string,
  milliseconds: number,
  interrupted: Promise<number>,
): Promise<number> {
  console.log(banner(regions, control, source, milliseconds).join("\n"));
  let screen: Screen | undefined;
  const quit = new Promise<number>((resolve) => {
    screen = new Screen(regions, () => resolve(0));
  });
  const code = await Promise.race([quit, interrupted]);
  screen?.stop();
  return code;
}

/** Returns the banner, at most 80 columns wide unless the stack's names are longer. */
function banner(
  regions: LocalRegions,
  control: ControlServer,
  source: string,
  milliseconds: number,
): string[] {
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
    ...regions.serviceNotes,
    ...notesOn(regions),
    "",
  ];
}
