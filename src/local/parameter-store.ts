import { LocalServer, readBody } from "./http";

/**
 * Systems Manager's Parameter Store, as functions read it.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export class ParameterStore extends LocalServer {
  /** @param find - returns undefined for a parameter that does not exist */
  async start(find: (name: string) => string | undefined): Promise<void> {
    await this.listen(async (request, response) => {
      const isRead = request.headers["x-amz-target"] === "AmazonSSM.GetParameter";
      const value = isRead ? find(nameIn(String(await readBody(request)))) : undefined;
      response.writeHead(value === undefined ? 400 : 200, { "Content-Type": "application/x-amz-json-1.1" });
      response.end(
        JSON.stringify(
          value === undefined
            ? { __type: isRead ? "ParameterNotFound" : "UnknownOperationException" }
            : { Parameter: { Type: "SecureString", Value: value } },
        ),
      );
    });
  }
}

function nameIn(body: string): string {
  try {
    return String(JSON.parse(body).Name);
  } catch {
    return "";
  }
}
