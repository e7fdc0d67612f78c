import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as dns from "dns-packet";
import { dataPlanes } from "../../src/evacuation";
import { ask } from "../../src/evacuation/name-servers";

const sockets: Socket[] = [];
afterAll(() => sockets.map((socket) => socket.close()));

/** A name server that answers each query with a packet, or not at all. */
function nameServer(reply: (id: number) => Buffer | undefined): Promise<{ address: string; port: number }> {
  const socket = createSocket("udp4");
  sockets.push(socket);
  socket.on("message", (message: Buffer, { port, address }: RemoteInfo) => {
    const packet = reply(dns.decode(message).id ?? 0);
    if (packet !== undefined) {
      socket.send(packet, port, address);
    }
  });
  return new Promise((resolve) => {
    socket.bind(0, "127.0.0.1", () => resolve({ address: "127.0.0.1", port: socket.address().port }));
  });
}

const answering = (value: string, flags = 0) =>
  nameServer((id) =>
    dns.encode({ type: "response", id, flags, answers: [{ type: "TXT", name: "x", ttl: 0, data: value }] }),
  );
const REFUSED = 5;

describe("querying name servers", () => {
  test("takes the first answer, whatever the others do", async () => {
    const servers = await Promise.all([
      nameServer(() => undefined),
      nameServer(() => Buffer.from("no DNS message")),
      answering("forged", REFUSED),
      answering("healthy"),
    ]);
    expect(await ask(servers, "eu-west-1.health.api.example.com", "TXT")).toEqual(["healthy"]);
  });

  test("fails if none knows the answer", async () => {
    const servers = [await answering("", REFUSED), await answering("", REFUSED)];
    await expect(ask(servers, "api.example.com", "A")).rejects.toThrow("none of 2 name servers responded");
    await expect(ask([], "api.example.com", "A")).rejects.toThrow("finds no name server of the zone");
  });
});

describe("the credentials for a bucket", () => {
  const folder = mkdtempSync(join(tmpdir(), "profile-"));
  const calls: string[] = [];
  /** AWS, which notes the region and the service of each call. */
  const aws = createServer((request, response) => {
    const [, region, service] =
      /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(`${request.headers.authorization}`) ?? [];
    calls.push(`${service} ${region}`);
    request.resume();
    response.end(service === "sts" ? ASSUMED : "");
  });
  const environment = process.env;

  beforeAll(async () => {
    await new Promise<void>((resolve) => aws.listen(0, "127.0.0.1", resolve));
    const { port } = aws.address() as AddressInfo;
    writeFileSync(
      join(folder, "config"),
      [
        "[profile oncall]",
        "role_arn = arn:aws:iam::111122223333:role/evacuate",
        "source_profile = keys",
        "region = us-east-1",
      ].join("\n"),
    );
    writeFileSync(
      join(folder, "credentials"),
      "[keys]\naws_access_key_id = key\naws_secret_access_key = secret\n",
    );
    process.env = {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      AWS_PROFILE: "oncall",
      AWS_CONFIG_FILE: join(folder, "config"),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: "us-east-1",
    };
  });
  afterAll(async () => {
    process.env = environment;
    aws.closeAllConnections();
    await new Promise((resolve) => aws.close(resolve));
    rmSync(folder, { recursive: true });
  });

  test("come from the STS of the bucket's region, not of the profile's region, which may have failed", async () => {
    const planes = dataPlanes({ places: [], nameServers: [] });
    await planes
      .deleteMarker({
        check: "",
        evacuates: "us-east-1",
        region: "eu-west-1",
        bucket: "markers",
        key: "us-east-1",
        text: "",
        isEncrypted: true,
        seconds: 30,
      })
      .catch((error: unknown) => calls.push(String(error)));
    expect(calls).toEqual(["sts eu-west-1", "s3 eu-west-1"]);
  });
});

const ASSUMED = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>a</AccessKeyId><SecretAccessKey>b</SecretAccessKey><SessionToken>c</SessionToken>
<Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
