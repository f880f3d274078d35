import { Token } from "cdktf";
import type { KnownEnvironment } from "../artifact/checks/budgets-environment";

/** Environment variables as far as they are known at synthesis: what only Terraform can evaluate is undefined. */
export function knownEnvironment(environment: Readonly<Record<string, string>> = {}): KnownEnvironment {
  const known = (value: string): boolean => !Token.isUnresolved(value) && !/[$%]\{/.test(value);
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, known(value) ? value : undefined]));
}
