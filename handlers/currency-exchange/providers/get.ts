import { subsegment } from "../../tracing";
import type { Source } from "../domain/snapshot";
import { ProviderFailure } from "./provider";

/** Of one answer, headers and body. Three providers asked twice stay within a minute. */
const TIMEOUT_MS = 8_000;

/** More than any answer takes: the ECB's file of all days has 7 MB. */
const MOST_BYTES = 20_000_000;

/**
 * Gets a text from a provider.
 *
 * @throws ProviderFailure, which never names the address or the headers: there may be a key in them
 */
export function get(source: Source, url: URL, accept: string): Promise<string> {
  return subsegment(url.hostname, { kind: "remote" }, () => download(source, url, accept));
}

async function download(source: Source, url: URL, accept: string): Promise<string> {
  try {
    const response = await fetch(url, {
      headers: { accept },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`answered ${response.status}`);
    }
    return await read(response);
  } catch (error) {
    throw new ProviderFailure(source, reason(error));
  }
}

async function read(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) {
      throw new Error(`answered more than ${MOST_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function reason(error: unknown): string {
  const { name, message, cause } = described(error);
  if (name === "TimeoutError") {
    return `did not answer within ${TIMEOUT_MS / 1000} s`;
  }
  // What is wrong with a connection is in the cause.
  return cause === undefined ? String(message) : `did not answer: ${described(cause).message}`;
}

interface Described {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}

/** An error, or a DOMException, which is not always one. */
function described(error: unknown): Described {
  return typeof error === "object" && error !== null ? error : { message: error };
}
