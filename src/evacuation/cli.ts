import { exitWith } from "../command";
import { runEvacuate } from "./command";

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
exitWith("evacuate", () => runEvacuate(process.argv.slice(2), console.log));
