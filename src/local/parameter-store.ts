import { type ListeningServer, listen } from "./http";

/**
 * Systems Manager's Parameter Store, as functions read it: every parameter that they name has one value.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export class ParameterStore {
  private listening: ListeningServer | undefined;

  /** @param value - undefined: no parameter exists */
  constructor(private readonly value: string | undefined) {}

  async start(): Promise<void> {
    this.listening = await listen(async (request, response) => {
      const isRead = request.headers["x-amz-target"] === "AmazonSSM.GetParameter";
      const isFound = isRead && this.value !== undefined;
      response.writeHead(isFound ? 200 : 400, { "Content-Type": "application/x-amz-json-1.1" });
      response.end(
        JSON.stringify(
          isFound
            ? { Parameter: { Type: "SecureString", Value: this.value } }
            : { __type: isRead ? "ParameterNotFound" : "UnknownOperationException" },
        ),
      );
    });
  }

  get endpoint(): string {
    return this.listening?.url ?? "";
  }

  async stop(): Promise<void> {
    await this.listening?.close();
  }
}
