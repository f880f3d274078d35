import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findMirrors } from "../../../cli/terraform/provider-mirrors";
import { inTemporaryFolder } from "../../lib/artifact/temporary-folder";

const platform = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;

function unpacked(mirror: string, name: string, on = platform): void {
  mkdirSync(join(mirror, "registry.terraform.io/hashicorp", name, "1.0.0", on), { recursive: true });
}

/** Mirrors of this test alone: what the machine has under /opt is left out. */
function found(env: NodeJS.ProcessEnv, below: string): unknown[] {
  return findMirrors({ HOME: below, XDG_DATA_HOME: below, XDG_DATA_DIRS: below, ...env }).filter(({ path }) =>
    path.startsWith(below),
  );
}

test("an unpacked provider for this platform is found in the folder a variable names", () => {
  inTemporaryFolder((folder) => {
    unpacked(join(folder, "mine"), "aws");
    expect(found({ TF_PLUGIN_MIRROR: join(folder, "mine") }, folder)).toEqual([
      { path: join(folder, "mine"), providers: ["aws"] },
    ]);
  });
});

test("a packed provider is found in Terraform's standard folder", () => {
  inTemporaryFolder((folder) => {
    const plugins = join(folder, ".terraform.d/plugins");
    const provider = join(plugins, "registry.terraform.io/hashicorp/archive");
    mkdirSync(provider, { recursive: true });
    writeFileSync(join(provider, `terraform-provider-archive_2.7.1_${platform}.zip`), "");
    expect(found({}, folder)).toEqual([{ path: plugins, providers: ["archive"] }]);
  });
});

test("a provider for another platform is not found", () => {
  inTemporaryFolder((folder) => {
    unpacked(join(folder, "mine"), "archive", "plan9_mips");
    expect(found({ TF_PLUGIN_MIRROR: join(folder, "mine") }, folder)).toEqual([]);
  });
});

test("the first mirror that holds a provider is the one for it", () => {
  inTemporaryFolder((folder) => {
    unpacked(join(folder, "mine"), "aws");
    unpacked(join(folder, ".terraform.d/plugins"), "aws");
    unpacked(join(folder, ".terraform.d/plugins"), "archive");
    expect(found({ TF_PLUGIN_MIRROR: join(folder, "mine") }, folder)).toEqual([
      { path: join(folder, "mine"), providers: ["aws"] },
      { path: join(folder, ".terraform.d/plugins"), providers: ["archive"] },
    ]);
  });
});
