import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { LambdaClient } from "@aws-sdk/client-lambda";
import * as z from "zod";

type Input = Readonly<Record<string, unknown>>;

/** Answers by the name of the operation: `GetAlias`. An error is thrown. */
export type Answers = Readonly<Record<string, (input: Input) => object | Error>>;

const input = z.object({ input: z.record(z.string(), z.unknown()) });

/** Answers AWS's clients. @returns the calls, which grow */
export function answerAws(answers: Answers): (readonly [operation: string, input: Input])[] {
  const calls: (readonly [string, Input])[] = [];
  const send = async (command: unknown) => {
    const name = (command instanceof Object ? command.constructor.name : "").replace(/Command$/, "");
    const parameters = input.parse(command).input;
    calls.push([name, parameters]);
    const answer = answers[name]?.(parameters) ?? new Error(`${name} is not answered`);
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  };
  jest.spyOn(APIGatewayClient.prototype, "send").mockImplementation(send);
  jest.spyOn(CloudWatchClient.prototype, "send").mockImplementation(send);
  jest.spyOn(CloudWatchLogsClient.prototype, "send").mockImplementation(send);
  jest.spyOn(CodeDeployClient.prototype, "send").mockImplementation(send);
  jest.spyOn(LambdaClient.prototype, "send").mockImplementation(send);
  return calls;
}
