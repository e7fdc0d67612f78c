import { messageOf } from "../command";
import { carryOut, commandHelp, isReport } from "./command-line";
import type { LocalRegions } from "./local-regions";

/** The additional commands on a terminal and in the input's lines. */
export const TYPED_COMMANDS = ["help", "quit"];

/** The output of a typed command. Its changes to the regions are events. */
export interface Typist {
  /** Prints a report. */
  readonly print: (text: string) => void;
  /** Prints why a command failed. */
  readonly complain: (text: string) => void;
  readonly quit: () => void;
}

/** Carries out a command that is typed on the terminal or comes from a pipe. */
export async function carryOutTyped(line: string, regions: LocalRegions, typist: Typist): Promise<void> {
  if (line === "quit") {
    typist.quit();
  } else if (line === "help" || line === "") {
    typist.print([...commandHelp(regions), "quit"].join("\n"));
  } else {
    try {
      const text = await carryOut(line, regions);
      if (isReport(line)) {
        typist.print(text);
      }
    } catch (error) {
      typist.complain(messageOf(error));
    }
  }
}
