import type { RolloutEvent } from "../../rollout";
import type { Stage } from "../demo-scene";

/** Returns a function that prints a rollout's events, each with its minutes and seconds in the regions' time. */
export function narrator({ say }: Stage, seconds: () => number): (event: RolloutEvent) => void {
  const tell = (text: string) => {
    const whole = Math.round(seconds());
    say(`${String(Math.floor(whole / 60)).padStart(4)}:${String(whole % 60).padStart(2, "0")}  ${text}`);
  };
  let percent = 0;
  return (event) => {
    switch (event.event) {
      case "shift":
        if (event.percent !== percent && event.percent > 0) {
          percent = event.percent;
          tell(`${event.region}: ${percent}% of the requests go to version ${event.to} of ${event.target}`);
        }
        return;
      case "passed":
        percent = 0;
        return tell(`${event.region} has passed its bake`);
      case "rolling back":
        return tell(`${event.region}: ${event.evidence.join("; ")}`);
      case "rolled back":
        return tell(
          `${event.region} is back${event.requests.map(({ requestId, message }) => `\n         request ${requestId}: ${message}`).join("")}`,
        );
      case "rollback failed":
        return tell(`${event.region}: the rollback failed: ${event.why}`);
      case "unwatched":
        return tell(`${event.region} cannot be watched: ${event.why}`);
      default:
        return;
    }
  };
}
