import type { PolicyStatement } from "../../lib/constructs/execution-role";

/** What a token that GitHub signed says, as far as STS looks at it. */
export type Claims = Readonly<Record<string, string>>;

/**
 * Whether STS would let a token with these claims assume the role: as AWS evaluates a statement that has StringEquals alone. A key that is
 * not there equals nothing; one of a list's values is enough; all keys must hold; no character is a wildcard.
 */
export function trusts(statement: PolicyStatement, issuer: string, claims: Claims): boolean {
  const { Effect, Principal, Action, Condition = {} } = statement;
  const { StringEquals, ...others } = Condition;
  if (StringEquals === undefined || Object.keys(others).length > 0) throw new Error("this evaluates StringEquals alone");
  if (Effect !== "Allow" || ![Action].flat().includes("sts:AssumeRoleWithWebIdentity")) return false;
  const federated = typeof Principal === "object" ? Principal["Federated"] : undefined;
  if (federated?.endsWith(`:oidc-provider/${issuer}`) !== true) return false;
  return Object.entries(StringEquals).every(([key, allowed]) => {
    if (!key.startsWith(`${issuer}:`)) return false;
    const claim = claims[key.slice(issuer.length + 1)];
    return claim !== undefined && [allowed].flat().includes(claim);
  });
}
