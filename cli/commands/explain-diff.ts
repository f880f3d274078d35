import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isFolder } from "../../lib/artifact/file-kind";
import { inspectFunction } from "../../lib/artifact/inspect/inspect-function";
import type { Receipt } from "../../lib/artifact/receipt/receipt";
import { today } from "../../lib/artifact/today";
import { UserError } from "../../lib/errors/user-error";
import { diffArtifacts, type DiffSide } from "../explain/diff";
import { artifactDiffText } from "../explain/diff-text";
import { diffMarkdown } from "../explain/render/markdown-diff";
import { safeJson } from "../explain/safe-text";
import { type Io, UsageError } from "./command";
import { type DeployedCode, deployedSide, downloadDeployed } from "./deployed-code";
import { type ExplainOptions, type ZipSetting, zipSettingOf } from "./explain-options";

/** The name of the side that is asked of the function itself. */
const deployed = "deployed";

/** Prints what differs between two sides; nothing where nothing does. */
export async function explainDiff(options: ExplainOptions, io: Io): Promise<number> {
  const [before, after, ...more] = options.positionals;
  if (before === undefined || after === undefined || more.length > 0)
    throw new UsageError(`--diff takes two: stack directories, receipts or ZIPs, or "${deployed}" for what runs`);
  const folder = mkdtempSync(join(tmpdir(), "lambda-container-diff-"));
  try {
    const code = [before, after].includes(deployed) ? await downloadDeployed(folder, options, io) : undefined;
    const receipts = [before, after].map((side) => (side === deployed ? undefined : receiptAt(resolve(side))));
    const setting = settingFor(receipts[0] ?? receipts[1], code, options);
    const side = (named: string, receipt: Receipt | undefined): DiffSide => sideOf(named, receipt, code, setting, io);
    const diff = diffArtifacts(side(before, receipts[0]), side(after, receipts[1]), options.function ?? code?.name);
    const { json, markdown } = options;
    const text = json ? safeJson(diff) : markdown ? diffMarkdown(diff) : artifactDiffText(diff);
    if (text === "") io.err("nothing differs");
    else io.out(text);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type SettingOf = () => ZipSetting;

/** A ZIP is looked into as what it is deployed as: what a person says, or else its function, or the receipt it is held against. */
function settingFor(receipt: Receipt | undefined, code: DeployedCode | undefined, options: ExplainOptions): SettingOf {
  return () => {
    if (options.runtime !== undefined) return zipSettingOf(options);
    const named = options.function ?? code?.name;
    const known = receipt?.functions.filter(({ name }) => named === undefined || name === named) ?? [];
    const [first] = known;
    if (first !== undefined && known.every(({ runtime }) => runtime === first.runtime))
      return { runtime: first.runtime, architecture: first.architecture };
    return zipSettingOf(options);
  };
}

function sideOf(
  shown: string,
  receipt: Receipt | undefined,
  code: DeployedCode | undefined,
  setting: SettingOf,
  { env }: Io,
): DiffSide {
  if (receipt !== undefined) return { is: "receipt", receipt, shown };
  if (shown === deployed && code !== undefined) return deployedSide(code, setting(), env);
  return {
    is: "zip",
    inspected: inspectFunction({ zip: resolve(shown), layers: [], today: today(env), env, ...setting() }),
    shown,
  };
}

/** The receipt that was named, or that of the stack directory; undefined of a ZIP. */
function receiptAt(path: string): Receipt | undefined {
  if (!existsSync(path))
    throw new UserError({
      what: "there is no such file or folder",
      where: path,
      fix: "name a stack directory, a receipt or a ZIP",
    });
  const file = isFolder(path) ? join(path, "artifacts.json") : path;
  if (!file.endsWith(".json")) return undefined;
  try {
    const receipt = JSON.parse(readFileSync(file, "utf8")) as Omit<Receipt, "version"> & { readonly version: unknown };
    if (receipt.version === 1 && Array.isArray(receipt.functions) && Array.isArray(receipt.zips))
      return { ...receipt, version: 1 };
  } catch (error) {
    if (!(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  throw new UserError({
    what: "it is no receipt that is read here",
    where: file,
    fix: "name a stack directory, its artifacts.json, or a ZIP",
  });
}
