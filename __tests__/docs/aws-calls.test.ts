import { permissionsIn as permissionsInBytes } from "../../src/deploy/aws-calls";

const permissionsIn = (log: string) => permissionsInBytes(Buffer.from(log));

function call(fields: Readonly<Record<string, string>>): string {
  const text = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  return `2026-01-01T00:00:00.000Z [DEBUG] provider.aws: HTTP Request Sent: ${text.join(" ")}\n`;
}

function signedFor(service: string, more: Readonly<Record<string, string>>) {
  return call({
    authorization: `"AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/${service}/aws4_request, Signature=x"`,
    "http.url": "http://127.0.0.1:1/",
    "http.method": "POST",
    ...more,
  });
}

test("a call is the action of its service and operation, each once, sorted", () => {
  const log = [
    signedFor("monitoring", { "rpc.method": "PutMetricAlarm" }),
    signedFor("dynamodb", { "rpc.method": "CreateTable" }),
    signedFor("dynamodb", { "rpc.method": "CreateTable" }),
  ].join("");
  expect(permissionsIn(log)).toEqual(["cloudwatch:PutMetricAlarm", "dynamodb:CreateTable"]);
});

test.each([
  ["/account", "apigateway:PATCH /account"],
  ["/restapis/abc", "apigateway:PATCH /restapis/*"],
  ["/restapis/abc/stages/live", "apigateway:PATCH /restapis/*/stages/*"],
  ["/restapis/abc/deployments", "apigateway:PATCH /restapis/*/deployments"],
  ["/apikeys/abc?includeValue=true", "apigateway:PATCH /apikeys/*"],
])("API Gateway's permission for %s is %s", (path, permission) => {
  const log = signedFor("apigateway", {
    "rpc.method": "Any",
    "http.method": "PATCH",
    "http.url": `http://127.0.0.1:1${path}`,
  });
  expect(permissionsIn(log)).toEqual([permission]);
});

test("an S3 object is named by its key, without the bucket's name", () => {
  const log = signedFor("s3", {
    "rpc.method": "HeadObject",
    "http.url": "http://127.0.0.1:1/bucket/a.tfstate",
  });
  expect(permissionsIn(log)).toEqual(["s3:GetObject /a.tfstate"]);
});

test("joins a record that Terraform split into lines of 64 KiB", () => {
  const head = "2026-01-01T00:00:00.000Z [DEBUG] provider.aws: ";
  const whole = signedFor("lambda", { body: "x".repeat(2 ** 16), "rpc.method": "CreateFunction" }).slice(
    head.length,
  );
  const log = `${head}${whole.slice(0, 2 ** 16)}\n${head}${whole.slice(2 ** 16)}`;
  expect(permissionsIn(log)).toEqual(["lambda:CreateFunction"]);
});

test("reads a record that was split within a character", () => {
  const head = "2026-01-01T00:00:00.000Z [DEBUG] provider.aws: ";
  const whole = Buffer.from(
    signedFor("lambda", { a: "x", body: "€".repeat(2 ** 16), "rpc.method": "CreateFunction" }).slice(
      head.length,
    ),
  );
  const pieces = Array.from({ length: Math.ceil(whole.length / 2 ** 16) }, (_, index) =>
    Buffer.concat([
      Buffer.from(head),
      whole.subarray(index * 2 ** 16, (index + 1) * 2 ** 16),
      Buffer.from("\n"),
    ]),
  );
  expect(pieces.some((piece) => piece.toString().includes("\uFFFD"))).toBe(true);
  expect(permissionsInBytes(Buffer.concat(pieces))).toEqual(["lambda:CreateFunction"]);
});

test("joins split records although other lines are between the parts", () => {
  const head = "2026-01-01T00:00:00.000Z [DEBUG] provider.aws: ";
  const cutOf = (service: string, operation: string, body: string) => {
    const record = JSON.stringify({
      "@message": "HTTP Request Sent",
      "@module": "aws",
      "http.method": "POST",
      "http.request.body": body,
      "http.request.header.authorization": `Credential=test/20260101/eu-west-1/${service}/aws4_request`,
      "http.url": "http://127.0.0.1:1/",
      "rpc.method": operation,
    });
    return [record.slice(0, 2 ** 16), record.slice(2 ** 16)].map((piece) => `${head}${piece}\n`);
  };
  const [first, rest] = cutOf("lambda", "CreateFunction", "x".repeat(2 ** 16));
  const [second, restOfSecond] = cutOf("monitoring", "PutDashboard", "y".repeat(2 ** 16));
  const between = [
    `${head}HTTP Response Received: http.status_code=200 @module=aws\n`,
    "2026-01-01T00:00:00.000Z [DEBUG] provider: using plugin\n",
  ].join("");
  const expected = ["cloudwatch:PutDashboard", "lambda:CreateFunction"];
  expect(permissionsIn([first, between, rest, second, restOfSecond].join(""))).toEqual(expected);
  expect(permissionsIn([first, second, between, restOfSecond, rest].join(""))).toEqual(expected);
});

test("ignores records that are not requests, and reports incomplete requests", () => {
  expect(permissionsIn("2026-01-01T00:00:00.000Z [INFO] core: hello\nmore\n")).toEqual([]);
  expect(() => permissionsIn(call({ "rpc.method": "CreateTable" }))).toThrow(/Credential/);
});
