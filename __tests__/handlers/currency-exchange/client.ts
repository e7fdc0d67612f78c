import type { APIGatewayProxyResult } from "aws-lambda";
import {
  apiDocument,
  type OpenApiDocument,
  type OperationId,
  openApiDocument,
  served,
} from "../../../handlers/currency-exchange/openapi";
import { currencyExchangeApi } from "../../../handlers/currency-exchange/rest-api";
import { RatesTable } from "../../../handlers/currency-exchange/store/rates-table";
import { RecentRates } from "../../../handlers/currency-exchange/store/recent-rates";
import type { RestApi } from "../../../handlers/rest-api";
import { Contract } from "../../contract";
import { type Replica, TABLE } from "./replica";

const SERVED = served(apiDocument);

export interface ClientProps {
  readonly now?: string;
  readonly region?: string;
  readonly version?: string;
  readonly corsOrigins?: readonly string[];
  readonly cached?: boolean;
  readonly document?: OpenApiDocument;
}

export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly json: unknown;
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks the API as API Gateway would: by proxy events made of addresses. */
export class Client {
  now: Date;
  private readonly api: RestApi<OperationId>;
  private readonly contract: Contract;

  constructor(
    replica: Replica,
    {
      now,
      region = "eu-west-1",
      version = "test",
      corsOrigins = [],
      cached = false,
      document = SERVED,
    }: ClientProps = {},
  ) {
    this.now = new Date(now ?? Date.now());
    this.contract = contractOf(document);
    const table = new RatesTable(replica.client, TABLE);
    this.api = currencyExchangeApi(
      { region, version, document, table, recent: new RecentRates(table) },
      { corsOrigins, cached, clock: () => this.now },
    );
  }

  /** Asks, and holds the response to the served document. */
  async ask(address: string, options: RequestOptions = {}): Promise<Response> {
    const event = eventOf(address, options);
    const response = responseOf(await this.api.answer(event, "invocation"));
    const { status, headers, text } = response;
    const departure = this.contract.departure({
      method: event.httpMethod,
      path: event.resource,
      status,
      contentType: String(headers["Content-Type"]),
      text,
    });
    if (departure !== undefined) {
      throw new Error(departure);
    }
    return response;
  }

  answer(event: unknown): Promise<APIGatewayProxyResult> {
    return this.api.answer(event, "invocation");
  }
}

const contracts = new Map<OpenApiDocument, Contract>();

function contractOf(document: OpenApiDocument): Contract {
  const known = contracts.get(document) ?? new Contract(document);
  contracts.set(document, known);
  return known;
}

/** The event of a request, as a REST API's Lambda proxy integration makes it. */
export function eventOf(address: string, { method = "GET", headers = {}, body }: RequestOptions) {
  const { pathname, searchParams } = new URL(address, "https://api.example.com");
  const names = [...new Set(searchParams.keys())];
  const { resource, parameters } = resourceOf(pathname);
  return {
    resource,
    path: pathname,
    httpMethod: method,
    headers,
    multiValueHeaders: null,
    queryStringParameters: names.length === 0 ? null : Object.fromEntries(searchParams),
    multiValueQueryStringParameters:
      names.length === 0 ? null : Object.fromEntries(names.map((name) => [name, searchParams.getAll(name)])),
    pathParameters: Object.keys(parameters).length === 0 ? null : parameters,
    stageVariables: null,
    requestContext: { requestId: "request-1" },
    body: body ?? null,
    isBase64Encoded: false,
  };
}

export function resourceOf(pathname: string) {
  for (const resource of Object.keys(openApiDocument.paths)) {
    const pattern = resource.replace(/[.]/g, "\\.").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
    const match = new RegExp(`^${pattern}$`).exec(pathname);
    if (match !== null) {
      // As they were sent: API Gateway does not decode them.
      return { resource, parameters: { ...match.groups } };
    }
  }
  return { resource: pathname, parameters: {} };
}

function responseOf({ statusCode, headers = {}, body }: APIGatewayProxyResult): Response {
  const text = body;
  const isJson = /[/+]json$/.test(String(headers["Content-Type"])) && text !== "";
  return { status: statusCode, headers, text, json: isJson ? JSON.parse(text) : undefined };
}
