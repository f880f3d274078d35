import { chmodSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { type Artifact, type ArtifactRequest, buildArtifact } from "../../../../lib/artifact/build/build-artifact";
import { selectSource } from "../../../../lib/artifact/stage";
import { requestIn } from "../resolve/with-index";
import { write } from "../temporary-folder";
import { type MadeWheel, makeWheel, sha256Of } from "../wheel/make-wheel";

/** Two distributions with all that a wheel can hold in an odd way. */
export const oddWheels: readonly MadeWheel[] = [
  {
    name: "tool",
    files: {
      "tool/__init__.py": "VERSION = 1\n",
      "tool/run": { content: "#!/bin/sh\n", executable: true },
      "tool/stored.txt": { content: "abc".repeat(500), stored: true },
      "tool/tiny.txt": { content: "a", stored: true },
      "tool-1.0.data/purelib/pure/größe.py": "x = 1\n",
      "tool-1.0.data/scripts/tool": { content: "#!python\n", executable: true },
    },
  },
  { name: "other", metadata: ["Requires-Dist: tool"], files: { "other/😀.py": "y = 2\n", "other/empty": "" } },
];

/** The files of a function. One that a shell may run is in `executables`. */
export const oddFiles: Readonly<Record<string, string>> = {
  "index.py": "import tool\n\n\ndef handler(event, context):\n    return tool.VERSION\n",
  "bin/start": "#!/bin/sh\nexec python -m index\n",
  "Größe/😀.py": "pass\n",
  // Turkish sorts ö after every o, English does not.
  "oz.txt": "1\n",
  "öa.txt": "2\n",
  "a b/c.json": "{}\n",
  "deep/er/still/x.txt": "x".repeat(3_000),
  empty: "",
};
const executables = ["bin/start"];

/**
 * Writes a function into `source` below the folder, and the wheels it is locked to into `wheels` beside it, so that building it needs
 * neither uv nor an index.
 *
 * @returns the source folder
 */
export function writeFunction(
  folder: string,
  files: Readonly<Record<string, string>> = oddFiles,
  wheels: readonly MadeWheel[] = oddWheels,
): string {
  mkdirSync(join(folder, "wheels"), { recursive: true });
  const paths = wheels.map((made) => makeWheel(join(folder, "wheels"), made));
  write(join(folder, "source"), paths.length === 0 ? files : { ...files, "pylock.toml": lockOf(paths) });
  for (const path of executables.filter((each) => each in files)) chmodSync(join(folder, "source", path), 0o755);
  return join(folder, "source");
}

/** A pylock.toml for a source folder, which takes these wheels from the folder `wheels` beside it. */
export function lockOf(wheels: readonly string[]): string {
  const packages = wheels.map((path) => {
    const [name = "", version = ""] = basename(path).split("-");
    const wheel = `{ path = "../wheels/${basename(path)}", hashes = { sha256 = "${sha256Of(path)}" } }`;
    return `[[packages]]\nname = "${name}"\nversion = "${version}"\nwheels = [${wheel}]\n`;
  });
  return ['lock-version = "1.0"', 'created-by = "a test"', ...packages].join("\n");
}

/**
 * Builds the function in `source` below the folder, with a cache in `cache` there, in this process.
 *
 * @param uv by default there is none, and needs none: what is locked to wheels of this machine is not resolved
 */
export function artifactOf(
  folder: string,
  { uv = join(folder, "no-uv"), ...request }: Partial<ArtifactRequest> & { readonly uv?: string } = {},
): Artifact {
  const common = requestIn(folder, uv);
  const { source = common.source } = request;
  return buildArtifact({ ...common, strategy: "layer", selected: selectSource({ source }), ...request });
}
