import { readAlarms, type Sample, simulate } from "../alarms";
import type { Terraform } from "../terraform";

/** One minute's requests to a region, as its gateway counts them. */
export interface Minute {
  readonly requests: number;
  readonly failed: number;
}

/** An alarm that pages, and the minutes since the first failure. */
export interface Page {
  readonly alarm: string;
  readonly minutes: number;
}

/** Minutes of successful requests before the first failure, to fill the windows of the alarms. */
const LEAD_MINUTES = 1440;
const DELAY_MINUTES = 1;

/**
 * Returns the pages about a region's API: evaluates the stack's alarms on the requests of each minute since the first
 * failure. Metrics other than the numbers of requests and errors have no data.
 *
 * @throws AlarmsError for an alarm that the evaluator does not know
 */
export function pagesOf(terraform: Terraform, region: string, minutes: readonly Minute[]): readonly Page[] {
  const usual: Minute = { requests: Math.max(1, ...minutes.map(({ requests }) => requests)), failed: 0 };
  const minuteAt = (minute: number) => (minute < LEAD_MINUTES ? usual : minutes[minute - LEAD_MINUTES]);
  const pages = simulate({
    alarms: readAlarms(terraform),
    minutes: LEAD_MINUTES + minutes.length,
    metrics: (metric) => {
      const ones = METRICS[metric.name];
      return metric.namespace !== "AWS/ApiGateway" || metric.region !== region || ones === undefined
        ? undefined
        : { delayMinutes: DELAY_MINUTES, samplesIn: (minute) => split(minuteAt(minute), ones) };
    },
  })
    .filter((one) => one.region === region && one.state === "ALARM")
    .map(({ alarm, minute }): Page => ({ alarm, minutes: minute - LEAD_MINUTES }));
  return [...new Map(pages.map((page) => [`${page.alarm} ${page.minutes}`, page])).values()];
}

/** The metrics that are 1 for some of the requests, and 0 for the others. */
const METRICS: Readonly<Record<string, (minute: Minute) => number>> = {
  Count: ({ requests }) => requests,
  "5XXError": ({ failed }) => failed,
};

function split(minute: Minute | undefined, ones: (minute: Minute) => number): readonly Sample[] {
  const [total, count] = minute === undefined ? [0, 0] : [minute.requests, ones(minute)];
  const samples = [
    { value: 1, count },
    { value: 0, count: total - count },
  ];
  return samples.filter((one) => one.count > 0);
}
