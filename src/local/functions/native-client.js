/**
 * Replaces the native half of AWS's runtime interface client, which is C++ and may not be compiled on this machine. It
 * implements the same three calls of the Runtime API over the channel between Node and its child process, because HTTP
 * takes longer than most functions. Loaded into a function's process before the runtime client.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
const Module = require("node:module");

/** @typedef {{ bodyJson: string, headers: Record<string, string> }} Invocation */

/** @type {(invocation: Invocation) => void} */
let take = () => {};
process.on("message", (/** @type {Invocation} */ invocation) => {
  // By default an invocation lasts until the event loop is empty, so the channel must not count.
  process.channel?.unref();
  take(invocation);
});
// The region has ended, so this process ends, too.
process.on("disconnect", () => process.exit(0));

/** @param {import("./runtime-api").RuntimeCall} message */
function send(message) {
  process.send?.(message);
}

const client = {
  /** @returns {Promise<Invocation>} */
  next: () =>
    new Promise((resolve) => {
      take = resolve;
      process.channel?.ref();
      send({ type: "next" });
    }),
  /** @type {(id: string, body: string) => void} */
  done: (id, body) => send({ type: "response", id: decodeURIComponent(id), body }),
  /** @type {(id: string, body: string) => void} */
  error: (id, body) => send({ type: "error", id: decodeURIComponent(id), body }),
};

const load = Module.prototype.require;

/**
 * @this {NodeJS.Module}
 * @param {string} id
 */
function requireOr(id) {
  return id === "./rapid-client.node" ? client : load.call(this, id);
}
Module.prototype.require = Object.assign(requireOr, load);
