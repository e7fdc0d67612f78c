import type { Answer, PacketOpt } from "dns-packet";

/** EDNS option 8: where the resolver's client is (RFC 7871). */
const CLIENT_SUBNET = 8;

export type ClientSubnet = Extract<PacketOpt, { ip: unknown }>;

export function isClientSubnet(option: PacketOpt): option is ClientSubnet {
  return option.code === CLIENT_SUBNET;
}

/** @param scopePrefixLength - of an answer: for how much of the client's network it is good */
export function clientSubnet(ip: string, sourcePrefixLength: number, scopePrefixLength = 0): ClientSubnet {
  return { code: CLIENT_SUBNET, family: 1, ip, sourcePrefixLength, scopePrefixLength };
}

/** The record that carries EDNS. */
export function optRecord(options: PacketOpt[]): Answer {
  return {
    type: "OPT",
    name: ".",
    udpPayloadSize: 1232,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options,
  };
}
