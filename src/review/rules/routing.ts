import type { Change } from "../change";
import { differenceText, UNKNOWN_VALUE, valueText } from "../difference";
import type { NameReview, RoutingRow } from "../routing";
import { about, type Finder, grouped, type Hit, unaddressed } from "../rule";
import { list, plain, type Text, text } from "../text";
import { textAt, valueAt } from "../values";

/** Which endpoint serves which clients after the plan, and how soon clients leave a failed one. */
export const ROUTING: Readonly<Record<string, Finder>> = {
  "no-healthy-answer": perRow((row, name) => {
    if (!losesAnswer(row, name)) {
      return undefined;
    }
    const to =
      row.after.endpoints.length === 0
        ? plain("get no answer")
        : text`are sent to ${list(row.after.endpoints)}`;
    return text`${name.name}: ${when(row)}, ${clients(row)} ${to}.`;
  }),
  "name-gone": ({ routing }) =>
    routing.names
      .filter(({ presence, chooses }) => presence === "removed" && chooses)
      .map(({ name }) => unaddressed(text`${name} no longer has an answer.`)),
  "simple-name-gone": ({ routing }) =>
    about(
      routing.names.filter(({ presence, chooses }) => presence === "removed" && !chooses),
      (gone) =>
        text`${list(gone.map(({ name }) => name))} no longer ${plain(gone.length === 1 ? "has" : "have")} an answer.`,
    ),
  "no-stand-in": perRow((row, name) => {
    const lost =
      row.failing !== undefined &&
      row.after.endpoints.includes(row.failing) &&
      !row.after.healthy &&
      name.chooses &&
      !losesAnswer(row, name) &&
      (name.presence === "added" ? row.after.healthyElsewhere : row.before.healthy);
    return lost
      ? text`${name.name}: ${when(row)}, no other endpoint takes over (${clients(row)}).`
      : undefined;
  }),
  "routing-changed": ({ routing, changes }) => [
    ...moved(routing.names),
    ...reweighed(changes),
    ...grouped(changes, redirected),
  ],
  "failover-slower": ({ routing }) =>
    routing.names.flatMap(({ name, failover: { before, after } }) =>
      before?.seconds !== undefined && after?.seconds !== undefined && after.seconds > before.seconds
        ? [
            unaddressed(
              text`${name}: failover takes up to ${after.seconds} s instead of ${before.seconds} s.`,
            ),
          ]
        : [],
    ),
  "routing-untried": ({ routing: { untried } }) =>
    about(untried, () => text`Not compared: ${list(untried)}.`),
};

/** `clients in 12 of 49 locations (Accra, Algiers and 10 more)` */
function clients({ locations, locationsInAll }: RoutingRow): Text {
  return locations.length === locationsInAll
    ? plain("all clients")
    : text`clients in ${locations.length} of ${locationsInAll} locations (${list(locations, 3)})`;
}

function when({ failing }: RoutingRow): Text {
  return failing === undefined ? plain("while nothing fails") : text`when ${failing} fails`;
}

function perRow(wanted: (row: RoutingRow, name: NameReview) => Text | undefined): Finder {
  return ({ routing }) =>
    routing.names.flatMap((name) =>
      name.rows.flatMap((row): Hit[] => {
        const what = wanted(row, name);
        return what === undefined ? [] : [unaddressed(what)];
      }),
    );
}

/** No healthy endpoint answers after the plan, though one did before it, or a healthy one exists. */
function losesAnswer(row: RoutingRow, { presence }: NameReview): boolean {
  if (presence === "removed" || row.after.healthy) {
    return false;
  }
  return row.failing === undefined || (row.before.healthy && row.after.healthyElsewhere);
}

const RECORD = "aws_route53_record";

/** Attributes that decide the answers of record types that are not simulated (all but A and AAAA). */
const ANSWERS =
  /^(records|alias|type|name|zone_id|health_check_id|set_identifier|multivalue_answer_routing_policy|(latency|failover|geolocation|geoproximity|cidr)_routing_policy)\b/;

function redirected({ type, kind, before, after, differences }: Change): readonly Text[] {
  const name = textAt(after, "name");
  // Names that start with _ are records that validate certificates and the like.
  if (
    type === RECORD &&
    kind === "add" &&
    valueAt(after, "allow_overwrite") === true &&
    !/^_/.test(name ?? "_")
  ) {
    return [text`it overwrites the record of ${name ?? ""} that may exist already`];
  }
  const isSimulated = [before, after].every((one) => /^A(AAA)?$/.test(textAt(one, "type") ?? ""));
  return type === RECORD && kind === "change" && !isSimulated
    ? differences.filter(({ path }) => ANSWERS.test(path)).map(differenceText)
    : [];
}

function moved(names: readonly NameReview[]): readonly Hit[] {
  return names
    .filter(({ presence, rows }) => presence === "both" && rows.some(differs))
    .map(({ name, rows }) => {
      const now = rows.filter((row) => differs(row) && row.failing === undefined);
      const moving = now.reduce((sum, row) => sum + row.locations.length, 0);
      const inAll = rows[0]?.locationsInAll ?? 0;
      return unaddressed(
        now.length === 0
          ? text`${name}: clients are sent elsewhere during a failure.`
          : text`${name}: clients in ${moving} of ${inAll} locations are sent elsewhere, even while nothing fails.`,
      );
    });
}

/** The same endpoints answer, for another share of the clients. */
function reweighed(changes: readonly Change[]): readonly Hit[] {
  return changes.flatMap(({ address, type, differences }) =>
    differences
      .filter(({ path, after }) => type === RECORD && path.endsWith("].weight") && after !== UNKNOWN_VALUE)
      .map(({ before, after }) => ({
        what: text`${address}: its weight changes from ${valueText(before, after)} to ${valueText(after, before)}.`,
        addresses: [address],
      })),
  );
}

function differs({ before, after }: RoutingRow): boolean {
  return before.endpoints.join() !== after.endpoints.join();
}
