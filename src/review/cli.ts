import { processStreams, run } from "./command";

run(process.argv.slice(2), processStreams()).then((code) => {
  process.exitCode = code;
});
