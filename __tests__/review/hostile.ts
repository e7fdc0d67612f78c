/** A generator of the same numbers for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Tree = { [key: string]: unknown } | unknown[];

const WORDS = [
  "`|`</details><script>alert(1)</script>",
  "a`b``c|d\n# e\r\n- [x](javascript:alert(1))",
  "\u001b[2J\u202E\u200B\uD800",
  "${jndi:ldap://x} {{7*7}} %s %n",
  "@everyone #1 !include /etc/passwd",
  "../../../../etc/passwd",
  "arn:aws:iam:::::::*",
  '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
  "[".repeat(500),
  "us-east-1".repeat(50),
  "x".repeat(5000),
  "__proto__",
  "",
];

const ODD: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  0.1,
  [],
  {},
  [[[[]]]],
  { __proto__: null },
  { constructor: 1 },
  ...WORDS,
];

function pick<T>(random: () => number, from: readonly T[]): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) {
    throw new Error("nothing to pick from");
  }
  return one;
}

/** Every place in a tree where something could stand instead. */
function places(tree: Tree, found: (readonly [Tree, string])[] = []): readonly (readonly [Tree, string])[] {
  for (const [key, value] of Object.entries(tree)) {
    found.push([tree, key]);
    if (typeof value === "object" && value !== null) {
      places(value as Tree, found);
    }
  }
  return found;
}

/** A plan with a few things in it that no Terraform writes; it may still be a plan. */
export function hostile(plan: string, random: () => number): string {
  const document: Tree = JSON.parse(plan);
  const all = places(document);
  for (let count = 1 + Math.floor(random() * 4); count > 0; count -= 1) {
    const [holder, key] = pick(random, all);
    const where: Record<string, unknown> = holder as Record<string, unknown>;
    const what = random();
    if (what < 0.2) {
      delete where[key];
    } else if (what < 0.5) {
      where[pick(random, WORDS)] = where[key];
    } else {
      where[key] = pick(random, ODD);
    }
  }
  return JSON.stringify(document);
}

/** A text that is no plan, whatever else it is. */
export function malformed(plan: string, random: () => number): string {
  const document: { [key: string]: unknown } = JSON.parse(plan);
  const broken = (change: object) => JSON.stringify({ ...document, ...change });
  return pick<() => string>(random, [
    () => plan.slice(0, Math.floor(random() * (plan.length - 1))),
    () => plan.slice(1 + Math.floor(random() * 50)),
    () => `${plan}${pick(random, ["}", "]", "\0", "x", plan])}`,
    () => `${"[".repeat(1 + Math.floor(random() * 100_000))}`,
    () => `${'{"a":'.repeat(300)}1${"}".repeat(300)}`,
    () => JSON.stringify(pick(random, ODD)),
    () => broken({ format_version: pick(random, ["0.2", "2.0", "", 1, null, "1", "1.x", WORDS[0]]) }),
    () => broken({ planned_values: pick(random, [null, [], "x", 3]) }),
    () => broken({ resource_changes: pick(random, [{}, "x", 3, [null], [{}], [[]], [{ address: 1 }]]) }),
    () => broken({ resource_drift: pick(random, [{}, "x", [null], [{ address: WORDS[0] }]]) }),
    () => broken({ prior_state: pick(random, [[], "x", { values: [] }, { values: { root_module: 3 } }]) }),
    () => broken({ configuration: pick(random, [[], "x", { root_module: [] }, { provider_config: "x" }]) }),
    () => broken({ planned_values: { root_module: { resources: [{ address: 1 }] } } }),
    () => {
      const { planned_values: _, ...rest } = document;
      return JSON.stringify(rest);
    },
  ])();
}
