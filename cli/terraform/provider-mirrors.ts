import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The providers of our stacks. */
export type ProviderName = "aws" | "archive";

/** Providers found in one filesystem mirror. */
export interface Mirror {
  readonly path: string;
  readonly providers: readonly ProviderName[];
}

const host = "registry.terraform.io";
const names: readonly ProviderName[] = ["aws", "archive"];

/**
 * Finds filesystem mirrors that hold a provider of ours for this platform: the folder TF_PLUGIN_MIRROR names, Terraform's own
 * standard folders (https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories), and any
 * mirror directly under /opt. The first that holds a provider is the one for it.
 */
export function findMirrors(env: NodeJS.ProcessEnv): Mirror[] {
  const missing = new Set(names);
  const mirrors: Mirror[] = [];
  for (const path of candidateFolders(env)) {
    const providers = [...missing].filter((name) => holds(path, name));
    if (providers.length === 0) continue;
    for (const name of providers) missing.delete(name);
    mirrors.push({ path, providers });
  }
  return mirrors;
}

/** The address of a provider, as Terraform's configuration spells it. */
export function providerAddress(name: ProviderName): string {
  return `${host}/hashicorp/${name}`;
}

function candidateFolders(env: NodeJS.ProcessEnv): string[] {
  const home = env["HOME"] ?? homedir();
  const data = (env["XDG_DATA_DIRS"] ?? "/usr/local/share:/usr/share").split(":").filter((folder) => folder !== "");
  const own = [env["XDG_DATA_HOME"] ?? join(home, ".local/share"), join(home, "Library/Application Support/io.terraform")];
  return [
    ...(env["TF_PLUGIN_MIRROR"] === undefined ? [] : [env["TF_PLUGIN_MIRROR"]]),
    join(home, ".terraform.d/plugins"),
    ...own.flatMap((folder) => [join(folder, "terraform/plugins"), join(folder, "plugins")]),
    ...data.map((folder) => join(folder, "terraform/plugins")),
    ...listed("/opt").map((name) => join("/opt", name)),
  ];
}

/** Mirrors are laid out packed (`…/terraform-provider-aws_5.100.0_linux_amd64.zip`) or unpacked (`…/5.100.0/linux_amd64/`). */
function holds(mirror: string, name: ProviderName): boolean {
  const folder = join(mirror, host, "hashicorp", name);
  const platform = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
  return listed(folder).some((entry) => entry.endsWith(`_${platform}.zip`) || existsSync(join(folder, entry, platform)));
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
