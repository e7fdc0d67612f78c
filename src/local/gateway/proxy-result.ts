import { z } from "zod";
import { jsonIn } from "../../terraform";
import type { GatewayAnswer } from "./message";

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const result = z.strictObject({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), scalar).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(scalar)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * Turns a function's result into an HTTP response.
 *
 * @param binary - whether to decode a base64 body for the client
 * @returns undefined for a malformed result, which API Gateway turns into a 502
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 */
export function proxyResult(payload: string, binary: boolean): GatewayAnswer | undefined {
  const parsed = result.safeParse(jsonIn(payload));
  if (!parsed.success) {
    return undefined;
  }
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = parsed.data;
  const multiple = Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const named = new Set(multiple.map(([name]) => name.toLowerCase()));
  const all = [
    ...multiple,
    ...Object.entries(headers ?? {}).filter(([name]) => !named.has(name.toLowerCase())),
  ];
  const hasType = all.some(([name]) => name.toLowerCase() === "content-type");
  return {
    status: statusCode,
    headers: hasType ? all : [["Content-Type", "application/json"], ...all],
    body: Buffer.from(body ?? "", isBase64Encoded === true && binary ? "base64" : "utf8"),
  };
}
