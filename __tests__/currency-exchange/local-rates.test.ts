import { RateCalendar } from "../../src/currency-exchange/local/calendar";
import { FederalReserve } from "../../src/currency-exchange/local/federal-reserve";
import { rateProvider } from "../../src/currency-exchange/local/rate-provider";
import { type ListeningServer, listen } from "../../src/local/http";

let history: FederalReserve;
const providers: ListeningServer[] = [];
beforeAll(async () => {
  history = await FederalReserve.read();
});
afterEach(async () => {
  await Promise.all(providers.splice(0).map((provider) => provider.close()));
});

async function get(path: string, calendar = calendarAt("2026-11-25T12:00:00Z")) {
  const provider = await listen(rateProvider(calendar));
  providers.push(provider);
  const response = await fetch(`${provider.url}${path}`);
  return {
    status: response.status,
    json: response.headers.get("content-type")?.includes("json")
      ? await response.json()
      : await response.text(),
  };
}

function calendarAt(time: string): RateCalendar {
  return new RateCalendar(history, () => new Date(time));
}

test("the Federal Reserve's rates begin with the euro and end on 29 November 2024, on days with a rate of it", () => {
  expect(history.days.at(-1)).toBe("2024-11-29");
  expect(history.days[0]).toBe("1999-01-04");
  // Martin Luther King Day, for which the package has the rate of the rand alone.
  expect(history.days).not.toContain("1999-01-18");
});

test("both ways of quoting become units for one dollar", () => {
  const rates = history.on("2024-11-29");
  // Published as dollars for a euro, 1.0547, and as yen for a dollar, 150.41.
  expect(rates.get("EUR")?.toFixed(6)).toBe("0.948137");
  expect(rates.get("JPY")?.toFixed()).toBe("150.41");
  expect(rates.get("GBP")?.lt(1)).toBe(true);
  expect(rates.get("USD")?.toFixed()).toBe("1");
});

test("the newest rates are today's from 15:00 UTC on, those of the same weekday and season some years ago", () => {
  // Wednesday is 3 × 364 days after Wednesday 29 November 2023.
  const calendar = calendarAt("2026-11-25T16:00:00Z");
  expect(calendar.today).toBe("2026-11-25");
  expect(calendar.years).toBe(3);
  expect(calendar.on("2026-11-25")).toEqual(history.on("2023-11-29"));
  expect(calendarAt("2026-11-25T14:59:00Z").today).toBe("2026-11-24");
});

test("a holiday of the Federal Reserve has the rates of the day before", () => {
  const thanksgiving = calendarAt("2026-11-19T16:00:00Z");
  expect(history.days).not.toContain("2023-11-23");
  expect(thanksgiving.today).toBe("2026-11-19");
  expect(thanksgiving.on("2026-11-19")).toEqual(history.on("2023-11-22"));
  expect(thanksgiving.between("2026-11-17", "2026-11-30")).toEqual([
    "2026-11-17",
    "2026-11-18",
    "2026-11-19",
  ]);
});

test("a day without a fixing has the earlier day's rates, under that day's own date", async () => {
  const { json } = await get("/v1/2026-11-22?symbols=USD");
  expect(json).toMatchObject({
    amount: 1,
    base: "EUR",
    date: "2026-11-20",
    rates: { USD: expect.any(Number) },
  });
});

test("a weekend has Friday's rates, and a command publishes tomorrow's before their time, on a weekend too", () => {
  expect(calendarAt("2026-11-29T16:00:00Z").today).toBe("2026-11-27");
  const friday = calendarAt("2026-11-27T16:00:00Z");
  expect(friday.nextDay()).toBe("2026-11-28");
  expect(friday.today).toBe("2026-11-28");
  expect(friday.between("2026-11-26", "2026-12-31")).toEqual(["2026-11-26", "2026-11-27", "2026-11-28"]);
  expect(friday.nextDay()).toBeUndefined();
});

test("it answers as Frankfurter does", async () => {
  const latest = await get("/v1/latest?base=USD&symbols=EUR,JPY");
  expect(latest).toEqual({
    status: 200,
    json: { amount: 1, base: "USD", date: "2026-11-24", rates: { EUR: 0.90851, JPY: 147.41 } },
  });
  const range = await get("/v1/2026-11-20..2026-11-24?symbols=USD");
  expect(range.json).toMatchObject({ base: "EUR", start_date: "2026-11-20", end_date: "2026-11-24" });
  expect(Object.keys(range.json.rates)).toEqual(["2026-11-20", "2026-11-23", "2026-11-24"]);
  expect((await get("/v1/currencies")).json).toMatchObject({
    CHF: "Swiss Franc",
    EUR: "Euro",
    USD: "US Dollar",
  });
});

test("it refuses as Frankfurter does", async () => {
  expect(await get("/v1/latest?base=XXX")).toEqual({ status: 422, json: { message: "invalid currency" } });
  expect(await get("/v1/1960-01-01")).toEqual({ status: 404, json: { message: "not found" } });
  expect(await get("/v2/latest")).toEqual({ status: 404, json: { message: "not found" } });
});

test("it has the European Central Bank's files", async () => {
  const { json } = await get("/stats/eurofxref/eurofxref-daily.xml");
  expect(json).toContain('<Cube time="2026-11-24"><Cube currency="AUD" rate="');
  const many = await get("/stats/eurofxref/eurofxref-hist-90d.xml");
  expect(many.json.match(/<Cube time=/g).length).toBeGreaterThan(55);
});

test("live rates pass from one fixing to the next, as Open Exchange Rates and currencylayer publish them", async () => {
  const [before, after] = [history.on("2023-11-28"), history.on("2023-11-29")].map((rates) =>
    rates.get("JPY"),
  );
  const at = async (path: string, time: string) => (await get(path, calendarAt(time))).json;
  const fixed = await at("/api/latest.json?app_id=any", "2026-11-24T13:10:00Z");
  expect(fixed).toMatchObject({ timestamp: 1795525800, base: "USD", rates: { USD: 1, JPY: Number(before) } });
  const halfway = Number(
    before
      ?.plus(after ?? 0)
      .div(2)
      .precision(7),
  );
  expect(await at("/api/latest.json", "2026-11-25T01:10:00Z")).toMatchObject({ rates: { JPY: halfway } });
  expect(await at("/live?access_key=any", "2026-11-25T01:10:00Z")).toMatchObject({
    success: true,
    source: "USD",
    quotes: { USDJPY: halfway },
  });
});
