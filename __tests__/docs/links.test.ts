import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = join(__dirname, "..", "..");

const pages = ["", "docs", join("docs", "adr")].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name)),
);

/** Returns the anchors of a page's headings, as GitHub derives them. */
function anchorsOf(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .replaceAll(" ", "-"),
  );
}

function textOf(page: string): string {
  return readFileSync(join(ROOT, page), "utf8").replace(/```[\s\S]*?```/g, "");
}

function leadsNowhere(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const file = path === "" ? join(ROOT, page) : join(ROOT, dirname(page), path);
  return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
}

test("every link of a page leads to a file, and to a heading in it", () => {
  const links = pages.flatMap((page) =>
    [...textOf(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = ""]): [string, string] => [
      page,
      link,
    ]),
  );
  expect(links.length).toBeGreaterThan(100);
  expect(links.filter(([page, link]) => leadsNowhere(page, link))).toEqual([]);
});
