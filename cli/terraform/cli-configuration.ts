import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { providerAddress, type Mirror } from "./provider-mirrors";

/**
 * The text of a Terraform CLI configuration that takes each provider from the mirror that holds it and all others as Terraform
 * does by itself. What the person's own configuration says is kept; where it says how to install providers, nothing is added.
 *
 * @param own the person's own configuration
 */
export function cliConfiguration(own: string, mirrors: readonly Mirror[]): string {
  if (mirrors.length === 0 || /^\s*provider_installation\b/m.test(own)) return own;
  const mirrored = mirrors.flatMap(({ path, providers }) => [
    `  filesystem_mirror {`,
    `    path    = ${JSON.stringify(path)}`,
    `    include = ${addresses(providers)}`,
    `  }`,
  ]);
  const exclude = addresses(mirrors.flatMap(({ providers }) => providers));
  const block = ["provider_installation {", ...mirrored, "  direct {", `    exclude = ${exclude}`, "  }", "}"];
  return [...(own.trim() === "" ? [] : [own.trimEnd(), ""]), ...block, ""].join("\n");
}

/** The text of the person's own CLI configuration: the file TF_CLI_CONFIG_FILE names, else `~/.terraformrc`; empty where there is none. */
export function ownCliConfiguration(env: NodeJS.ProcessEnv): string {
  const path = env["TF_CLI_CONFIG_FILE"] ?? join(env["HOME"] ?? homedir(), ".terraformrc");
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function addresses(providers: Mirror["providers"]): string {
  return `[${providers.map((name) => JSON.stringify(providerAddress(name))).join(", ")}]`;
}
