import Ajv04 from "ajv-draft-04";
import { jsonIn } from "../../terraform";
import type { Route } from "../stack/api-body";
import { type GatewayRequest, header } from "./message";

export interface Invalid {
  readonly type: "BAD_REQUEST_PARAMETERS" | "BAD_REQUEST_BODY";
  readonly detail: string;
}

export type Validate = (
  request: GatewayRequest,
  query: URLSearchParams,
  pathParameters: Readonly<Record<string, string>>,
) => Invalid | undefined;

/**
 * API Gateway's basic validation: required parameters must be present and not blank (their schemas are ignored), and a
 * body must match the model of its content type.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function requestValidation({ operation, validator }: Route, components: unknown): Validate {
  const required = validator.validateRequestParameters
    ? operation.parameters.filter((parameter) => parameter.required)
    : [];
  const models = validator.validateRequestBody
    ? bodyModels(operation.requestBody?.content ?? {}, components)
    : {};
  return (request, query, pathParameters) => {
    const missing = required.filter(({ name, in: place }) => {
      const value =
        place === "query"
          ? query.get(name)
          : place === "path"
            ? pathParameters[name]
            : header(request.headers, name.toLowerCase());
      return value === undefined || value === null || value.trim() === "";
    });
    if (missing.length > 0) {
      const names = missing.map(({ name }) => name).join(", ");
      return { type: "BAD_REQUEST_PARAMETERS", detail: `Missing required request parameters: [${names}]` };
    }
    const type = header(request.headers, "content-type")?.split(";")[0]?.trim().toLowerCase();
    const detail = models[type ?? "application/json"]?.(request.body);
    return detail === undefined ? undefined : { type: "BAD_REQUEST_BODY", detail };
  };
}

type ValidateBody = (body: Buffer) => string | undefined;

function bodyModels(
  content: Readonly<Record<string, { readonly schema?: unknown }>>,
  components: unknown,
): Readonly<Record<string, ValidateBody>> {
  return Object.fromEntries(
    Object.entries(content).map(([type, { schema }]) => {
      // A model may refer to the document's other schemas.
      const ajv = new Ajv04({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false });
      const validate = ajv.compile({ components, allOf: [schema ?? {}] });
      return [
        type.toLowerCase(),
        (body: Buffer) => {
          const json = jsonIn(body.toString());
          if (json === undefined) {
            return "the body is not JSON";
          }
          return validate(json) ? undefined : ajv.errorsText(validate.errors, { dataVar: "body" });
        },
      ];
    }),
  );
}
