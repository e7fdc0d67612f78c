/** An HTTP request, read from a Lambda event. */
export interface Request {
  /** In upper case. */
  readonly method: string;
  /** The declared path, such as `/v1/rates/{date}`. */
  readonly resource: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly id: string;
}

/** The request id, which the response repeats in a header. */
const REQUEST_ID = /^[\w-]{1,128}$/;

/**
 * Reads the request from a REST API's Lambda proxy event. Missing or malformed fields count as not sent.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function readRequest(event: unknown, fallbackId: string): Request {
  const fields = record(event);
  const body = text(fields["body"]);
  const requestId = text(record(fields["requestContext"])["requestId"]);
  return {
    method: text(fields["httpMethod"]).toUpperCase(),
    resource: text(fields["resource"]),
    pathParameters: decoded(texts(fields["pathParameters"])),
    query: listsOfTexts(fields["multiValueQueryStringParameters"], fields["queryStringParameters"]),
    headers: Object.fromEntries(
      Object.entries(texts(fields["headers"])).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: fields["isBase64Encoded"] === true ? Buffer.from(body, "base64").toString("utf8") : body,
    id: REQUEST_ID.test(requestId) ? requestId : fallbackId,
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record(value)).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/**
 * Decodes the segments of a path, which API Gateway passes on as sent: `2026%2D04%2D13` means `2026-04-13`. A segment
 * that cannot be decoded stays unchanged.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3986#section-2.3
 */
function decoded(segments: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(segments).map(([name, segment]) => [name, decode(segment)]));
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function listsOfTexts(multi: unknown, single: unknown): Record<string, string[]> {
  const lists = Object.entries(record(multi)).map(([name, values]): [string, string[]] => [
    name,
    Array.isArray(values) ? values.filter((value) => typeof value === "string") : [],
  ]);
  const singles = Object.entries(texts(single)).map(([name, value]): [string, string[]] => [name, [value]]);
  return { ...Object.fromEntries(singles), ...Object.fromEntries(lists) };
}
