import { apiDocument, openApiDocument, served as serve } from "../../handlers/currency-exchange/openapi";
import { apiBody } from "../../src/constructs/api-body";
import { readOpenApiDocument } from "../../src/constructs/openapi-document";
import { Clock } from "../../src/local/clock";
import type { Outcome } from "../../src/local/functions/function-process";
import { RestApi } from "../../src/local/gateway/rest-api";
import { readApiBody } from "../../src/local/stack/api-body";
import type { RestApiModel } from "../../src/local/stack/rest-apis";
import { Contract } from "../contract";
import { Client, type ClientProps, resourceOf } from "../handlers/currency-exchange/client";
import type { Replica } from "../handlers/currency-exchange/replica";
import { functionModel } from "./support";

export interface Served {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface ServedApiProps extends ClientProps {
  readonly keysRequired?: boolean;
  readonly methodSettings?: RestApiModel["methodSettings"];
  readonly outcome?: Outcome;
}

const contract = new Contract(serve(apiDocument));

/**
 * The product's own API behind the local gateway, as it is synthesized, and answered in this process. Every response
 * must keep to the document that the API serves.
 */
export function servedApi(replica: Replica, props: ServedApiProps = {}) {
  const { cached = false, corsOrigins = [], keysRequired = false, methodSettings = [], outcome } = props;
  const target = functionModel();
  const body = apiBody({
    document: readOpenApiDocument(openApiDocument),
    integrationOf: () => ({
      uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${target.arn}:live/invocations`,
      timeoutSeconds: 5,
    }),
    region: "us-east-1",
    cached,
    keysRequired,
    corsOrigins,
  });
  const client = new Client(replica, { region: "us-east-1", ...props });
  const clock = new Clock(1);
  const api = new RestApi({
    model: {
      address: "aws_api_gateway_rest_api.us-east-1_gateway",
      region: "us-east-1",
      id: "abc",
      name: "api",
      body: readApiBody(body, "body"),
      stageName: "live",
      methodSettings: [
        ...methodSettings,
        { path: "*/*", throttling: undefined, cacheSeconds: cached ? 60 : undefined },
      ],
      executeApiDisabled: true,
      minimumCompressionBytes: undefined,
      binaryMediaTypes: [],
      domains: [],
      webAcl: undefined,
    },
    functions: [target],
    clock,
    invoke: async (_, payload) =>
      outcome ?? { kind: "answered", payload: JSON.stringify(await client.answer(JSON.parse(payload))) },
  });
  return {
    stop: () => clock.stop(),
    async send(
      address: string,
      headers: Readonly<Record<string, string>> = {},
      { method = "GET", body: sent = "" } = {},
    ): Promise<Served> {
      const [path = "", query = ""] = address.split("?");
      const answer = await api.answer(
        {
          method,
          path,
          query,
          headers: Object.entries(headers),
          body: Buffer.from(sent),
          host: "api.example.com",
          sourceIp: "192.0.2.1",
        },
        path,
        path,
      );
      const response = {
        status: answer.status,
        headers: Object.fromEntries(answer.headers.map(([name, value]) => [name.toLowerCase(), value])),
        text: answer.body.toString(),
      };
      const departure = contract.departure({
        method,
        path: resourceOf(path).resource,
        status: response.status,
        contentType: response.headers["content-type"],
        text: method === "HEAD" ? "" : response.text,
      });
      if (departure !== undefined) {
        throw new Error(departure);
      }
      return response;
    },
  };
}
