import { UserError } from "../../lib/errors/user-error";
import { outcomeOf } from "../process/run";

const oldest = { major: 1, minor: 10 };

/** A Terraform that can be run. */
export interface TerraformBinary {
  readonly file: string;
  readonly version: string;
}

/**
 * Finds Terraform: the one TERRAFORM_BINARY_NAME names, else `terraform` on PATH.
 *
 * @throws UserError where there is none, or only one that is too old
 */
export async function findTerraform(env: NodeJS.ProcessEnv): Promise<TerraformBinary> {
  const file = env["TERRAFORM_BINARY_NAME"] || "terraform";
  const version = await versionOf(file, env);
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
    throw new UserError({
      what: `Terraform ${version} is too old: ${oldest.major}.${oldest.minor} or newer is needed`,
      where: file,
      fix: "install a newer one (https://developer.hashicorp.com/terraform/install), or name one by TERRAFORM_BINARY_NAME",
    });
  }
  return { file, version };
}

async function versionOf(file: string, env: NodeJS.ProcessEnv): Promise<string> {
  const missing = {
    what: `Terraform was not found: there is no ${file} on PATH`,
    fix: "install it (https://developer.hashicorp.com/terraform/install), or name it: export TERRAFORM_BINARY_NAME=/path/to/terraform",
  };
  try {
    const { code, stdout, output } = await outcomeOf({
      file,
      args: ["version", "-json"],
      env: { ...env, CHECKPOINT_DISABLE: "1", TF_CLI_ARGS: "" },
    });
    const json = stdout.slice(stdout.indexOf("{"));
    if (code === 0) return (JSON.parse(json) as { terraform_version: string }).terraform_version;
    throw new UserError({ what: `${file} does not run:\n${output.trim()}`, where: `${file} version -json`, fix: missing.fix });
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserError({ what: `${file} is not Terraform`, fix: missing.fix });
    if (error instanceof UserError && error.message.includes("was not found")) throw new UserError(missing, { cause: error });
    throw error;
  }
}
