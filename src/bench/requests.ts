import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { service } from "#service";
import { executionEnvironment } from "../local/functions/execution-environment";
import { unzip } from "../local/functions/functions";
import { Router } from "../local/gateway/router";
import { LocalRegions } from "../local/local-regions";
import type { ApiBody } from "../local/stack/api-body";
import { functionNamed } from "../local/stack/functions";
import { readStack } from "../local/stack/stack";
import { synthesize } from "../local/synthesize";
import { median } from "./measure";

const root = join(__dirname, "..", "..");
/** The time for which each request is repeated. */
const MILLISECONDS = 2_000;

type Handler = (event: object, context: object) => Promise<{ readonly statusCode: number }>;

/** Measures the API's function, warm and in this process, with the service's data in an in-memory table. */
export async function warmRows(): Promise<object[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const stack = readStack(await synthesize(root, folder));
  const regions = new LocalRegions({
    ...{ stack, service, live: false, load: true },
    ...{ speed: 1, port: 0 },
  });
  try {
    await regions.start();
    await regions.loaded;
    const [api] = stack.restApis;
    const uri = api?.body.routes[0]?.operation["x-amazon-apigateway-integration"].uri ?? "";
    const model = functionNamed(stack.functions, uri);
    if (api === undefined || model === undefined) {
      throw new Error("no function answers the API");
    }
    await unzip(model.zip, join(folder, "api"));
    Object.assign(process.env, executionEnvironment(model, "1"), {
      AWS_ENDPOINT_URL_DYNAMODB: regions.tables.in(model.region).url,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    });
    const [file = "", name = ""] = model.handler.split(".");
    const handler: Handler = require(join(folder, "api", file))[name];
    const rows: object[] = [];
    for (const request of service.benchmark ?? []) {
      rows.push(await withoutLogs(() => warm(handler, request, eventOf(request, api.body))));
    }
    return rows;
  } finally {
    await regions.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the event of a GET request, with the fields that handlers read. */
function eventOf(request: string, { routes }: ApiBody): object {
  const { pathname, searchParams } = new URL(request, "http://localhost");
  const match = new Router(routes.map((route) => ({ route }))).find("GET", pathname);
  if (match === undefined) {
    throw new Error(`the API has no GET ${pathname}`);
  }
  return {
    httpMethod: "GET",
    resource: match.target.route.path,
    pathParameters: match.pathParameters,
    queryStringParameters: Object.fromEntries(searchParams),
  };
}

async function warm(handler: Handler, request: string, event: object) {
  const times: number[] = [];
  const end = performance.now() + MILLISECONDS;
  while (performance.now() < end) {
    const start = performance.now();
    const { statusCode } = await handler(event, { awsRequestId: "bench" });
    if (statusCode !== 200) {
      throw new Error(`${request} returned ${statusCode}`);
    }
    times.push(performance.now() - start);
  }
  return { request, "ms, median": Number(median(times).toFixed(3)) };
}

async function withoutLogs<Result>(run: () => Promise<Result>): Promise<Result> {
  const write = process.stdout.write;
  process.stdout.write = () => true;
  try {
    return await run();
  } finally {
    process.stdout.write = write;
  }
}
