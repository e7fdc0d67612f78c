import { type Message, run } from "./run";
import { SCENARIOS, type Scenario } from "./scenarios";

const START = "<!-- scenarios: npm run generate alarms -->";
const END = "<!-- end of scenarios -->";

/** Returns the page with its table of scenarios regenerated. */
export function withTable(page: string, synthesizedFile: (settings: object) => string): string {
  const [before, rest] = page.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`the page has no ${START} … ${END}`);
  }
  const rows = SCENARIOS.map((scenario) => row(scenario, run(scenario, synthesizedFile)));
  const table = ["| scenario | messages, and when |", "| --- | --- |", ...rows].join("\n");
  return `${before}${START}\n\n${table}\n\n${END}${after}`;
}

function row({ name, pages }: Scenario, messages: readonly Message[]): string {
  const sent = messages.map(
    ({ text, minute }) => `${text.replace(/(\S+) (\S+)/, "`$1` $2")} ${duration(minute)}`,
  );
  const because = pages === undefined ? "" : `<br>(two pages: ${pages.because})`;
  return `| ${name} | ${sent.join("<br>") || "none"}${because} |`;
}

/** `4 min`, `1 h 05`, `2 d 03 h` */
function duration(minutes: number): string {
  const [hours, left] = [Math.floor(minutes / 60), minutes % 60];
  if (hours < 1) {
    return `${left} min`;
  }
  const padded = (number: number) => String(number).padStart(2, "0");
  return hours < 24 ? `${hours} h ${padded(left)}` : `${Math.floor(hours / 24)} d ${padded(hours % 24)} h`;
}
