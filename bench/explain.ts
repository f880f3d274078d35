import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildArtifact } from "../lib/artifact/build/build-artifact";
import { figure } from "../lib/artifact/receipt/byte-figures";
import { selectSource } from "../lib/artifact/stage";
import { type Contender, interleave, machine, report } from "./measure";

const rounds = 5;
const root = resolve(__dirname, "..");
/** As the npm script has it, less npm. */
const explain = ["--max-semi-space-size=2", "--import", "tsx", "cli/main.ts", "explain"];

/** What `npm run explain` costs: on what synthesis wrote, and on a large ZIP found somewhere. Whole processes. */
export function benchExplain(): void {
  const folder = mkdtempSync(join(tmpdir(), "bench-explain-"));
  try {
    const stacks = [
      ["chat", "main.ts"],
      ["pandas", "examples/pandas/main.ts"],
    ].map(([name = "", app = ""]) => synthesized(folder, name, app));
    const zip = largeZip(folder);
    const page = join(folder, "page.html");
    console.log(`npm run explain, whole process, ${rounds} rounds in turns\n${machine()}\n${zip.says}`);
    report(
      "explain",
      interleave(
        [
          { name: "node -e 0", file: process.execPath, args: ["-e", "0"] },
          { name: "node --import tsx -e 0", file: process.execPath, args: ["--import", "tsx", "-e", "0"], cwd: root },
          ...stacks.flatMap(({ name, directory }) => [
            contender(`${name}, for a terminal`, directory),
            contender(`${name}, --html`, directory, "--html", page),
          ]),
          contender("the large ZIP, for a terminal", zip.path, "--runtime", "python3.12"),
          contender("an error", "--error", "No module named 'yaml'"),
        ],
        rounds,
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function contender(name: string, ...args: readonly string[]): Contender {
  return { name, file: process.execPath, args: [...explain, ...args], cwd: root };
}

function synthesized(folder: string, name: string, app: string): { readonly name: string; readonly directory: string } {
  const output = join(folder, name);
  interleave(
    [
      {
        name: `synthesize ${name}`,
        file: process.execPath,
        args: ["--import", "tsx", app],
        cwd: root,
        env: { ...process.env, CDKTF_OUTDIR: output },
      },
    ],
    1,
  );
  return { name, directory: join(output, "stacks", name === "chat" ? "test-llms-demo" : name) };
}

/** A ZIP with large distributions, near what AWS takes. */
function largeZip(folder: string): { readonly path: string; readonly says: string } {
  const source = join(folder, "large");
  mkdirSync(source);
  writeFileSync(join(source, "requirements.txt"), "pandas==2.2.3\nscipy==1.16.3\nscikit-learn==1.7.2\n");
  writeFileSync(join(source, "index.py"), "import pandas, scipy, sklearn\n\ndef handler(event, context): ...\n");
  const selected = selectSource({ source });
  const { code } = buildArtifact({ source, selected, strategy: "bundle", runtime: "python3.12", architecture: "x86_64" });
  const { bytes, unzippedBytes, files } = code.contents;
  const says = `the large ZIP: ${figure(bytes)} bytes, ${figure(unzippedBytes)} unpacked, ${figure(files.length)} files`;
  return { path: code.path, says };
}
