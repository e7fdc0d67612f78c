import { loggedFailures } from "../../../src/pipeline/aws/failures";
import { answerAws } from "./fake-aws";

const START = Date.UTC(2026, 2, 4, 9);
const SPAN = { start: START, end: START + 3 * 60_000 };

afterEach(() => jest.restoreAllMocks());

test("each failed request is named once, with what it threw and its trace", async () => {
  const lines = [
    { level: "ERROR", requestId: "a", message: "failed", reason: "no rates", traceId: "1-a" },
    { level: "ERROR", requestId: "b", message: { errorType: "TypeError", errorMessage: "x is undefined" } },
    {
      type: "platform.report",
      record: { requestId: "b", status: "error", tracing: { value: "Root=1-b;Parent=2;Sampled=1" } },
    },
    {
      type: "platform.runtimeDone",
      record: { requestId: "c", status: "failure", errorType: "Runtime.ExitError" },
    },
  ];
  answerAws({
    FilterLogEvents: () => ({ events: lines.map((line) => ({ message: JSON.stringify(line) })) }),
  });
  const page = "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#xray:traces/";
  expect(await loggedFailures("us-east-1", { name: "shop-api", alias: "live" }, SPAN)).toEqual([
    { requestId: "a", message: "shop-api: failed: no rates", trace: `${page}1-a` },
    { requestId: "b", message: "shop-api: TypeError: x is undefined", trace: `${page}1-b` },
    { requestId: "c", message: "shop-api: failure: Runtime.ExitError", trace: undefined },
  ]);
});
