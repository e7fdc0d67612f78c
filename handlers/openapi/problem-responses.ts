import { kindOfProblem, type ProblemType } from "../http/problem";
import type { Response, Schema } from "./types";

const PROBLEM: Schema = { $ref: "#/components/schemas/Problem" };

/** Returns one response per status of the given kinds of errors; descriptions list the kinds. */
export function problems(types: readonly ProblemType[]): Record<string, Response> {
  const responses: Record<string, Response> = {};
  for (const { type, status } of types.map(kindOfProblem)) {
    const { description } = responses[status] ?? {};
    responses[status] = problemResponse(description === undefined ? type : `${description}, ${type}`);
  }
  return responses;
}

function problemResponse(description: string): Response {
  return { description, content: { "application/problem+json": { schema: PROBLEM } } };
}
