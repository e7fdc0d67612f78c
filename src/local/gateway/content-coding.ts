import { deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { type GatewayAnswer, type GatewayRequest, header } from "./message";

/**
 * Compresses a response of at least the given size if the client accepts gzip or deflate.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gzip-compression-decompression.html
 */
export function compressed(
  answer: GatewayAnswer,
  request: GatewayRequest,
  minimumBytes: number | undefined,
): GatewayAnswer {
  const coding = preferred(header(request.headers, "accept-encoding") ?? "");
  if (
    minimumBytes === undefined ||
    coding === undefined ||
    answer.body.length < minimumBytes ||
    header(answer.headers, "content-encoding") !== undefined
  ) {
    return answer;
  }
  return {
    ...answer,
    headers: [...answer.headers, ["Content-Encoding", coding]],
    body: coding === "gzip" ? gzipSync(answer.body) : deflateSync(answer.body),
  };
}

/** @throws Error if the body does not match its Content-Encoding */
export function decompressed(request: GatewayRequest): GatewayRequest {
  const coding = header(request.headers, "content-encoding")?.toLowerCase();
  if (coding !== "gzip" && coding !== "deflate") {
    return request;
  }
  const limit = { maxOutputLength: 10 * 1024 * 1024 };
  return {
    ...request,
    headers: request.headers.filter(([name]) => name.toLowerCase() !== "content-encoding"),
    body: coding === "gzip" ? gunzipSync(request.body, limit) : inflateSync(request.body, limit),
  };
}

function preferred(acceptEncoding: string): "gzip" | "deflate" | undefined {
  const accepted = acceptEncoding
    .toLowerCase()
    .split(",")
    .map((part) => part.trim().split(/\s*;\s*q=/))
    .filter(([, quality = "1"]) => Number(quality) > 0)
    .map(([coding]) => coding);
  return (["gzip", "deflate"] as const).find((coding) => accepted.includes(coding));
}
