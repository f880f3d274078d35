/** A resource or data source of a configuration, as far as it is known before an apply. */
export interface DeclaredResource {
  /** `aws_lambda_function.chat`, `data.archive_file.chat_lambda`, `module.chat["eu"].aws_iam_role.lambda[0]` */
  readonly address: string;
  /** `aws_iam_role`; of a data source `data.aws_iam_role`. */
  readonly type: string;
  /** Its arguments, and where they are known its attributes. What only an apply knows is absent. */
  readonly values: Readonly<Record<string, unknown>>;
  /** By argument, the addresses of those that it refers to, in the order it does. */
  readonly references: Readonly<Record<string, readonly string[]>>;
  /** By argument, the expressions that could not be worked out, where their text is known. */
  readonly unresolved: Readonly<Record<string, string>>;
}

/** Whether an argument of a resource names another: by a reference, or by the value that the other has. */
export function names(resource: DeclaredResource, argument: string, other: DeclaredResource, attribute: string): boolean {
  if (resource.references[argument]?.includes(other.address) === true) return true;
  const value = resource.values[argument];
  return typeof value === "string" && value !== "" && value === other.values[attribute];
}

/** A text with something in it. */
export function textIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A text, a number or a boolean as Terraform writes it into a text. */
export function scalarText(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** A number, also where it is written as a text, as variables of the environment are. */
export function numberIn(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** The items of a list; one alone is a list of one, as JSON configurations may have it. */
export function itemsIn(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

/** An object by its keys; empty where it is something else. */
export function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** The one block of its kind, such as `environment`; empty where there is none. */
export function blockIn(value: unknown): Readonly<Record<string, unknown>> {
  return objectIn(itemsIn(value)[0]);
}
