import { runEvacuate } from "./command";

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
runEvacuate(process.argv.slice(2), (line) => console.log(line)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const [line] = (error instanceof Error ? error.message : String(error)).split("\n");
    console.error(`evacuate: ${line}`);
    process.exitCode = 1;
  },
);
