import { alarmStates, graph, type Widget } from "./dashboard-body";
import type { Observed } from "./region-lines";
import * as lines from "./region-lines";

/** Alarms that tell a person, and where they are. */
export type Pages = Pick<Observed, "region" | "pages">;

/** A widget of CloudWatch lists at most 100 alarms. */
const ALARMS_PER_WIDGET = 100;

/** The first thing to look at on call: one row, or several if there are more alarms than a widget may list. */
export function pageStates(accountId: string, of: readonly Pages[]): readonly (readonly Widget[])[] {
  const arns = of.flatMap(({ region, pages }) =>
    pages.map((name) => `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`),
  );
  return Array.from({ length: Math.max(1, Math.ceil(arns.length / ALARMS_PER_WIDGET)) }, (_, index) => {
    const listed = arns.slice(index * ALARMS_PER_WIDGET, (index + 1) * ALARMS_PER_WIDGET);
    // A title, and rows of seven.
    return [alarmStates("Alarms that tell a person", listed, Math.max(3, 1 + Math.ceil(listed.length / 7)))];
  });
}

/** What regions see of each other from outside: nothing where there are no canaries. */
export function canaries(
  observed: readonly Observed[],
  place: { readonly region: string; readonly width: number },
  label: (of: Observed, target: string) => string,
): readonly Widget[] {
  const perTarget = (name: "CanarySuccess" | "CanaryLatency") =>
    observed.flatMap((of) =>
      of.canaryTargets.map((target) => lines.canary(of, target, name, label(of, target))),
    );
  return observed.every(({ canaryTargets }) => canaryTargets.length === 0)
    ? []
    : [
        graph({ ...place, title: "Canaries: 1 is right", period: 300, lines: perTarget("CanarySuccess") }),
        graph({
          ...place,
          title: "Canaries' latency",
          unit: "ms",
          period: 300,
          lines: perTarget("CanaryLatency"),
        }),
      ];
}

/** A link to a place in CloudWatch's console, in Markdown. */
export function consoleLink(region: string, place: string, what: string, label: string): string {
  return `[${label}](https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}${place}${what})`;
}
