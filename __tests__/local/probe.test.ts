import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { failureOf } from "../../src/local/routing/probe";

const HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

/** Checks an endpoint that sends the beginning of its response at once, and then a part every half second. */
async function failureOfSlow(beginning: string, part: string, searchString: string | undefined) {
  const server = createServer(async (socket) => {
    socket.on("error", () => {});
    socket.write(beginning);
    for (let parts = 0; parts < 8 && !socket.destroyed; parts += 1) {
      await sleep(500, undefined, { ref: false });
      socket.write(part);
    }
    socket.destroy();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  try {
    return await failureOf({
      protocol: "HTTP",
      endpoint: { host: "127.0.0.1", port },
      name: "a.example.com",
      path: "/alive",
      searchString,
      sourceAddress: "192.0.2.1",
    });
  } finally {
    server.close();
  }
}

test("an endpoint has two seconds for its whole response, however often it sends a part", async () => {
  const failures = await Promise.all([
    failureOfSlow("HTTP/1.1 200 OK\r\n", "X-Part: 1\r\n", undefined),
    failureOfSlow(HEAD, "1\r\na\r\n", "alive"),
  ]);
  expect(failures).toEqual(Array(2).fill("/alive did not respond within 2 s"));
});
