import { PROBLEMS } from "../http/problem";
import type { OpenApiDocument, Operation, Parameter } from "../openapi";

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}" +
  "code,pre{font:14px ui-monospace,monospace;background:#8882;border-radius:4px;padding:.1em .3em}" +
  "pre{padding:.8em;overflow:auto}h2{margin-top:2.5rem}table{border-collapse:collapse}td{padding:.2rem 1rem .2rem 0;vertical-align:top}td:first-child{white-space:nowrap}" +
  ":root{color-scheme:light dark}";

const KEY: Parameter = {
  name: "X-Api-Key",
  in: "header",
  required: true,
  description: "Your key: the same in every region",
  schema: { type: "string" },
};

/** The OpenAPI document as a page for people: no script, nothing from elsewhere. */
export function page({ info, paths }: OpenApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method === "get" || method === "post")
      .map(([method, operation]) => section(method.toUpperCase(), path, operation)),
  );
  const problems = Object.entries(PROBLEMS).map(
    ([name, { status, title }]) =>
      `<tr id="${name}"><td><code>${name}</code><td>${status}<td>${escaped(title)}`,
  );
  return (
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${escaped(info.title)}</title><style>${STYLE}</style>` +
    `<h1>${escaped(info.title)}</h1><p>${escaped(info.description)}` +
    `<p><a href="/openapi.json">OpenAPI 3.0</a>${operations.join("")}` +
    `<h2>Errors</h2><p>Every error is <code>application/problem+json</code>; its <code>type</code> leads here.` +
    `<table>${problems.join("")}</table></html>`
  );
}

function section(method: string, path: string, operation: Operation): string {
  const { summary, description, parameters = [], requestBody, responses, security = [] } = operation;
  const keys = security.length === 0 ? [] : [KEY];
  const rows = [...keys, ...parameters].map(row);
  const sent = requestBody?.content["application/json"]?.example;
  const answered = responses["200"]?.content?.["application/json"]?.example;
  return [
    `<h2><code>${method} ${escaped(path)}</code></h2><p>${escaped(summary)}.`,
    description === undefined ? "" : ` ${escaped(description)}`,
    rows.length === 0 ? "" : `<table>${rows.join("")}</table>`,
    answered === undefined
      ? ""
      : `<pre>${method} ${escaped(exampleOf(path, parameters))}${shown(sent)}\n${shown(answered)}</pre>`,
  ].join("");
}

function row({ name, in: place, required, description, schema }: Parameter): string {
  const { enum: choices = [], minimum, maximum, default: fallback } = schema;
  const facts = [
    schema.description === undefined ? description : `${description} (${schema.description})`,
    ...(choices.length === 0 ? [] : [choices.join(", ")]),
    ...(minimum === undefined ? [] : [`${minimum} to ${maximum}`]),
    ...(fallback === undefined ? [] : [`Default: ${fallback}`]),
  ];
  return `<tr><td><code>${escaped(name)}</code><td>${place}${required ? ", required" : ""}<td>${escaped(facts.join(". "))}`;
}

/** A request made of the examples of its parameters. */
export function exampleOf(path: string, parameters: readonly Parameter[]): string {
  const values = parameters.filter(({ example }) => example !== undefined);
  const place = values
    .filter((parameter) => parameter.in === "path")
    .reduce((text, { name, example = "" }) => text.replace(`{${name}}`, String(example)), path);
  const query = values
    .filter((parameter) => parameter.in === "query")
    .map(({ name, example = "" }) => `${name}=${example}`);
  return query.length === 0 ? place : `${place}?${query.join("&")}`;
}

/** As JSON, objects without others in them on a line each. */
function shown(value: unknown): string {
  const text = value === undefined ? "" : `\n${JSON.stringify(value, undefined, 2)}`;
  return escaped(text.replace(/(?<=[[,]\s+)\{[^{}]*\}/g, (object) => object.replace(/\s+/g, " ")));
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}
