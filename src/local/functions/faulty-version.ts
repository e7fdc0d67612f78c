import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FunctionModel } from "../stack/functions";
import type { VersionCode } from "./function-versions";

/** What can be wrong with a version, and what it does then. See faulty-handler.js. */
export const FAULTS = {
  failing: "fails 30% of its requests",
  slow: "answers every second request late",
  leaking: "leaks memory until it is killed",
  corrupting: "returns wrong numbers",
} as const;

export type Fault = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS).filter((name): name is Fault => name in FAULTS);

/** The most memory of a leaking version, so that filling it takes little of this machine's. */
const LEAKED_MB = 128;

const FAULTY_HANDLER = join(__dirname, "faulty-handler.js");

/** Returns a version with the code of another one, whose handler has a fault. */
export async function withFault(
  fault: Fault,
  { taskRoot, ...code }: VersionCode,
  { handler }: FunctionModel,
  parent: string,
): Promise<VersionCode> {
  // A handler is a module and an export, such as `index.handler`.
  const at = handler.lastIndexOf(".");
  const [module, name] = [handler.slice(0, at), handler.slice(at + 1)];
  const folder = await mkdtemp(join(parent, `${fault}-`));
  const memoryMb = fault === "leaking" ? Math.min(code.memoryMb, LEAKED_MB) : code.memoryMb;
  const original = JSON.stringify(join(taskRoot, module));
  const faulty = `require(${JSON.stringify(FAULTY_HANDLER)}).${fault}`;
  const file = join(folder, `${module}.js`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `exports.${name} = ${faulty}(require(${original}).${name}, ${memoryMb});\n`);
  return { ...code, taskRoot: folder, memoryMb };
}
