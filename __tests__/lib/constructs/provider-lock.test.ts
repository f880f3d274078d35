import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lockedProvider, lockedVersion, providerLock } from "../../../lib/constructs/provider-lock";
import { inTemporaryFolder, write } from "../artifact/temporary-folder";

const lock = `# This file is maintained automatically by "terraform init".

provider "registry.terraform.io/hashicorp/archive" {
  version     = "2.7.1"
  constraints = "~> 2.7"
  hashes = [
    "h1:62VrkalDPMKB9zerCBS4iKTbvxejwnAWn/XXYZZQWD4=",
  ]
}

provider "registry.terraform.io/hashicorp/aws" {
  version     = "6.20.0"
  constraints = ">= 5.100.0, < 7.0.0"
}

provider "registry.opentofu.org/hashicorp/awscc" {
  constraints = ">= 1"
}
`;

test("a provider's version is its own block's, not another's", () => {
  const versions = ["hashicorp/aws", "hashicorp/archive", "hashicorp/awscc", "hashicorp/a"].map((name) =>
    lockedVersion(lock, name),
  );
  expect(versions).toEqual(["6.20.0", "2.7.1", undefined, undefined]);
});

test("line endings of Windows make no difference", () => {
  expect(lockedVersion(lock.replaceAll("\n", "\r\n"), "hashicorp/aws")).toBe("6.20.0");
});

test("the project's own lock names a version of each provider it declares", () => {
  const text = readFileSync(providerLock, "utf8");
  for (const provider of ["hashicorp/aws", "hashicorp/archive"]) expect(lockedVersion(text, provider)).toMatch(/^\d+\.\d+\.\d+$/);
});

test("where there is no lock file nothing is locked", () => {
  inTemporaryFolder((folder) => {
    expect(lockedProvider("hashicorp/aws", join(folder, providerLock))).toBeUndefined();
    write(folder, { [providerLock]: lock });
    expect(lockedProvider("hashicorp/aws", join(folder, providerLock))).toBe("6.20.0");
  });
});
