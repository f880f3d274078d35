import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root, workflowFolders } from "./workflows";

interface Update {
  readonly "package-ecosystem": string;
  readonly directory?: string;
  readonly directories?: readonly string[];
  readonly cooldown?: unknown;
}

const { updates } = parse(readFileSync(join(root, ".github/dependabot.yml"), "utf8")) as { updates: readonly Update[] };

test("what is pinned is renewed: actions, npm, pip and Go", () => {
  expect(updates.map((update) => update["package-ecosystem"])).toEqual(["github-actions", "npm", "pip", "gomod"]);
});

test.each(updates)("$package-ecosystem waits a week for what was published", ({ cooldown }) => {
  expect(cooldown).toEqual({ "default-days": 7 });
});

test("the actions of every workflow are renewed; to Dependabot, / is .github/workflows", () => {
  const [actions] = updates;
  expect(actions?.directories).toEqual(workflowFolders.map((folder) => (folder === ".github/workflows" ? "/" : `/${folder}`)));
});

const renewed: Readonly<Record<string, RegExp>> = {
  "github-actions": /^\.github$|\.yml$/, // in /, the workflows that GitHub runs
  npm: /^package-lock\.json$/,
  pip: /\.txt$/,
  gomod: /^go\.sum$/,
};

test.each(updates)("the folders of $package-ecosystem hold what it renews", (update) => {
  const { directory, directories = [directory ?? ""] } = update;
  const name = renewed[update["package-ecosystem"]] ?? /^$/;
  expect(directories.filter((folder) => !readdirSync(join(root, folder)).some((file) => name.test(file)))).toEqual([]);
});
