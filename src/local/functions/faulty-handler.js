/**
 * Handlers with faults, which run in a function's process. Each wraps the bundle's handler, so that everything else of a
 * faulty version is real. See faulty-version.ts.
 */

/** @typedef {(event: unknown, context: unknown) => Promise<unknown>} Handler */

const FAILING_SHARE = 0.3;
const SLOW_ONE_IN = 2;
const LATE_MS = 600;
/** The invocations until a process has leaked its memory. */
const LEAKS = 5;

/** @type {(handler: Handler) => Handler} */
exports.failing = (handler) => async (event, context) => {
  if (Math.random() < FAILING_SHARE) {
    throw new TypeError("Cannot read properties of undefined (reading 'length')");
  }
  return handler(event, context);
};

/** @type {(handler: Handler) => Handler} */
exports.slow = (handler) => {
  let invocations = 0;
  return async (event, context) => {
    invocations += 1;
    if (invocations % SLOW_ONE_IN === 0) {
      await new Promise((resolve) => setTimeout(resolve, LATE_MS));
    }
    return handler(event, context);
  };
};

/** @type {(handler: Handler, memoryMb: number) => Handler} */
exports.leaking = (handler, memoryMb) => {
  /** @type {number[][]} */
  const leaked = [];
  // Arrays of floating-point numbers are in V8's heap, and the garbage collector does not look into them.
  const numbers = (memoryMb * 1024 * 1024) / LEAKS / Float64Array.BYTES_PER_ELEMENT;
  return async (event, context) => {
    leaked.push(new Array(Math.ceil(numbers)).fill(0.5));
    return handler(event, context);
  };
};

/** @type {(handler: Handler) => Handler} */
exports.corrupting = (handler) => async (event, context) => {
  const result = await handler(event, context);
  return isAnswer(result) ? { ...result, body: corrupted(result.body) } : result;
};

/**
 * @param {unknown} result
 * @returns {result is { body: string }}
 */
function isAnswer(result) {
  return typeof result === "object" && result !== null && "body" in result && typeof result.body === "string";
}

/**
 * Changes one digit of each decimal in a text, such as 1.0842 to 1.1842, as a mistake in an algorithm would: the answer
 * keeps its status and its form.
 *
 * @param {string} text
 */
function corrupted(text) {
  return text.replaceAll(/(\d+\.)(\d)/g, (_, whole, digit) => `${whole}${(Number(digit) + 1) % 10}`);
}
