import type { RequestListener } from "node:http";
import type { RateCalendar } from "./calendar";

/** As the European Central Bank publishes them. */
const DIGITS = 5;

/** As providers of live rates publish them. */
const LIVE_DIGITS = 7;

/** Days in each of the European Central Bank's files. */
const ECB_FILES: Readonly<Record<string, number>> = {
  "/stats/eurofxref/eurofxref-daily.xml": 1,
  "/stats/eurofxref/eurofxref-hist-90d.xml": 90,
};

interface Answer {
  readonly status: number;
  readonly body: object;
}

/**
 * A rate provider that needs no internet. It answers as Frankfurter's v1, as the European Central Bank's files of the
 * last day and of the last 90, and as the live rates of Open Exchange Rates and currencylayer, with any key.
 *
 * @see https://frankfurter.dev/v1/
 * @see https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html
 * @see https://docs.openexchangerates.org/reference/latest-json
 * @see https://docs.apilayer.com/currencylayer/docs/api-documentation
 */
export function rateProvider(calendar: RateCalendar): RequestListener {
  const provider = new RateProvider(calendar);
  return ({ url = "/" }, response) => {
    const days = ECB_FILES[url];
    if (days !== undefined) {
      response.writeHead(200, { "Content-Type": "application/xml" }).end(provider.ecbFile(days));
      return;
    }
    const { status, body } = provider.answer(url);
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  };
}

class RateProvider {
  constructor(private readonly calendar: RateCalendar) {}

  answer(url: string): Answer {
    const { pathname, searchParams } = new URL(url, "http://localhost");
    const [, what = ""] = /^\/v1\/([^/]+)$/.exec(pathname) ?? [];
    const base = searchParams.get("base") ?? "EUR";
    const symbols = searchParams.get("symbols")?.split(",");
    const { today } = this.calendar;
    if (pathname === "/api/latest.json" || pathname === "/live") {
      return { status: 200, body: this.live(pathname) };
    }
    if (what === "currencies") {
      const names = new Intl.DisplayNames("en", { type: "currency" });
      const codes = [...this.calendar.on(today).keys()].sort();
      return { status: 200, body: Object.fromEntries(codes.map((code) => [code, names.of(code)])) };
    }
    const [, from, range, to] = /^(\d{4}-\d\d-\d\d)(\.\.(\d{4}-\d\d-\d\d)?)?$/.exec(what) ?? [];
    if (from !== undefined && range !== undefined) {
      const days = this.calendar.between(from, to === undefined || to > today ? today : to);
      const rates = days.map((day): [string, object] => [day, this.rates(day, base, symbols) ?? {}]);
      return days.length === 0
        ? notFound()
        : {
            status: 200,
            body: {
              amount: 1,
              base,
              start_date: days[0],
              end_date: days.at(-1),
              rates: Object.fromEntries(rates),
            },
          };
    }
    const asked = what === "latest" || (from !== undefined && from > today) ? today : from;
    const day =
      asked === undefined || Number.isNaN(Date.parse(asked)) ? undefined : this.calendar.onOrBefore(asked);
    if (day === undefined) {
      return notFound();
    }
    const rates = this.rates(day, base, symbols);
    return rates === undefined
      ? { status: 422, body: { message: "invalid currency" } }
      : { status: 200, body: { amount: 1, base, date: day, rates } };
  }

  private live(pathname: "/api/latest.json" | "/live"): object {
    const { timestamp, rates } = this.calendar.live();
    const quoted = (prefix: string) =>
      Object.fromEntries(
        [...rates].map(([code, rate]) => [`${prefix}${code}`, rate.precision(LIVE_DIGITS).toNumber()]),
      );
    return pathname === "/live"
      ? { success: true, timestamp, source: "USD", quotes: quoted("USD") }
      : { timestamp, base: "USD", rates: quoted("") };
  }

  /** Newest day first. */
  ecbFile(days: number): string {
    const { today } = this.calendar;
    const from = new Date(Date.parse(today) - (days - 1) * 86_400_000).toISOString().slice(0, 10);
    const cubes = this.calendar
      .between(from, today)
      .reverse()
      .map((day) => {
        const rates = Object.entries(this.rates(day, "EUR", undefined) ?? {});
        return `<Cube time="${day}">${rates.map(([code, rate]) => `<Cube currency="${code}" rate="${rate}"/>`).join("")}</Cube>`;
      });
    return `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube>${cubes.join("")}</Cube></gesmes:Envelope>
`;
  }

  /** Undefined where the day has no rate for one of the currencies. */
  private rates(day: string, base: string, symbols: readonly string[] | undefined) {
    const dollars = this.calendar.on(day);
    const perDollar = dollars.get(base);
    const codes = (symbols ?? [...dollars.keys()]).filter((code) => code !== base).sort();
    if (perDollar === undefined || codes.some((code) => !dollars.has(code))) {
      return undefined;
    }
    return Object.fromEntries(
      codes.map((code) => [code, dollars.get(code)?.div(perDollar).precision(DIGITS).toNumber()]),
    );
  }
}

function notFound(): Answer {
  return { status: 404, body: { message: "not found" } };
}
