import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { interleave, machine, report, type Contender } from "./measure";

const rounds = 5;
const root = resolve(__dirname, "..");

/** Synthesis of one function: whole process, as it is, and as it would be with the provider bindings imported from their roots. */
export function benchSynthesis(): void {
  const folder = mkdtempSync(join(tmpdir(), "bench-synthesis-"));
  try {
    const rootImports = join(folder, "root-imports.cjs");
    const packages = ["@cdktf/provider-aws", "@cdktf/provider-archive"].map((name) => join(root, "node_modules", name));
    writeFileSync(rootImports, packages.map((path) => `Object.values(require(${JSON.stringify(path)}));\n`).join(""));
    const contender = (name: string, ...extra: readonly string[]): Contender => ({
      name,
      file: process.execPath,
      args: [...extra, "--import", "tsx", "main.ts"],
      cwd: root,
      env: { ...process.env, AWS_REGION: "us-east-1", CDKTF_OUTDIR: join(folder, "out") },
      prepare: () => {
        rmSync(join(folder, "out"), { recursive: true, force: true });
      },
    });
    console.log(`synthesis of one function, whole process, ${rounds} rounds in turns\n${machine()}`);
    report(
      "synthesis",
      interleave(
        [
          { name: "node -e 0", file: process.execPath, args: ["-e", "0"] },
          contender("deep imports, as here"),
          contender("root imports", "--require", rootImports),
        ],
        rounds,
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
