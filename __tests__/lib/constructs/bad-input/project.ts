import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { SharedIndex } from "../../artifact/resolve/with-index";

const checkout = resolve(__dirname, "../../../..");

/** What a person writes at the call site of `PythonFunction`, as source text. */
export interface CallSite {
  /** @default `Packaging.bundle()` */
  readonly packaging?: string;
  /** Further props, or other values of these. @default none */
  readonly props?: string;
  /** What is done with the function, such as `.resource.tags = {}`. @default nothing */
  readonly then?: string;
}

/** A folder with a person's project, and beside it all else of theirs that synthesis may touch: cache, home, temporary files. */
export class Project {
  /** The folder itself is shown as `~` in messages. */
  constructor(
    readonly folder: string,
    readonly shared: SharedIndex,
  ) {}

  /** Makes one that synthesizes: a function in `report` that needs tool 1.0 of the index, which needs dep. */
  static good(folder: string, shared: SharedIndex): Project {
    const project = new Project(folder, shared);
    for (const own of ["project", "home", "tmp"]) mkdirSync(join(folder, own), { recursive: true });
    symlinkSync(join(checkout, "node_modules"), project.path("node_modules"));
    project.write({
      "report/index.py": "import tool\n\ndef handler(event, context):\n    return tool.version\n",
      "report/requirements.txt": "tool==1.0\n",
    });
    project.call({});
    return project;
  }

  /** A copy with what was synthesized, and an empty cache. */
  copy(folder: string): Project {
    for (const own of ["project", "home", "tmp"])
      cpSync(join(this.folder, own), join(folder, own), { recursive: true, verbatimSymlinks: true });
    return new Project(folder, this.shared);
  }

  /** Below the project's root. */
  path(...parts: readonly string[]): string {
    return join(this.folder, "project", ...parts);
  }

  /** Writes files, path to content; null removes what is there. */
  write(files: Readonly<Record<string, string | Uint8Array | null>>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(this.path(path)), { recursive: true });
      if (content === null) rmSync(this.path(path), { recursive: true });
      else writeFileSync(this.path(path), content);
    }
  }

  /** Writes main.ts. */
  call({ packaging = "Packaging.bundle()", props = "", then = "" }: CallSite): void {
    const from = (module: string): string => JSON.stringify(join(checkout, "lib/constructs", module));
    this.write({
      "main.ts": [
        'import { TerraformStack } from "cdktf";',
        `import { Packaging } from ${from("packaging")};`,
        `import { declareProviders } from ${from("providers")};`,
        `import { PythonFunction } from ${from("python-function")};`,
        `import { PythonRuntime } from ${from("python-runtime")};`,
        `import { synthesize } from ${from("synthesize")};`,
        "synthesize((app) => {",
        '  const stack = new TerraformStack(app, "demo");',
        "  declareProviders(stack);",
        `  const needed = { source: "report", runtime: PythonRuntime.PYTHON_3_11, packaging: ${packaging} };`,
        `  new PythonFunction(stack, "report", { ...needed, ${props} })${then};`,
        "});",
        "",
      ].join("\n"),
    });
  }

  /** What synthesis sees of the environment: nothing of whoever runs the tests, and an index that is well. */
  get environment(): NodeJS.ProcessEnv {
    const { folder, shared } = this;
    return {
      PATH: process.env.PATH ?? "",
      HOME: join(folder, "home"),
      XDG_CACHE_HOME: join(folder, "home/.cache"),
      XDG_CONFIG_HOME: join(folder, "home/.config"),
      XDG_DATA_HOME: join(folder, "home/.local/share"),
      TMPDIR: join(folder, "tmp"),
      NO_PROXY: "127.0.0.1",
      TSX_DISABLE_CACHE: "1",
      SOURCE_DATE_EPOCH: process.env.SOURCE_DATE_EPOCH ?? "", // the tests' today
      LAMBDA_CONTAINER_UV: shared.uv,
      LAMBDA_CONTAINER_CACHE: join(folder, "cache"),
      UV_CACHE_DIR: join(folder, "uv-cache"),
      UV_DEFAULT_INDEX: shared.server.index(),
      UV_HTTP_RETRIES: "0",
    };
  }
}
