import { BlockList, isIP } from "node:net";
import type { Json } from "../../terraform";

/** Only the internet is this large: 0.0.0.0/1 and 128.0.0.0/1 together are all of it. */
export function isAnywhere(cidr: Json): boolean {
  const { family, bits } = networkOf(cidr);
  return bits < (family === "ipv6" ? 16 : 8);
}

/** Whether each address of a network is in another. Other sources, such as security groups, contain themselves. */
export function contains(outer: Json, inner: Json): boolean {
  const [wide, narrow] = [networkOf(outer), networkOf(inner)];
  if (
    outer === inner ||
    wide.family !== narrow.family ||
    wide.bits > narrow.bits ||
    isIP(wide.address) === 0
  ) {
    return outer === inner;
  }
  const network = new BlockList();
  network.addSubnet(wide.address, wide.bits, wide.family);
  return network.check(narrow.address, narrow.family);
}

function networkOf(cidr: Json) {
  const [address = "", bits] = typeof cidr === "string" ? cidr.split("/") : [];
  const family = address.includes(":") ? ("ipv6" as const) : ("ipv4" as const);
  return { address, family, bits: bits === undefined || !/^\d{1,3}$/.test(bits) ? Infinity : Number(bits) };
}
