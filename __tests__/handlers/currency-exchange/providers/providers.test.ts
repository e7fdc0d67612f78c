import { ProviderChain } from "../../../../handlers/currency-exchange/providers/chain";
import { Currencylayer } from "../../../../handlers/currency-exchange/providers/currencylayer";
import { EuropeanCentralBank } from "../../../../handlers/currency-exchange/providers/ecb";
import { Frankfurter } from "../../../../handlers/currency-exchange/providers/frankfurter";
import { OpenExchangeRates } from "../../../../handlers/currency-exchange/providers/open-exchange-rates";
import {
  ProviderFailure,
  type RateProvider,
} from "../../../../handlers/currency-exchange/providers/provider";
import { readParameter } from "../../../../handlers/currency-exchange/providers/ssm-parameter";
import { fixing } from "../fixings";
import { rateServer } from "./rate-server";

const server = rateServer();
const frankfurter = () => new Frankfurter(`${server.url}/v1`);
const ecb = () => new EuropeanCentralBank(`${server.url}/stats`);
const live = (key: () => Promise<string>) => ({ baseUrl: `${server.url}/api`, key, every: 60 });
const openExchangeRates = (key = async () => "s3cret") => new OpenExchangeRates(live(key));
const currencylayer = () => new Currencylayer(live(async () => "s3cret"));

const ECB_XML = `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
	<gesmes:subject>Reference rates</gesmes:subject>
	<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
	<Cube>
		<Cube time='2026-04-13'>
			<Cube currency='USD' rate='1.1684'/>
			<Cube currency='JPY' rate='186.75'/>
		</Cube>
		<Cube time="2026-04-10"><Cube currency="USD" rate="1.1711"/></Cube>
	</Cube>
</gesmes:Envelope>
`;

describe("Frankfurter", () => {
  test("keeps every digit and the answer's own date", async () => {
    server.serves({
      "/v1/latest":
        '{"amount":1.0,"base":"EUR","date":"2026-04-10","rates":{"USD":1.1711000000000000001,"IDR":20082.05,"XYZ":1}}',
    });
    expect(await frankfurter().latest()).toEqual(
      fixing("2026-04-10", { IDR: "20082.05", USD: "1.1711000000000000001" }, { source: "frankfurter" }),
    );
  });

  test("requests at most 91 days at once, because longer ranges return averages", async () => {
    server.answers((request, response) => {
      const [, from = ""] = /\/v1\/([\d-]+)\.\./.exec(String(request.url)) ?? [];
      response.end(JSON.stringify({ amount: 1, base: "EUR", rates: { [from]: { USD: 1.1 } } }));
    });
    const snapshots = await frankfurter().between("2025-01-01", "2025-12-31");
    expect(server.asked).toEqual([
      "/v1/2025-01-01..2025-04-01?base=EUR",
      "/v1/2025-04-02..2025-07-01?base=EUR",
      "/v1/2025-07-02..2025-09-30?base=EUR",
      "/v1/2025-10-01..2025-12-30?base=EUR",
      "/v1/2025-12-31..2025-12-31?base=EUR",
    ]);
    expect(snapshots.map(({ day }) => day)).toEqual([
      "2025-01-01",
      "2025-04-02",
      "2025-07-02",
      "2025-10-01",
      "2025-12-31",
    ]);
  });
});

describe("the ECB", () => {
  test("is read from the newest day in its daily file", async () => {
    server.serves({ "/stats/eurofxref-daily.xml": ECB_XML });
    expect(await ecb().latest()).toEqual(fixing("2026-04-13", { JPY: "186.75", USD: "1.1684" }));
  });

  test("is read from the file of 90 days, or from the file of all days for earlier ones", async () => {
    server.serves({
      "/stats/eurofxref-hist-90d.xml": ECB_XML,
      "/stats/eurofxref-hist.xml": ECB_XML.replace("2026-04-10", "1999-01-04"),
    });
    expect((await ecb().between("2026-04-10", "2026-04-12")).map(({ day }) => day)).toEqual(["2026-04-10"]);
    expect((await ecb().between("1999-01-04", "2026-04-13")).map(({ day }) => day)).toEqual([
      "2026-04-13",
      "1999-01-04",
    ]);
  });

  test("fails if the file is truncated", async () => {
    server.serves({ "/stats/eurofxref-daily.xml": ECB_XML.slice(0, 500) });
    await expect(ecb().latest()).rejects.toThrow("something that is not rates");
  });
});

