import { BlockList, isIP } from "node:net";
import type { Choose } from "./candidate";
import { usable } from "./candidate";

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-ipbased.html */
export const ipBased: Choose<"ip-based"> = (candidates, { address }, draw, subject) => {
  const fitting = candidates
    .map((candidate) => ({ candidate, prefix: longestPrefix(candidate.policy.blocks, address) }))
    .filter(({ prefix }) => prefix !== undefined)
    .sort((a, b) => (b.prefix ?? 0) - (a.prefix ?? 0))
    .map(({ candidate }) => candidate);
  const { pool, steps } = usable(fitting, subject);
  const [chosen] = pool;
  const client = address ?? "a client without an address";
  if (chosen === undefined) {
    return {
      records: [],
      steps: [{ rule: "ip-based-no-match", subject, detail: `no location holds ${client}` }],
      draw,
    };
  }
  const detail = `${chosen.policy.blocks === undefined ? "the default location" : "its location"} holds ${client}`;
  return {
    records: [chosen.record],
    steps: [...steps, { rule: "ip-based", subject: chosen.record.address, detail }],
    draw,
  };
};

/** The length of the longest block's prefix that holds the address; -1 for the default location. */
export function longestPrefix(
  blocks: readonly string[] | undefined,
  address: string | undefined,
): number | undefined {
  if (blocks === undefined) {
    return -1;
  }
  const family = isIP(address ?? "") === 6 ? "ipv6" : "ipv4";
  const holding = blocks.map(parseBlock).filter((block) => {
    if (address === undefined || block === undefined || block.family !== family) {
      return false;
    }
    const list = new BlockList();
    list.addSubnet(block.network, block.prefix, family);
    return list.check(address, family);
  });
  return holding.length === 0 ? undefined : Math.max(...holding.map((block) => block?.prefix ?? 0));
}

function parseBlock(block: string): { network: string; prefix: number; family: "ipv4" | "ipv6" } | undefined {
  const [network = "", prefix = ""] = block.split("/");
  const family = isIP(network);
  return family === 0
    ? undefined
    : { network, prefix: Number(prefix), family: family === 6 ? "ipv6" : "ipv4" };
}
