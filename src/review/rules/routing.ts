import type { Change } from "../change";
import { differenceText, UNKNOWN_VALUE, valueText } from "../difference";
import { grouped, type Hit, type Rule } from "../finding";
import type { NameReview, RoutingRow } from "../routing";
import { list, plain, say, type Text } from "../text";
import { textAt } from "../values";
import { attributeHits } from "./judged";
import { baseOf, ROUTING_UNKNOWN, validating } from "./routing-unknown";

/** `49 of 49 places (Accra, Algiers and 47 more)`. */
function clients({ places, placesInAll }: RoutingRow): Text {
  return places.length === placesInAll
    ? plain("all clients")
    : say`clients in ${places.length} of ${placesInAll} places (${list(places, 3)})`;
}

function when({ failing }: RoutingRow): Text {
  return failing === undefined ? plain("while nothing fails") : say`when ${failing} fails`;
}

function perRow(wanted: (row: RoutingRow, name: NameReview) => Text | undefined): Rule["find"] {
  return ({ routing }) =>
    routing.names.flatMap((name) =>
      name.rows.flatMap((row): Hit[] => {
        const what = wanted(row, name);
        return what === undefined ? [] : [{ what, addresses: [] }];
      }),
    );
}

/** After the plan nobody healthy answers, though before it, or with a region that is well, somebody could. */
function losesAnswer(row: RoutingRow, { presence }: NameReview): boolean {
  if (presence === "removed" || row.after.healthy) {
    return false;
  }
  return row.failing === undefined || (row.before.healthy && row.after.healthyElsewhere);
}

export const NO_HEALTHY_ANSWER: Rule = {
  id: "no-healthy-answer",
  severity: "refuse",
  why: "These clients get no answer, or the address of what has failed.",
  advice:
    "Give the records a health check, and each region one that may stand in for it. Where data may not leave its region, allow this in the review's settings and say so.",
  find: perRow((row, name) => {
    if (!losesAnswer(row, name)) {
      return undefined;
    }
    const to =
      row.after.sites.length === 0 ? plain("get no answer") : say`are sent to ${list(row.after.sites)}`;
    return say`${name.name}: ${when(row)}, ${clients(row)} ${to}.`;
  }),
};

export const NAME_GONE: Rule = {
  id: "name-gone",
  severity: "refuse",
  why: "Clients of a name that several places answered get no answer any more.",
  advice: "Keep the name until nobody asks for it.",
  find: ({ routing }) =>
    routing.names
      .filter(({ presence, chooses }) => presence === "removed" && chooses)
      .map(({ name }) => ({ what: say`${name} is not answered any more.`, addresses: [] })),
};

export const PINNED_NAME_GONE: Rule = {
  id: "simple-name-gone",
  severity: "person",
  why: "Whoever asks for it gets no answer any more; a health check that asks for it fails.",
  advice: "See in the zone's query logs that nobody asks for it.",
  find: ({ routing }) => {
    const gone = routing.names.filter(({ presence, chooses }) => presence === "removed" && !chooses);
    return gone.length === 0
      ? []
      : [
          {
            what: say`${list(gone.map(({ name }) => name))} ${plain(gone.length === 1 ? "is" : "are")} not answered any more.`,
            addresses: [],
          },
        ];
  },
};

export const NO_STAND_IN: Rule = {
  id: "no-stand-in",
  severity: "person",
  why: "While that region fails, its clients are not answered; a failure there is an outage.",
  advice: "Let another region stand in for it, or confirm that its data may not leave it.",
  find: perRow((row, name) => {
    const lost =
      row.failing !== undefined &&
      row.after.sites.includes(row.failing) &&
      !row.after.healthy &&
      name.chooses &&
      !losesAnswer(row, name) &&
      (name.presence === "added" ? row.after.healthyElsewhere : row.before.healthy);
    return lost ? say`${name.name}: ${when(row)}, nothing stands in for it (${clients(row)}).` : undefined;
  }),
};

