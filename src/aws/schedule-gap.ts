/** A field of a cron expression: its least and greatest value, and the names of the values. */
interface Field {
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

const MINUTES: Field = { least: 0, most: 59, names: [] };
const HOURS: Field = { least: 0, most: 23, names: [] };
const DAYS: Field = { least: 1, most: 31, names: [] };
const MONTHS: Field = {
  least: 1,
  most: 12,
  names: "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" "),
};
const WEEKDAYS: Field = { least: 1, most: 7, names: "SUN MON TUE WED THU FRI SAT".split(" ") };

const UNIT_SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 86_400 };
const DAY_SECONDS = 86_400;
/** Every pattern of months and weekdays shows its longest gap within these days, which include a leap day. */
const FIRST_DAY = Date.UTC(2027, 0, 1);
const DAYS_LOOKED_AT = 800;

/**
 * Returns the longest time between two runs of a valid `rate(…)` or `cron(…)` schedule, in seconds. It is infinite
 * for a schedule that ends, and for the special days `L`, `W` and `#`, which come once per month at most.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function longestGapSeconds(expression: string): number {
  const [, value, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (value !== undefined) {
    return Number(value) * (UNIT_SECONDS[unit] ?? Number.POSITIVE_INFINITY);
  }
  const [minute = "", hour = "", day = "", month = "", weekday = "", year] =
    /^cron\((.*)\)$/.exec(expression)?.[1]?.split(" ") ?? [];
  if (year !== "*" || /[LW#]/.test(`${day}${weekday.replace(/WED/g, "")}`)) {
    return Number.POSITIVE_INFINITY;
  }
  const seconds = [...valuesOf(hour, HOURS)]
    .flatMap((hours) => [...valuesOf(minute, MINUTES)].map((minutes) => hours * 3600 + minutes * 60))
    .sort((a, b) => a - b);
  const [days, months, weekdays] = [
    valuesOf(day, DAYS),
    valuesOf(month, MONTHS),
    valuesOf(weekday, WEEKDAYS),
  ];
  const runDays = Array.from({ length: DAYS_LOOKED_AT }, (_, index) => index).filter((index) => {
    const date = new Date(FIRST_DAY + index * DAY_SECONDS * 1000);
    return (
      days.has(date.getUTCDate()) && months.has(date.getUTCMonth() + 1) && weekdays.has(date.getUTCDay() + 1)
    );
  });
  const [first] = seconds;
  const last = seconds.at(-1);
  if (first === undefined || last === undefined || runDays.length < 2) {
    return Number.POSITIVE_INFINITY;
  }
  const within = seconds.slice(1).map((second, index) => second - (seconds[index] ?? 0));
  const between = runDays
    .slice(1)
    .map((one, index) => (one - (runDays[index] ?? 0)) * DAY_SECONDS + first - last);
  return Math.max(...within, ...between);
}

function valuesOf(text: string, { least, most, names }: Field): ReadonlySet<number> {
  const number = (part: string): number => {
    const named = names.indexOf(part);
    return named === -1 ? Number(part) : named + least;
  };
  return new Set(
    text.split(",").flatMap((item) => {
      const [range = "", step] = item.split("/");
      const [from = "", to] = range.split("-");
      const any = range === "*" || range === "?";
      const start = any ? least : number(from);
      const end = any || (to === undefined && step !== undefined) ? most : number(to ?? from);
      const by = step === undefined ? 1 : Number(step);
      return Array.from(
        { length: Math.max(0, Math.floor((end - start) / by) + 1) },
        (_, index) => start + index * by,
      );
    }),
  );
}
