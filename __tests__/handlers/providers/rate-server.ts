import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A provider of rates on this machine, that answers as a test says, for the tests of a file. */
export function rateServer() {
  let answer: Answer = (_request, response) => response.writeHead(404).end();
  let port = 0;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(String(request.url));
    answer(request, response);
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });
  beforeEach(() => asked.splice(0));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    asked,
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    answers(given: Answer) {
      answer = given;
    },
    /** @param bodies - by path, without the query */
    serves(bodies: Readonly<Record<string, string>>) {
      answer = (request, response) => {
        const body = bodies[String(request.url).split("?")[0] ?? ""];
        response.writeHead(body === undefined ? 404 : 200).end(body);
      };
    },
  };
}
