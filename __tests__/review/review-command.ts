import { messageOf, readArguments } from "../../src/command";
import { type PlanText, reviewCommand } from "../../src/review/command";

export interface Said {
  readonly out: string;
  readonly err: string;
  readonly code: unknown;
}

/** Runs the command within this process. */
export async function called(
  args: readonly string[],
  planOf: () => Promise<PlanText>,
  isTTY = false,
): Promise<Said> {
  const { name, config, most, run } = reviewCommand("regionproof review", planOf);
  let out = "";
  const write = jest.spyOn(process.stdout, "write").mockImplementation((words) => {
    out += words;
    return true;
  });
  const before = process.stdout.isTTY;
  process.stdout.isTTY = isTTY;
  try {
    const parsed = readArguments({ ...config, args: [...args] }, most);
    const code = parsed && (await run(parsed));
    return { out, err: "", code };
  } catch (error) {
    return { out, err: `${name}: ${messageOf(error)}\n`, code: 1 };
  } finally {
    process.stdout.isTTY = before;
    write.mockRestore();
  }
}
