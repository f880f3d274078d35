import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { outcomeOf } from "../process/run";
import type { TerraformBinary } from "../terraform/terraform-binary";

const configuration = { terraform: { required_providers: { archive: { source: "hashicorp/archive", version: "~> 2.7" } } } };

/**
 * Whether Terraform can install hashicorp/archive here, from a mirror or a registry. Terraform itself is asked, in a folder made
 * for it: nothing else knows all the ways a person may have configured.
 */
export async function canHaveArchiveProvider(
  { file }: TerraformBinary,
  env: NodeJS.ProcessEnv,
  folder: string,
): Promise<boolean> {
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(configuration));
    const args = [`-chdir=${folder}`, "init", "-input=false", "-no-color"];
    const { code } = await outcomeOf({
      file,
      args,
      env: { ...env, TF_CLI_ARGS_init: "", TF_DATA_DIR: join(folder, ".terraform") },
    });
    return code === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
