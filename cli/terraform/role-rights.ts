import { type DeclaredResource, itemsIn, names, objectIn, textIn } from "./declared-resource";
import { statementsInExpression } from "./policy-expression";

/** What one statement of a policy allows, or denies. */
export interface Right {
  /** @default false */
  readonly denies?: boolean;
  /** @default false */
  readonly isConditional?: boolean;
  readonly actions: readonly string[];
  /** Empty where it is not known. */
  readonly resources: readonly string[];
}

/**
 * What a function's role may do, in words: `logs:PutLogEvents on *`, `never s3:* on *`; of a policy that cannot be read, its name. What its permissions
 * boundary allows is not read: it gives no right, and its name is said.
 */
export function rightsOf(fn: DeclaredResource, resources: readonly DeclaredResource[]): string[] {
  const role = resources.find((other) => other.type === "aws_iam_role" && names(fn, "role", other, "arn"));
  if (role === undefined) return [foreignRole(fn)];
  const ofType = (type: string): DeclaredResource[] => resources.filter((resource) => resource.type === type);
  const own = ofType("aws_iam_role_policy").filter((policy) => names(policy, "role", role, "name"));
  const attachments = [
    ...ofType("aws_iam_role_policy_attachment").filter((each) => names(each, "role", role, "name")),
    ...ofType("aws_iam_policy_attachment").filter((each) => each.references["roles"]?.includes(role.address) === true),
  ];
  const inline = itemsIn(role.values["inline_policy"]).map(objectIn);
  return [
    ...new Set([
      ...own.flatMap((policy) => policyRights(policy, resources)),
      ...inline.flatMap(({ name, policy }) => documentRights(policy) ?? policyName(textIn(name) ?? role.address)),
      ...attachments.flatMap((attachment) => attachedRights(attachment, resources)),
      ...itemsIn(role.values["managed_policy_arns"]).flatMap((arn) => (textIn(arn) === undefined ? [] : policyName(String(arn)))),
      ...boundary(role),
    ]),
  ];
}

function foreignRole(fn: DeclaredResource): string {
  const role = textIn(fn.values["role"]) ?? fn.references["role"]?.[0];
  return role === undefined
    ? "what a role may do that only an apply knows"
    : `what the role ${lastPart(role)} may do, which is made elsewhere`;
}

function boundary({ values, references }: DeclaredResource): string[] {
  const policy = textIn(values["permissions_boundary"]) ?? references["permissions_boundary"]?.[0];
  return policy === undefined ? [] : [`never more than the policy ${lastPart(policy)} allows`];
}

function attachedRights(attachment: DeclaredResource, resources: readonly DeclaredResource[]): string[] {
  const policy = resources.find(
    ({ type, address }) => type.endsWith("aws_iam_policy") && attachment.references["policy_arn"]?.includes(address),
  );
  if (policy?.type === "aws_iam_policy") return policyRights(policy, resources);
  const arn = attachment.values["policy_arn"] ?? policy?.values["arn"] ?? policy?.values["name"];
  return policyName(textIn(arn) ?? attachment.references["policy_arn"]?.[0] ?? attachment.address);
}

function policyRights(policy: DeclaredResource, resources: readonly DeclaredResource[]): string[] {
  const documents = resources.filter(
    ({ type, address }) => type === "data.aws_iam_policy_document" && policy.references["policy"]?.includes(address),
  );
  const read =
    documentRights(policy.values["policy"]) ??
    (documents.length > 0 ? documents.flatMap(dataRights) : statementsInExpression(policy.unresolved["policy"] ?? "").map(words));
  return read.length > 0 ? read : policyName(textIn(policy.values["name"]) ?? policy.address);
}

/** Undefined for what is no policy document. */
function documentRights(json: unknown): string[] | undefined {
  if (typeof json !== "string") return undefined;
  try {
    const { Statement } = objectIn(JSON.parse(json));
    return itemsIn(Statement)
      .map(objectIn)
      .map(({ Effect, Action, NotAction, Resource, NotResource, Condition }) =>
        words({
          denies: Effect !== "Allow",
          actions: NotAction === undefined ? texts(Action) : [`everything but ${texts(NotAction).join(", ")}`],
          resources: NotResource === undefined ? texts(Resource) : [`all but ${texts(NotResource).join(", ")}`],
          isConditional: Condition !== undefined,
        }),
      );
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Of a data source that writes a policy document: what it wrote, or will write. */
function dataRights({ values }: DeclaredResource): string[] {
  const written = documentRights(values["json"]);
  if (written !== undefined) return written;
  return itemsIn(values["statement"])
    .map(objectIn)
    .filter(({ actions }) => texts(actions).length > 0)
    .map(({ effect, actions, resources, condition }) =>
      words({
        denies: effect === "Deny",
        ...{ actions: texts(actions), resources: texts(resources), isConditional: itemsIn(condition).length > 0 },
      }),
    );
}

function words({ denies = false, actions, resources, isConditional = false }: Right): string {
  const on = resources.length === 0 ? "" : ` on ${resources.join(", ")}`;
  return `${denies ? "never " : ""}${actions.join(", ")}${on}${isConditional ? " under a condition" : ""}`;
}

function texts(value: unknown): string[] {
  return itemsIn(value).flatMap((item) => textIn(item) ?? []);
}

function policyName(name: string): string[] {
  return [`policy ${lastPart(name)}`];
}

function lastPart(name: string): string {
  return name.split("/").at(-1) ?? name;
}
