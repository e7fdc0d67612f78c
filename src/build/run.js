const { spawnSync } = require("node:child_process");
const http = require("node:http");
const { basename, join } = require("node:path");

const root = join(__dirname, "..", "..");
const PARENT_CHECK_MS = 500;
/** A longer build shows a note. */
const BUILD_NOTE_MS = 1000;

/**
 * Runs a module of the project or of a package in this process, as the program.
 *
 * @param {string} name
 * @param {readonly string[]} args
 */
function runModule(name, args) {
  if (name.endsWith(".ts")) {
    // @ts-expect-error: the package has no types for this entry.
    require("tsx/cjs");
  }
  const file = require.resolve(name, { paths: [root] });
  process.argv = [process.execPath, file, ...args];
  require(file);
}

/**
 * `node src/build/run.js <module> [arguments]`: builds `dist/` and runs a module in the same process. Two commands joined
 * by `&&` would leave a shell between npm and the program, and npm's signals would end the shell but not the program.
 *
 * @param {string} name
 * @param {readonly string[]} args
 */
async function buildAndRun(name, args) {
  endWithParent();
  bypassProxyForLoopback();
  const note = setTimeout(() => process.stderr.isTTY && console.error("Building …"), BUILD_NOTE_MS);
  const built = await require("./build").build();
  clearTimeout(note);
  if (built) {
    await require("esbuild").stop();
    runModule(name, args);
  }
}

/**
 * Requests to this machine never go through a proxy, neither here nor in programs started from here.
 *
 * @see https://nodejs.org/api/cli.html#node_use_env_proxy1
 */
function bypassProxyForLoopback() {
  const { NO_PROXY, no_proxy = NO_PROXY } = process.env;
  const exempt = [no_proxy, "localhost,127.0.0.1,::1"].filter(Boolean).join(",");
  Object.assign(process.env, { NO_PROXY: exempt, no_proxy: exempt });
  if (process.env["NODE_USE_ENV_PROXY"] === "1") {
    // Node's own agent has already read the variables.
    http.globalAgent = new http.Agent({ keepAlive: true, timeout: 5000, ...{ proxyEnv: process.env } });
  }
}

/** Ends this process like SIGTERM once npm has ended in any way, because a killed npm forwards no signal. */
function endWithParent() {
  const parent = process.ppid;
  const ancestors = startedBy(parent);
  const timer = setInterval(() => {
    if (process.ppid !== parent || !ancestors.every(isRunning)) {
      clearInterval(timer);
      process.kill(process.pid, "SIGTERM");
    }
  }, PARENT_CHECK_MS);
  timer.unref();
}

/**
 * The parent, and npm if the parent is npm's shell: not every shell replaces itself with its only command.
 *
 * @param {number} parent
 * @returns {number[]}
 */
function startedBy(parent) {
  const ps = spawnSync("ps", ["-o", "ppid=,args=", "-p", String(parent)], { encoding: "utf8" });
  const [, grandparent, args = ""] = /^\s*(\d+)\s+(.*)/.exec(ps.stdout ?? "") ?? [];
  const isShell = /^\S*sh -c /.test(args) && args.includes(basename(__filename));
  return isShell ? [parent, Number(grandparent)] : [parent];
}

/**
 * Windows keeps the id of a parent that has ended.
 *
 * @param {number} id
 */
function isRunning(id) {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

module.exports = { buildAndRun, runModule };

if (require.main === module) {
  const [name = "", ...args] = process.argv.slice(2);
  buildAndRun(name, args);
}