describe("Open Exchange Rates", () => {
  test("returns rates with a time, only for ISO currencies", async () => {
    server.serves({
      "/api/latest.json":
        '{"disclaimer":"x","timestamp":1776088800,"base":"USD","rates":{"EUR":0.8559,"BTC":1.2e-05,"USD":1,"XAU":0.00021}}',
    });
    expect(await openExchangeRates().latest()).toEqual(
      fixing(
        "2026-04-13",
        { EUR: "0.8559", XAU: "0.00021" },
        { source: "open-exchange-rates", base: "USD", time: "2026-04-13T14:00:00Z", every: 60 },
      ),
    );
  });

  test("never reveals its key in an error", async () => {
    const reasons: string[] = [];
    for (const answer of [401, 500]) {
      server.answers((_request, response) => response.writeHead(answer).end('{"app_id":"s3cret"}'));
      await openExchangeRates()
        .latest()
        .catch((error: Error) => reasons.push(`${error.stack}`));
    }
    server.answers((request) => request.socket.destroy());
    await openExchangeRates()
      .latest()
      .catch((error: Error) => reasons.push(`${error.stack}`));
    expect(reasons).toHaveLength(3);
    expect(server.asked[0]).toBe("/api/latest.json?app_id=s3cret");
    expect(reasons.join()).not.toContain("s3cret");
  });

  test("is not requested if its key cannot be read", async () => {
    const failing = openExchangeRates(async () => {
      throw Object.assign(new Error("arn:aws:secret"), { name: "AccessDeniedException" });
    });
    await expect(failing.latest()).rejects.toThrow(
      "open-exchange-rates was not requested: its key cannot be read (AccessDeniedException)",
    );
    expect(server.asked).toEqual([]);
  });
});

test("a rotated key takes effect at the next request", async () => {
  Object.assign(process.env, {
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_SSM: server.url,
  });
  for (const key of ["old", "new"]) {
    server.answers((_request, response) => response.end(JSON.stringify({ Parameter: { Value: key } })));
    expect(await readParameter("/key")).toBe(key);
  }
});

describe("currencylayer", () => {
  test("returns rates with a time, by the second currency of each pair", async () => {
    server.serves({
      "/api/live":
        '{"success":true,"timestamp":1776088800,"source":"USD","quotes":{"USDEUR":0.8559,"USDBTC":1.2e-05,"USDXAU":0.00021}}',
    });
    expect(await currencylayer().latest()).toEqual(
      fixing(
        "2026-04-13",
        { EUR: "0.8559", XAU: "0.00021" },
        { source: "currencylayer", base: "USD", time: "2026-04-13T14:00:00Z", every: 60 },
      ),
    );
    expect(server.asked).toEqual(["/api/live?access_key=s3cret"]);
  });

  test("reports an error with status 200", async () => {
    server.serves({
      "/api/live":
        '{"success":false,"error":{"code":104,"info":"Your monthly usage limit has been reached"}}',
    });
    await expect(currencylayer().latest()).rejects.toThrow(
      "currencylayer rejected the request with error 104",
    );
  });
});

