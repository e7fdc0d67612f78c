import { z } from "zod";
import { jsonIn } from "../terraform";
import { type Handler, readBody } from "./http";

const parameters = z.object({ Name: z.string() });

/**
 * Serves Systems Manager's Parameter Store, as functions read it.
 *
 * @param find - returns undefined for a parameter that does not exist
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export function parameterStore(find: (name: string) => string | undefined): Handler {
  return async (request, response) => {
    const isRead = request.headers["x-amz-target"] === "AmazonSSM.GetParameter";
    const { Name: name = "" } = parameters.safeParse(jsonIn(String(await readBody(request)))).data ?? {};
    const value = isRead ? find(name) : undefined;
    response.writeHead(value === undefined ? 400 : 200, { "Content-Type": "application/x-amz-json-1.1" });
    response.end(
      JSON.stringify(
        value === undefined
          ? { __type: isRead ? "ParameterNotFound" : "UnknownOperationException" }
          : { Parameter: { Type: "SecureString", Value: value } },
      ),
    );
  };
}
