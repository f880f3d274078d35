import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../lib/errors/user-error";
import type { CloudFolder } from "./cloud-folder";

/** A CDKTF app of the project, and what the local cloud knows of it. Paths are absolute. */
export interface App {
  /** The program that synthesizes it, relative to the project's root, where it runs. */
  readonly file: string;
  /** The project's root. */
  readonly root: string;
  /** Where it is synthesized to. */
  readonly output: string;
  /** Where the local cloud keeps its Terraform state, data and saved plan. */
  readonly deployment: string;
}

const examplesFolder = "examples";

/** The project's own app. */
export function mainApp({ root, cloud }: CloudFolder): App {
  return { file: "main.ts", root, output: join(root, "cdktf.out"), deployment: cloud };
}

/** What GitHub Actions needs to deploy, which a person applies once an account: an app of its own, so that the project's has one stack. */
export function deliveryApp({ root, cloud }: CloudFolder): App {
  return {
    file: join("stacks", "delivery-app.ts"),
    root,
    output: join(root, "delivery.out"),
    deployment: join(cloud, "delivery"),
  };
}

/**
 * The app of an example.
 *
 * @throws UserError where there is no example of that name
 */
export function exampleApp(folder: CloudFolder, name: string): App {
  const names = exampleNames(folder.root);
  if (!names.includes(name)) {
    throw new UserError({
      what: `there is no example ${name}`,
      where: examplesFolder,
      fix: `name one of: ${names.join(", ")}`,
    });
  }
  const own = join(examplesFolder, name);
  return {
    file: join(own, "main.ts"),
    root: folder.root,
    output: join(folder.root, own, "cdktf.out"),
    deployment: join(folder.cloud, examplesFolder, name),
  };
}

/** The project's own app, that of its delivery, and those of its examples. */
export function allApps(folder: CloudFolder): App[] {
  return [mainApp(folder), deliveryApp(folder), ...exampleNames(folder.root).map((name) => exampleApp(folder, name))];
}

/** The names of the examples, sorted: folders with a `main.ts`. */
export function exampleNames(root: string): string[] {
  const folder = join(root, examplesFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "main.ts")))
    .sort();
}
