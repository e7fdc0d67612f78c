import { invocations, responses } from "../../../src/pipeline/aws/observations";
import { answerAws } from "./fake-aws";

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 4, 9);
const SPAN = { start: START, end: START + 3 * MINUTE };
const API = { namespace: "AWS/ApiGateway", dimensions: { ApiName: "shop" } };
const FUNCTION = { name: "shop-api", alias: "live" };

afterEach(() => jest.restoreAllMocks());

/** Answers with the values of each statistic, the first of them in the first minute. */
function metrics(values: Readonly<Record<string, readonly number[]>>) {
  answerAws({
    GetMetricData: ({ MetricDataQueries }) => ({
      MetricDataResults: (
        MetricDataQueries as {
          Id: string;
          MetricStat: { Metric: { MetricName: string }; Stat: string };
        }[]
      ).map(({ Id, MetricStat: { Metric, Stat } }) => {
        const Values = values[`${Metric.MetricName} ${Stat}`] ?? [];
        return { Id, Values, Timestamps: Values.map((_, index) => new Date(START + index * MINUTE)) };
      }),
    }),
  });
}

test("errors of a minute do not count before the number of its requests arrives", async () => {
  metrics({ "Count Sum": [600, 600], "5XXError Sum": [6, 6, 6], "4XXError Sum": [12, 12, 12] });
  expect(await responses("us-east-1", API, SPAN, undefined)).toMatchObject({
    ...{ total: 1200, errors: 12, rejected: 24 },
  });
  metrics({ "Invocations Sum": [600], "Errors Sum": [3, 3] });
  expect(await invocations({ region: "us-east-1", of: FUNCTION }, SPAN)).toEqual({ total: 600, bad: 3 });
});

test("only minutes with both statistics of the latency count as timed", async () => {
  metrics({ "Count Sum": [600, 600], "Latency SampleCount": [600, 600], "Latency TC(:160)": [590] });
  expect(await responses("us-east-1", API, SPAN, 160)).toMatchObject({ timed: 600, slow: 10 });
});
