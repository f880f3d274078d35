import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Testing, TerraformStack } from "cdktf";
import { defaultRules } from "../lib/artifact/selection-rules";
import { declareVariables } from "../stacks/chat-variables";
import { testingApp } from "./testing-app";

const root = resolve(__dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const readme = read("README.md");
const pages = { "README.md": readme, "CONTRIBUTING.md": read("CONTRIBUTING.md") };

/** What leads to the headings of a page. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => title.toLowerCase().replaceAll(" ", "-"));
}

/** The cells of the table below a header row. */
function table(header: string): string[][] {
  const lines = readme.slice(readme.indexOf(header)).split("\n").slice(2);
  const rows = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith("|")),
  );
  return rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test("the map is rooms.json, room for room", () => {
  const rooms = JSON.parse(read("rooms.json")) as Record<string, { holds: string; imports: string[] }>;
  const expected = Object.entries(rooms).map(([room, { holds, imports }]) => [
    `\`${room}\``,
    holds,
    imports.map((name) => `\`${name}\``).join(", ") || "nothing of ours",
  ]);
  expect(table("| room | what lives there |")).toEqual(expected);
});

test("every room of the map exists", () => {
  const rooms = Object.keys(JSON.parse(read("rooms.json")) as object);
  expect(rooms.filter((room) => !existsSync(join(root, room)))).toEqual([]);
});

test("the table of what stays behind is the built-in rules", () => {
  expect(table("| rule | why |")).toEqual(defaultRules.map(({ name, why }) => [name, why]));
});

test("the table of variables names each with its default", () => {
  const stack = new TerraformStack(testingApp(), "demo");
  declareVariables(stack);
  const { variable } = JSON.parse(Testing.synth(stack)) as { variable: Record<string, { default: unknown }> };
  const shown = table("| variable (`TF_VAR_…`) |").map(([name, value]) => [name?.replaceAll("`", ""), value]);
  expect(shown.sort()).toEqual(Object.entries(variable).map(([name, value]) => [name, String(value.default)]));
});

const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

test.each(Object.keys(scripts))("npm run %s is explained somewhere", (name) => {
  const text = Object.values(pages).join("\n");
  const parts = ["test:unit", "test:e2e"]; // of npm test
  expect(parts.includes(name) || text.includes(`npm run ${name}`) || text.includes(`npm ${name}`)).toBe(true);
});

describe.each(Object.entries(pages))("%s", (_page, text) => {
  test("names no npm script that does not exist", () => {
    const named = [...text.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name ?? "");
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test("links to no file or heading that does not exist", () => {
    const linked = [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, path]) => path ?? "");
    const broken = linked.filter((link) => {
      const [path = "", heading] = link.split("#");
      if (path !== "" && !existsSync(join(root, path))) return true;
      return heading !== undefined && !headings(path === "" ? text : read(path)).includes(heading);
    });
    expect(broken).toEqual([]);
  });

  test("names no file of the project that does not exist", () => {
    const named = [...text.matchAll(/`((?:lib|cli|stacks|backend|bench|docs|__tests__|\.github)\/[\w./-]+)`/g)].map(
      ([, path]) => path ?? "",
    );
    const examples = ["backend/report"];
    expect(named.filter((path) => !examples.includes(path) && !existsSync(join(root, path)))).toEqual([]);
  });
});