export const ROUTING_CHANGED: Rule = {
  id: "routing-changed",
  severity: "person",
  why: "Users move to another region, and its capacity, its data and its rules become theirs.",
  advice: "Read the table of the routing: is it who should move?",
  find: ({ routing, changes }) => [
    ...moved(routing.names),
    ...reweighed(changes),
    ...grouped(changes, redirected),
  ],
};

/** What decides an answer that is not simulated: every type but addresses. */
const ANSWERS =
  /^(records|alias|type|name|zone_id|health_check_id|set_identifier|multivalue_answer_routing_policy|(latency|failover|geolocation|geoproximity|cidr)_routing_policy)\b/;

function redirected({ type, kind, before, after, differences }: Change): readonly Text[] {
  const isSimulated = [before, after].every((one) => /^A(AAA)?$/.test(textAt(one, "type") ?? ""));
  return type === "aws_route53_record" && kind === "change" && !isSimulated
    ? differences.filter(({ path }) => ANSWERS.test(path)).map(differenceText)
    : [];
}

function moved(names: readonly NameReview[]): readonly Hit[] {
  return names
    .filter(({ presence, rows }) => presence === "both" && rows.some(differs))
    .map(({ name, rows }) => {
      const now = rows.filter((row) => differs(row) && row.failing === undefined);
      const places = now.reduce((sum, row) => sum + row.places.length, 0);
      const inAll = rows[0]?.placesInAll ?? 0;
      return {
        what:
          now.length === 0
            ? say`${name}: clients are sent elsewhere in a failure.`
            : say`${name}: clients in ${places} of ${inAll} places are sent elsewhere, already while nothing fails.`,
        addresses: [],
      };
    });
}

/** The same places answer, for another share of the clients. */
function reweighed(changes: readonly Change[]): readonly Hit[] {
  return changes.flatMap(({ address, type, differences }) =>
    differences
      .filter(
        ({ path, after }) =>
          type === "aws_route53_record" && path.endsWith("].weight") && after !== UNKNOWN_VALUE,
      )
      .map(({ before, after }) => ({
        what: say`${address}: its weight goes from ${valueText(before, after)} to ${valueText(after, before)}.`,
        addresses: [address],
      })),
  );
}

export function differs({ before, after }: RoutingRow): boolean {
  return before.sites.join() !== after.sites.join();
}

export const FAILOVER_SLOWER: Rule = {
  id: "failover-slower",
  severity: "person",
  why: "Users of a region that fails wait longer until they are sent elsewhere.",
  advice: "Keep interval × threshold + TTL within what you promise.",
  find: (subject) => [
    ...attributeHits("failover-slower", subject),
    ...subject.routing.names.flatMap(({ name, failover: { before, after } }) =>
      before?.seconds !== undefined && after?.seconds !== undefined && after.seconds > before.seconds
        ? [
            {
              what: say`${name}: failover takes up to ${after.seconds} s instead of ${before.seconds} s.`,
              addresses: [],
            },
          ]
        : [],
    ),
  ],
};

export const ZONE_WRONG: Rule = {
  id: "zone-wrong",
  severity: "person",
  why: "Route 53 refuses it, or it can't work as it is meant.",
  advice: "Correct the records; what the sentence names was not wrong before this plan.",
  find: (subject) => {
    const told = new Set(ROUTING_UNKNOWN.find(subject).flatMap(({ addresses }) => addresses));
    const isTold = (address: string) => told.has(address) || validating(subject.plan).has(baseOf(address));
    return subject.routing.wrong
      .filter(({ kind, addresses }) => kind !== "unreadable" || !addresses.every(isTold))
      .map(({ message, addresses }) => ({ what: say`${message}`, addresses }));
  },
};

export const ROUTING_UNTRIED: Rule = {
  id: "routing-untried",
  severity: "person",
  why: "Who is answered by whom was not worked out: a record of it is known only after apply, too many names change at once, or too many endpoints answer one.",
  advice: "Look at these records by hand, or change less of them in one plan.",
  find: ({ routing: { untried } }) =>
    untried.length === 0 ? [] : [{ what: say`Not compared: ${list(untried)}.`, addresses: [] }],
};