test("accepts live rates without the currencies whose rates are invalid", async () => {
  const [time, given] = [1776088800, '"JPY":0,"SEK":null,"NOK":-9.4,"TRY":1e400,"GBP":0.7449'];
  server.answers((request, response) => {
    const pairs = given.replaceAll('"', "").replace(/\w+:/g, (code) => `"USD${code.slice(0, -1)}":`);
    response.end(
      String(request.url).includes("/live?")
        ? `{"success":true,"timestamp":${time},"source":"USD","quotes":{${pairs}}}`
        : `{"timestamp":${time},"base":"USD","rates":{${given}}}`,
    );
  });
  for (const provider of [openExchangeRates(), currencylayer()]) {
    expect((await provider.latest()).rates).toEqual({ GBP: "0.7449" });
  }
});

test("rejects a Frankfurter response for another base or amount", async () => {
  for (const answer of [
    '{"amount":1.0,"base":"USD","date":"2026-04-13","rates":{"EUR":0.8559}}',
    '{"amount":100.0,"base":"EUR","date":"2026-04-13","rates":{"USD":116.84}}',
  ]) {
    server.serves({ "/v1/latest": answer });
    await expect(frankfurter().latest()).rejects.toThrow("something that is not rates");
  }
});

const NONSENSE: [string, string][] = [
  ["nothing", ""],
  ["a page", "<html>maintenance</html>"],
  ["half an answer", '{"base":"EUR","date":"2026-04-13","rates":{"USD":'],
  ["no rates", '{"base":"EUR","date":"2026-04-13","timestamp":1776088800,"rates":{}}'],
  [
    "rates that are none",
    '{"base":"EUR","date":"2026-04-13","timestamp":1776088800,"rates":{"USD":"free","JPY":null}}',
  ],
  ["negative rates", '{"base":"EUR","date":"2026-04-13","timestamp":1776088800,"rates":{"USD":-1.1}}'],
  ["rates of 0", '{"base":"EUR","date":"2026-04-13","timestamp":1776088800,"rates":{"USD":0}}'],
  ["enormous rates", '{"base":"EUR","date":"2026-04-13","timestamp":1776088800,"rates":{"USD":1e400}}'],
  ["a day that does not exist", '{"base":"EUR","date":"2026-02-30","timestamp":"soon","rates":{"USD":1.1}}'],
  [
    "a base that does not exist",
    '{"base":"<b>","date":"2026-04-13","timestamp":1776088800,"rates":{"USD":1.1}}',
  ],
  ["a list", '[{"USD":1.1}]'],
];

describe.each<[string, () => RateProvider]>([
  ["Frankfurter", frankfurter],
  ["the ECB", ecb],
  ["Open Exchange Rates", () => openExchangeRates()],
  ["currencylayer", currencylayer],
])("%s", (_name, provider) => {
  test.each(NONSENSE)("is refused where it answers with %s", async (_what, body) => {
    server.answers((_request, response) => response.end(body));
    await expect(provider().latest()).rejects.toThrow(ProviderFailure);
  });

  test("rejects an endless response", async () => {
    server.answers((_request, response) => {
      const more = () =>
        response.write("x".repeat(1_000_000), () => !response.destroyed && setImmediate(more));
      more();
    });
    await expect(provider().latest()).rejects.toThrow("returned more than 20000000 bytes");
  });

  test("rejects a truncated response", async () => {
    server.answers((_request, response) => response.socket?.destroy());
    await expect(provider().latest()).rejects.toThrow(ProviderFailure);
  });
});

test.each([
  [401, 1],
  [429, 1],
  [503, 2],
])("a response with status %i leads to %i request(s)", async (status, requests) => {
  server.answers((_request, response) => response.writeHead(status).end());
  const chain = new ProviderChain([openExchangeRates()], { pauseMs: 0 });
  await expect(chain.latest(new Date())).rejects.toThrow(`open-exchange-rates returned ${status}`);
  expect(server.asked).toHaveLength(requests);
});

test("times out after 8 s", async () => {
  jest.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    expect(ms).toBe(8_000);
    return AbortSignal.abort(new DOMException("signal timed out", "TimeoutError"));
  });
  server.answers(() => undefined);
  await expect(frankfurter().latest()).rejects.toThrow("frankfurter did not respond within 8 s");
  jest.restoreAllMocks();
});
