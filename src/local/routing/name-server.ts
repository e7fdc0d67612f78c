import { createSocket, type RemoteInfo, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server as TcpServer } from "node:net";
import * as dns from "dns-packet";
import { type ClientSubnet, clientSubnet, isClientSubnet, optRecord } from "../../dns";
import type { Place } from "../../route53";
import type { Clock } from "../clock";
import { portOf } from "../http";
import { defaultPlace, placeOfAddress } from "./client-places";
import type { HostedZones, Resolution } from "./hosted-zones";

const CODES = { NOERROR: 0, FORMERR: 1, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;
const SOA_TTL_SECONDS = 900;
/** The TTL of Route 53's negative answers. */
const NEGATIVE_TTL_SECONDS = 86_400;

/** A name server on this machine, over UDP and TCP, that is authoritative for the hosted zones. */
export class NameServer {
  private readonly udp: UdpSocket = createSocket("udp4");
  private readonly tcp: TcpServer;

  constructor(
    private readonly zones: HostedZones,
    private readonly clock: Clock,
  ) {
    this.udp.on("message", (message, from) => this.overUdp(message, from));
    this.tcp = createServer((socket) => {
      let received = Buffer.alloc(0);
      socket.setTimeout(10_000, () => socket.destroy());
      socket.on("error", () => socket.destroy());
      socket.on("data", (chunk) => {
        received = Buffer.concat([received, chunk]);
        while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
          const length = received.readUInt16BE(0);
          const answer = this.answer(received.subarray(2, 2 + length));
          received = received.subarray(2 + length);
          if (answer !== undefined) {
            socket.write(dns.streamEncode(answer));
          }
        }
      });
    });
  }

  /**
   * @param port - 0 for any that is free for both
   * @throws the system's error, such as EADDRINUSE
   */
  async start(port: number): Promise<void> {
    await once(this.tcp.listen(port, "127.0.0.1"), "listening");
    await once(this.udp.bind(this.port, "127.0.0.1"), "listening");
  }

  get port(): number {
    return portOf(this.tcp.address());
  }

  async stop(): Promise<void> {
    this.udp.close();
    await new Promise<void>((resolve) => this.tcp.close(() => resolve()));
  }

  private overUdp(message: Buffer, { port, address }: RemoteInfo): void {
    const answer = this.answer(message);
    if (answer !== undefined) {
      this.udp.send(dns.encode(answer), port, address, () => {});
    }
  }

  /** Returns undefined for a message that is not a query. */
  private answer(message: Buffer): dns.Packet | undefined {
    let query: dns.DecodedPacket;
    try {
      query = dns.decode(message);
    } catch {
      return undefined;
    }
    if (query.type !== "query" || query.id === undefined) {
      return undefined;
    }
    const [question, ...others] = query.questions ?? [];
    const opt = query.additionals?.find((record) => record.type === "OPT");
    const subnet = opt?.options.find(isClientSubnet);
    const reply = (code: keyof typeof CODES, rest: Partial<dns.Packet> = {}): dns.Packet => ({
      type: "response",
      id: query.id,
      // RD is returned as sent, but the server does not recurse.
      flags: CODES[code] | ((query.flags ?? 0) & dns.RECURSION_DESIRED) | authority(code),
      questions: query.questions,
      additionals: opt === undefined ? [] : [optRecord(subnet === undefined ? [] : [saidBack(subnet)])],
      ...rest,
    });
    if (((query.flags ?? 0) >> 11) & 0xf) {
      return reply("NOTIMP");
    }
    if (question === undefined || others.length > 0) {
      return reply("FORMERR");
    }
    const { name, type } = question;
    const zone = this.zones.zoneOf(name);
    const place = placeOfAddress(subnet?.ip ?? "") ?? defaultPlace();
    const found = this.zones.resolve(name, type === "AAAA" ? "AAAA" : "A", place);
    if (zone === undefined || found === undefined) {
      return reply("REFUSED");
    }
    const answers = this.answersOf(question, found, zone.name, place);
    return reply(found.outcome === "no such name" ? "NXDOMAIN" : "NOERROR", {
      answers,
      authorities: answers.length === 0 ? [this.soa(zone.name)] : [],
    });
  }

  private answersOf(
    { name, type }: dns.Question,
    { addresses, ttlSeconds }: Resolution,
    zone: string,
    place: Place,
  ): dns.Answer[] {
    const ttl = Math.round(ttlSeconds / this.clock.speed);
    switch (type) {
      case "A":
        return addresses.map((data) => ({ type, name, ttl, data }));
      case "AAAA":
        // IPv6 has only one loopback address, so this is the region's IPv4 address in IPv6 notation.
        return addresses.map((address) => ({ type, name, ttl, data: `::ffff:${address}` }));
      case "TXT":
        return this.zones.texts(name, place).map((data) => ({ type, name, ttl: 0, data }));
      default:
        return type === "SOA" && name.toLowerCase() === zone ? [this.soa(zone)] : [];
    }
  }

  private soa(zone: string): dns.Answer {
    return {
      type: "SOA",
      name: zone,
      ttl: Math.round(SOA_TTL_SECONDS / this.clock.speed),
      data: {
        mname: `ns.${zone}`,
        rname: `hostmaster.${zone}`,
        serial: 1,
        refresh: 7200,
        retry: 900,
        expire: 1_209_600,
        minimum: Math.round(NEGATIVE_TTL_SECONDS / this.clock.speed),
      },
    };
  }
}

function authority(code: keyof typeof CODES): number {
  return code === "NOERROR" || code === "NXDOMAIN" ? dns.AUTHORITATIVE_ANSWER : 0;
}

/** Returns the client subnet to which the answer applies. */
function saidBack({ ip = "", sourcePrefixLength = 0 }: ClientSubnet): ClientSubnet {
  return clientSubnet(ip, sourcePrefixLength, sourcePrefixLength);
}
