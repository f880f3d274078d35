import { onePieceLimit } from "../zip/entry-content";
import { scanModule } from "./import-scan";
import { type TestsUnit, testsUnits } from "./tests-folders";
import type { WheelIndex } from "./wheel-index";

const sources = /\.pyx?$/;
const entryPoints = /^[^/]+\.dist-info\/entry_points\.txt$/;

/** Collects what the files of a wheel refer to, its tests apart from the rest. */
export class ReferenceScan {
  private readonly units: ReadonlyMap<TestsUnit, Set<string>>;
  private readonly imports = new Set<string>();
  private readonly mentions = new Set<string>();
  private readonly stubsRead = new Set<string>();

  /** @param paths of all files of the wheel, in the artifact */
  constructor(paths: readonly string[]) {
    this.units = new Map(testsUnits(paths).map((unit) => [unit, new Set()]));
  }

  /** Looks at a file, of which a module's text comes in one piece. */
  see(path: string, content: Uint8Array): void {
    if (content.length > onePieceLimit) return;
    if (entryPoints.test(path)) this.seeEntryPoints(text(content));
    if (!sources.test(path)) return;
    const source = text(content);
    const { imports, mentions } = scanModule(source, path);
    const unit = [...this.units].find(([{ path: above }]) => path.startsWith(above));
    for (const mention of mentions) (unit?.[1] ?? this.mentions).add(mention);
    if (unit === undefined) for (const module of imports) this.imports.add(module);
    if (source.includes("attach_stub")) this.stubsRead.add(path.replace(sources, ".pyi"));
  }

  result(): Pick<WheelIndex, "imports" | "mentions" | "tests" | "stubsRead"> {
    return {
      imports: sorted(this.imports),
      mentions: sorted(this.mentions),
      tests: [...this.units].map(([unit, mentions]) => ({ ...unit, mentions: sorted(mentions) })),
      stubsRead: sorted(this.stubsRead),
    };
  }

  /** `name = package.module:attribute`, which is read as a string would be. */
  private seeEntryPoints(source: string): void {
    const strings = source.split("\n").map((line) => JSON.stringify(line.split("=")[1]?.trim().split(/\s/)[0] ?? ""));
    for (const mention of scanModule(strings.join("\n"), "entry_points").mentions) this.mentions.add(mention);
  }
}

function text(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString("latin1"); // fast, and ASCII is all that is looked for
}

function sorted(names: ReadonlySet<string>): string[] {
  return [...names].sort();
}
