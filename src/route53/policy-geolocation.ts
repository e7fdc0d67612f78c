import type { Choose } from "./candidate";
import { usable } from "./candidate";
import type { Place } from "./places";
import type { Location } from "./zone";

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geo.html */
export const geolocation: Choose<"geolocation"> = (candidates, { place }, draw, subject) => {
  const fitting = candidates
    .filter(({ policy }) => fits(policy.location, place))
    .sort((a, b) => area(a.policy.location) - area(b.policy.location));
  const [smallest] = fitting;
  const { pool, steps } = usable(fitting, subject);
  const [chosen] = pool;
  if (smallest === undefined || chosen === undefined) {
    return {
      records: [],
      steps: [{ rule: "geolocation-no-match", subject, detail: `no record fits ${place.name}` }],
      draw,
    };
  }
  const { location } = chosen.policy;
  return {
    records: [chosen.record],
    steps: [
      ...steps,
      {
        rule: chosen === smallest ? "geolocation" : "geolocation-larger-area",
        subject: chosen.record.address,
        detail: `${place.name} is in its ${location.kind === "default" ? "default location" : location.kind}`,
      },
    ],
    draw,
  };
};

export function fits(location: Location, place: Place): boolean {
  switch (location.kind) {
    case "subdivision":
      return location.country === place.country && location.subdivision === place.subdivision;
    case "country":
      return location.country === place.country;
    case "continent":
      return location.continent === place.continent;
    case "default":
      return true;
  }
}

/** Smaller areas first. */
function area(location: Location): number {
  return ["subdivision", "country", "continent", "default"].indexOf(location.kind);
}
