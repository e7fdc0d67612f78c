import { subsegment } from "../../tracing";
import type { Source } from "../domain/snapshot";
import { ProviderFailure } from "./provider";

/** The timeout of one response, headers and body. Two requests to each of three providers stay within a minute. */
const TIMEOUT_MS = 8_000;

/** More than any response needs: the ECB's file of all days has 7 MB. */
const MOST_BYTES = 20_000_000;

/**
 * Requests a text from a provider.
 *
 * @throws ProviderFailure, which never contains the URL or headers, because they may contain a key
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
      throw new ProviderFailure(source, `returned ${response.status}`, response.status >= 500);
    }
    return await read(response);
  } catch (error) {
    throw error instanceof ProviderFailure ? error : new ProviderFailure(source, reason(error));
  }
}

async function read(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) {
      throw new Error(`returned more than ${MOST_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function reason(error: unknown): string {
  const { name, message, cause } = described(error);
  if (name === "TimeoutError") {
    return `did not respond within ${TIMEOUT_MS / 1000} s`;
  }
  // The cause describes a connection error.
  return cause === undefined ? String(message) : `did not respond: ${described(cause).message}`;
}

interface Described {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}

/** Accepts a DOMException, which is not always an Error. */
function described(error: unknown): Described {
  return typeof error === "object" && error !== null ? error : { message: error };
}
