/**
 * Stands in for the native half of AWS's runtime interface client, which is C++ and may not be compiled here: the
 * same three calls over node:http. Loaded into a function's process before the runtime client.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
const http = require("node:http");
const Module = require("node:module");

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const base = `http://${process.env["AWS_LAMBDA_RUNTIME_API"]}/2018-06-01/runtime/invocation`;

/** What was posted must arrive before the next invocation is asked for. */
let posted = Promise.resolve();

/**
 * @param {string} method
 * @param {string} path
 * @param {string} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Promise<{ bodyJson: string, headers: http.IncomingHttpHeaders }>}
 */
function call(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(`${base}${path}`, { method, agent, headers }, (response) => {
      let bodyJson = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        bodyJson += chunk;
      });
      response.on("end", () => resolve({ bodyJson, headers: response.headers }));
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** The region is gone: so is this process. */
function gone() {
  process.exit(0);
}

/**
 * @param {string} path
 * @param {string} body
 * @param {Record<string, string>} [headers]
 */
function post(path, body, headers) {
  posted = posted.then(() => call("POST", path, body, headers)).then(() => undefined, gone);
}

const client = {
  next: () => posted.then(() => call("GET", "/next")).catch(gone),
  /** @type {(id: string, body: string) => void} */
  done: (id, body) => post(`/${id}/response`, body),
  /** @type {(id: string, body: string, cause: string) => void} */
  error: (id, body, cause) =>
    post(`/${id}/error`, body, { "lambda-runtime-function-xray-error-cause": encodeURIComponent(cause) }),
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
