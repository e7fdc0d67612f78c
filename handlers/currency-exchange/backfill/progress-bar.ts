const WIDTH = 40;

/** Shows progress: a bar on a terminal, otherwise one line for each tenth. */
export function progressBar(output: NodeJS.WriteStream, unit: string) {
  let tenth = -1;
  return (done: number, all: number): void => {
    const share = all === 0 ? 1 : done / all;
    const counted = `${done.toLocaleString("en")} of ${all.toLocaleString("en")} ${unit}`;
    if (output.isTTY) {
      const filled = Math.round(share * WIDTH);
      output.write(
        `\r[${"#".repeat(filled)}${" ".repeat(WIDTH - filled)}] ${counted}${share === 1 ? "\n" : ""}`,
      );
    } else if (Math.floor(share * 10) > tenth) {
      tenth = Math.floor(share * 10);
      output.write(`${counted}\n`);
    }
  };
}
