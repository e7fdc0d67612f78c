import { appended, type History, MOST } from "../../src/local/history";
import { Incidents } from "../../src/local/incidents";
import { Recent } from "../../src/local/recent";

const REGIONS = ["eu-west-1", "us-east-1"];
const REQUESTS_PER_SECOND = 200;
const UPDATES_PER_SECOND = 4;

test("the lists of the local run and of its page stay bounded for an hour of 200 requests per second", () => {
  const recent = new Recent(REGIONS);
  const incidents = new Incidents({ failoverSeconds: 150, evacuationSeconds: () => 120 });
  let page: History = { seconds: [], requests: [], lines: [] };
  for (let tick = 0; tick < 3600 * UPDATES_PER_SECOND; tick += 1) {
    const at = (tick * 1000) / UPDATES_PER_SECOND;
    for (let one = 0; one < REQUESTS_PER_SECOND / UPDATES_PER_SECOND; one += 1) {
      recent.take(
        {
          type: "request",
          place: "Dublin",
          method: "GET",
          path: `/rates?${tick}`,
          region: REGIONS[one % 2],
          status: 200,
          milliseconds: one,
        },
        at,
      );
    }
    recent.take({ type: "control", text: `command ${tick}` }, at);
    if (tick % UPDATES_PER_SECOND === UPDATES_PER_SECOND - 1) {
      recent.endSecond(at / 1000, () => ({ healthy: true, lagSeconds: 0 }));
    }
    // A region fails and works again every 20 seconds.
    const failed = tick % 80 < 40 ? (["table"] as const) : [];
    const state = { region: "us-east-1", failed, slowedByMs: 0, grayPercent: 0, healthy: true, processes: 1 };
    incidents.observe(
      [{ ...state, address: "127.0.0.2", checkFailure: undefined, evacuated: undefined }],
      new Map([["New York", "us-east-1"]]),
      at / 1000,
    );
    page = appended(page, recent.fresh());
  }
  expect(Object.values(page).map(({ length }) => length)).toEqual(Object.values(MOST));
  expect(recent.history).toEqual(page);
  expect(incidents.list.length).toBe(20);
  expect(page.requests.at(-1)?.request.path).toBe(`/rates?${3600 * UPDATES_PER_SECOND - 1}`);
  expect(page.seconds.at(-1)?.figures.map(({ requests }) => requests)).toEqual([100, 100]);
});
