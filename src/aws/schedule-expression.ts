/**
 * The grammar of EventBridge Scheduler's recurring schedules.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names of the values, from the least one. */
  readonly names?: readonly string[];
  /** A form that only this field allows, beside lists, ranges and steps. */
  readonly special?: RegExp;
  readonly specialForms?: string;
}

const MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
const WEEKDAYS = "SUN MON TUE WED THU FRI SAT".split(" ");

const FIELDS: readonly Field[] = [
  { name: "minutes", least: 0, most: 59 },
  { name: "hours", least: 0, most: 23 },
  {
    name: "day-of-month",
    least: 1,
    most: 31,
    special: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/,
    specialForms: "?, L, LW or 15W",
  },
  { name: "month", least: 1, most: 12, names: MONTHS },
  {
    name: "day-of-week",
    least: 1,
    most: 7,
    names: WEEKDAYS,
    special: /^(\?|L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/,
    specialForms: "?, L, FRIL or MON#2",
  },
  { name: "year", least: 1970, most: 2199 },
];

/** Returns what is wrong with a `rate(…)` or `cron(…)` expression, or undefined. */
export function scheduleFault(expression: string): string | undefined {
  const [, kind, inner = ""] = /^(rate|cron)\((.*)\)$/.exec(expression) ?? [];
  switch (kind) {
    case "rate":
      return rateFault(inner);
    case "cron":
      return cronFault(inner.split(" "));
    default:
      return "expected rate(…) or cron(…)";
  }
}

function rateFault(inner: string): string | undefined {
  const [, value, unit] = /^([1-9]\d{0,8}) (minute|hour|day)s?$/.exec(inner) ?? [];
  if (value === undefined || unit === undefined) {
    return "expected a positive number and minutes, hours or days";
  }
  const right = `${value} ${unit}${value === "1" ? "" : "s"}`;
  return inner === right ? undefined : `expected rate(${right})`;
}

function cronFault(values: readonly string[]): string | undefined {
  if (values.length !== FIELDS.length || values.includes("")) {
    return `expected six fields separated by one space: ${FIELDS.map(({ name }) => name).join(" ")}`;
  }
  const fault = FIELDS.map((field, index) => fieldFault(field, values[index] ?? "")).find(
    (text) => text !== undefined,
  );
  if (fault !== undefined) {
    return fault;
  }
  const unspecified = [values[2], values[4]].filter((value) => value === "?").length;
  return unspecified === 1 ? undefined : "expected ? in either day-of-month or day-of-week, and not in both";
}

function fieldFault(field: Field, value: string): string | undefined {
  if (field.special?.test(value) || value.split(",").every((item) => valuesOf(field, item) !== undefined)) {
    return undefined;
  }
  const names = field.names === undefined ? "" : ` or ${field.names[0]}-${field.names.at(-1)}`;
  const special = field.specialForms === undefined ? "" : `, or ${field.specialForms}`;
  return `${field.name} ${JSON.stringify(value)}: expected ${field.least}-${field.most}${names} with , - * /${special}`;
}

/** Returns the values of an item: a value, a range, or either with a step; undefined if the field does not allow it. */
function valuesOf(field: Field, item: string): readonly number[] | undefined {
  const [, range = "", step = "1"] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(item) ?? [];
  const by = Number(step);
  const [from = "", to, ...others] = range === "*" ? [field.least, field.most].map(String) : range.split("-");
  const first = valueIn(field, from);
  const last = to === undefined ? (item.includes("/") ? field.most : first) : valueIn(field, to);
  const isValid = others.length === 0 && by >= 1 && by <= field.most;
  return !isValid || first === undefined || last === undefined || first > last
    ? undefined
    : Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by);
}

function valueIn({ least, most, names }: Field, text: string): number | undefined {
  const named = names?.indexOf(text) ?? -1;
  const value = named < 0 && /^\d{1,4}$/.test(text) ? Number(text) : named + least;
  return value >= least && value <= most ? value : undefined;
}

/** CloudWatch evaluates an alarm over at most one week, which must contain two runs. */
const LONGEST_GAP_HOURS = 84;

/** Returns why an alarm cannot watch the runs of a schedule, or undefined. */
export function watchedScheduleFault(expression: string): string | undefined {
  return (
    scheduleFault(expression) ??
    (longestGapSeconds(expression) > LONGEST_GAP_HOURS * 3600
      ? `an alarm can watch runs that are up to ${LONGEST_GAP_HOURS} hours apart`
      : undefined)
  );
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 86_400 };
const DAY_SECONDS = 86_400;
/** Every pattern of months and weekdays shows its longest gap within these days, which include a leap day. */
const FIRST_DAY = Date.UTC(2027, 0, 1);
const DAYS_LOOKED_AT = 800;

/**
 * Returns the longest time between two runs of a valid `rate(…)` or `cron(…)` schedule, in seconds. It is infinite
 * for a schedule that ends, and for the special days `L`, `W` and `#`, which come once per month at most.
 */
export function longestGapSeconds(expression: string): number {
  const [, value, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (value !== undefined) {
    return Number(value) * (UNIT_SECONDS[unit] ?? Number.POSITIVE_INFINITY);
  }
  const texts = /^cron\((.*)\)$/.exec(expression)?.[1]?.split(" ") ?? [];
  const [, , day = "", , weekday = "", year] = texts;
  if (year !== "*" || /[LW#]/.test(`${day}${weekday.replace(/WED/g, "")}`)) {
    return Number.POSITIVE_INFINITY;
  }
  const [minutes = [], hours = [], days = [], months = [], weekdays = []] = FIELDS.map((field, index) =>
    texts[index]
      ?.replace("?", "*")
      .split(",")
      .flatMap((item) => valuesOf(field, item) ?? []),
  );
  const seconds = hours
    .flatMap((hour) => minutes.map((minute) => hour * 3600 + minute * 60))
    .sort((a, b) => a - b);
  const runDays = Array.from({ length: DAYS_LOOKED_AT }, (_, index) => index).filter((index) => {
    const date = new Date(FIRST_DAY + index * DAY_SECONDS * 1000);
    return (
      days.includes(date.getUTCDate()) &&
      months.includes(date.getUTCMonth() + 1) &&
      weekdays.includes(date.getUTCDay() + 1)
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
