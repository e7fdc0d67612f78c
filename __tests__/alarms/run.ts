import { readFileSync } from "node:fs";
import { type Alarm, type Notification, readAlarms, simulate } from "../../src/alarms";
import { readTerraform } from "../../src/terraform";
import { configured } from "../configured";
import type { Scenario } from "./scenarios";
import { world } from "./world";

/** A message that reached someone, by the minute since the scenario began. */
export interface Message extends Pick<Notification, "minute" | "region" | "recipients"> {
  /** `eu-west-1-degraded ALARM` */
  readonly text: string;
}

export const ON_CALL = "oncall@example.com";

/** Long enough for every window to be filled before the scenario begins. */
const LEAD_MINUTES = 60;

/** Runs a scenario on the alarms of a synthesized stack. */
export function run(scenario: Scenario, synthesizedFile: (settings: object) => string): readonly Message[] {
  const settings = { alarmEmails: [ON_CALL], ...scenario.settings };
  const { name, regions, rates, canary } = configured(settings);
  const { created } = scenario;
  const isCreated = ({ region, name: alarm }: Alarm) =>
    created !== undefined && (region === created || alarm.startsWith(`${name}-${created}-`));
  return simulate({
    alarms: readAlarms(readTerraform(readFileSync(synthesizedFile(settings), "utf8"))),
    metrics: world({
      regions: regions.map((region) => region.name),
      conditions: (region, minute) => scenario.conditions(region, minute - LEAD_MINUTES),
      ratesSchedule: rates.schedule,
      canarySchedule: canary.schedule,
      providers: rates.providers.length,
    }),
    minutes: LEAD_MINUTES + (scenario.minutes ?? 720),
    createdAt: (alarm) => (isCreated(alarm) ? LEAD_MINUTES : undefined),
  }).map(({ minute, region, alarm, state, recipients }) => ({
    minute: minute - LEAD_MINUTES,
    region,
    recipients,
    text: `${alarm.slice(name.length + 1)} ${state}`,
  }));
}
