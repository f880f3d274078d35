import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ManagedRuntimeName } from "../lib/runtimes/managed-runtimes";

/** A function and what it needs. */
export interface DependencySet {
  readonly name: string;
  readonly runtime: ManagedRuntimeName;
  /** Lines of its requirements.txt. */
  readonly requirements: readonly string[];
  /** What `index.py` imports. */
  readonly imports: readonly string[];
  /** Lines that a person adds once `sam build` has failed without them. */
  readonly pinsForSam: readonly string[];
}

/** The one that everybody asks about. Its numpy is left open, as most people leave it. */
export const pandas: DependencySet = {
  name: "pandas",
  runtime: "python3.11",
  requirements: ["pandas==2.2.3"],
  imports: ["pandas"],
  pinsForSam: ["numpy<2.3"],
};

/** Twelve packages that functions often have, pure and compiled: 33 with what these need. */
export const dozen: DependencySet = {
  name: "a dozen",
  runtime: "python3.12",
  requirements: [
    ...["aiohttp==3.14.5", "click==8.5.1", "cryptography==50.0.2", "httpx==0.28.1", "jinja2==3.1.6", "lxml==6.1.3"],
    ...["orjson==3.13.0", "pillow==13.0.0", "pydantic==2.14.4", "pyyaml==6.0.4", "requests==2.34.2", "sqlalchemy==2.1.9"],
  ],
  imports: [
    ...["aiohttp", "click", "cryptography.fernet", "httpx", "jinja2", "lxml.etree"],
    ...["orjson", "PIL.Image", "pydantic", "yaml", "requests", "sqlalchemy"],
  ],
  pinsForSam: [],
};

/** Writes the function's folder. */
export function writeSource(folder: string, set: DependencySet): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "requirements.txt"), set.requirements.map((line) => `${line}\n`).join(""));
  writeCode(folder, set, 0);
}

let edits = 0;

/** Changes the function's code as an editor would: it was never like this before. */
export function editSource(folder: string, set: DependencySet): void {
  edits += 1;
  writeCode(folder, set, edits);
}

function writeCode(folder: string, { imports }: DependencySet, edit: number): void {
  const lines = [...imports.map((name) => `import ${name}`), "", "", "def handler(event, context):", `    return "edit ${edit}"`];
  writeFileSync(join(folder, "index.py"), lines.map((line) => `${line}\n`).join(""));
}
