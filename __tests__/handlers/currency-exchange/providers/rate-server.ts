import type { IncomingMessage, ServerResponse } from "node:http";
import { type ListeningServer, listen } from "../../../../src/local/http";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A provider of rates on this machine, that answers as a test says, for the tests of a file. */
export function rateServer() {
  let answer: Answer = (_request, response) => response.writeHead(404).end();
  let server: ListeningServer;
  const asked: string[] = [];
  beforeAll(async () => {
    server = await listen((request, response) => {
      asked.push(String(request.url));
      answer(request, response);
    });
  });
  beforeEach(() => asked.splice(0));
  afterAll(() => server.close());
  return {
    asked,
    get url() {
      return server.url;
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
