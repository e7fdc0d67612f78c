import { createHash } from "node:crypto";
import { kindOfProblem, PROBLEMS, type ProblemKind } from "../http/problem";
import type { OpenApiDocument, Operation, Parameter } from "./types";

const STYLE =
  ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}" +
  "code,pre{font:14px ui-monospace,monospace;background:#8882;border-radius:4px;padding:.1em .3em}" +
  "pre{padding:.8em;overflow:auto}h2{margin-top:2.5rem}h2 a{color:inherit;text-decoration:none}dd{margin:0 0 .5rem 1rem}";

/** Copies the call before a button, or selects it if the browser does not let pages copy. */
const SCRIPT =
  'addEventListener("click",({target:b})=>{if(b.tagName==="BUTTON"){const p=b.previousElementSibling;const s=()=>getSelection().selectAllChildren(p);navigator.clipboard?navigator.clipboard.writeText(p.textContent).then(()=>{b.textContent="Copied"},s):s()}})';

/** A policy that allows only the page's own script and style. */
export const PAGE_POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${createHash("sha256").update(SCRIPT).digest("base64")}'`;

const KEY: Parameter = {
  name: "X-Api-Key",
  in: "header",
  required: true,
  description: "Your API key, the same in every region",
  schema: { type: "string" },
};

interface Section {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/**
 * Renders the OpenAPI document of an API as a documentation page.
 *
 * @param own - the API's own kinds of errors
 * @param origin - the address of the API, such as `https://api.example.com`
 */
export function page({ info, paths }: OpenApiDocument, own: readonly ProblemKind[], origin: string): string {
  const sections = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method === "get" || method === "post")
      .map(([method, operation]): Section => ({ method: method.toUpperCase(), path, operation })),
  );
  // The operations of the documentation itself, which have no example, come last.
  const ordered = [...sections.filter(hasExample), ...sections.filter((section) => !hasExample(section))];
  const contents = ordered.map(
    (section) => `<li><a href="#${section.operation.operationId}">${name(section)}</a>`,
  );
  const problems = [...Object.keys(PROBLEMS).filter(isProblem).map(kindOfProblem), ...own].map(
    ({ type, status, title }) => `<dt id="${type}"><code>${type}</code> ${status}<dd>${escaped(title)}`,
  );
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${escaped(info.title)}</title><style>${STYLE}</style></head><body>` +
    `<header><h1>${escaped(info.title)}</h1><p>${escaped(info.description)}</header>` +
    `<nav aria-label="Contents"><ul>${contents.join("")}<li><a href="#errors">Errors</a></ul></nav>` +
    `<main>${ordered.map((section) => sectionOf(section, origin)).join("")}` +
    `<h2 id="errors"><a href="#errors">Errors</a></h2><p>Every error is <code>application/problem+json</code>; its <code>type</code> links to this list. Other errors of API Gateway have the type <code>about:blank</code>.` +
    `<dl>${problems.join("")}</dl></main><script>${SCRIPT}</script></body></html>`
  );
}

function isProblem(type: string): type is keyof typeof PROBLEMS {
  return type in PROBLEMS;
}

function hasExample({ operation }: Section): boolean {
  return exampleOfAnswer(operation) !== undefined;
}

function exampleOfAnswer({ responses }: Operation): unknown {
  return responses["200"]?.content?.["application/json"]?.example;
}

function name({ method, path }: Section): string {
  return `<code>${method} ${escaped(path)}</code>`;
}

function sectionOf(section: Section, origin: string): string {
  const { method, path, operation } = section;
  const { operationId: id, summary, description, parameters = [], requestBody, security = [] } = operation;
  const rows = [...(security.length === 0 ? [] : [KEY]), ...parameters].map(row);
  const sent = requestBody?.content["application/json"]?.example;
  const answered = exampleOfAnswer(operation);
  const address = exampleOf(path, parameters);
  const call = [
    `curl '${origin}${address}'`,
    ...(security.length === 0 ? [] : ["-H 'X-Api-Key: …'"]),
    ...(sent === undefined ? [] : ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(sent)}'`]),
  ].join(" ");
  return [
    `<h2 id="${id}"><a href="#${id}">${name(section)}</a></h2><p>${escaped(summary)}.`,
    description === undefined ? "" : ` ${escaped(description)}`,
    rows.length === 0 ? "" : `<dl>${rows.join("")}</dl>`,
    `<pre tabindex="0">${escaped(call)}</pre><button type="button">Copy</button>`,
    method === "GET" ? ` <a href="${escaped(address)}">Open ${escaped(address)}</a>` : "",
    answered === undefined ? "" : `<pre tabindex="0">${shown(answered)}</pre>`,
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
  return `<dt><code>${escaped(name)}</code> ${place}${required ? ", required" : ""}<dd>${escaped(facts.join(". "))}`;
}

/** Returns a request with the example values of its parameters. */
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

/** Returns JSON with one line per flat object. */
function shown(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2);
  return escaped(text.replace(/(?<=[[,]\s+)\{[^{}]*\}/g, (object) => object.replace(/\s+/g, " ")));
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}
