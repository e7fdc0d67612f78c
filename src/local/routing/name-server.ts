import { createSocket, type RemoteInfo, type Socket as UdpSocket } from "node:dgram";
import { createServer, type Server as TcpServer } from "node:net";
import * as dns from "dns-packet";
import { type ClientSubnet, clientSubnet, isClientSubnet, optRecord } from "../../dns";
import type { Clock } from "../clock";
import { portOf } from "../http";
import { defaultPlace, placeOfAddress } from "./client-places";
import type { HostedZones } from "./hosted-zones";

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
    await new Promise<void>((resolve, reject) => {
      this.tcp.once("error", reject);
      this.tcp.listen(port, "127.0.0.1", resolve);
    });
    await new Promise<void>((resolve, reject) => {
      this.udp.once("error", reject);
      this.udp.bind(this.port, "127.0.0.1", resolve);
    });
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
    const zone = this.zones.zoneOf(question.name);
    if (zone === undefined) {
      return reply("REFUSED");
    }
    const place = placeOfAddress(subnet?.ip ?? "") ?? defaultPlace();
    const isAddress = question.type === "A" || question.type === "AAAA";
    const found = this.zones.resolve(question.name, question.type === "AAAA" ? "AAAA" : "A", place);
    const ttl = Math.round((found?.ttlSeconds ?? 0) / this.clock.speed);
    const answers: dns.Answer[] = isAddress
      ? (found?.addresses ?? []).map((address) => ({
          type: question.type === "AAAA" ? "AAAA" : "A",
          name: question.name,
          ttl,
          // IPv6 has only one loopback address, so this is the region's IPv4 address in IPv6 notation.
          data: question.type === "AAAA" ? `::ffff:${address}` : address,
        }))
      : question.type === "TXT"
        ? this.zones
            .texts(question.name, place)
            .map((data) => ({ type: "TXT", name: question.name, ttl: 0, data }))
        : question.type === "SOA" && question.name.toLowerCase() === zone.name
          ? [this.soa(zone.name)]
          : [];
    return reply(found?.outcome === "no such name" ? "NXDOMAIN" : "NOERROR", {
      answers,
      authorities: answers.length === 0 ? [this.soa(zone.name)] : [],
    });
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
