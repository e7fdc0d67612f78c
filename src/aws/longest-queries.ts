import * as z from "zod/mini";

const parameters = z.optional(
  z.array(
    z.object({
      name: z.optional(z.string()),
      in: z.optional(z.string()),
      schema: z.optional(z.object({ maxLength: z.optional(z.number()) })),
    }),
  ),
);
const document = z.object({
  paths: z.record(z.string(), z.object({ parameters, get: z.optional(z.object({ parameters })) })),
});

/**
 * Returns the maximum query length of each GET operation before percent-encoding, from the `maxLength` of its
 * parameters. A parameter without a `maxLength` counts only with its name.
 */
export function longestQueries(openApi: unknown): readonly { operation: string; bytes: number }[] {
  const { data } = document.safeParse(openApi);
  return Object.entries(data?.paths ?? {}).flatMap(([path, item]) =>
    item.get === undefined
      ? []
      : [
          {
            operation: `GET ${path}`,
            bytes: [...(item.parameters ?? []), ...(item.get.parameters ?? [])]
              .filter((parameter) => parameter.in === "query")
              // name=value&
              .reduce((sum, { name = "", schema }) => sum + name.length + (schema?.maxLength ?? 0) + 2, -1),
          },
        ],
  );
}
