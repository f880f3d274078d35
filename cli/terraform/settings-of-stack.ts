import { type DeclaredResource, objectIn } from "./declared-resource";
import type { FunctionSetting } from "./function-setting";
import { functionSettings } from "./function-settings";
import { StackScope } from "./stack-scope";

/**
 * The functions of a synthesized stack, by address. Worked out are variables, locals, what one resource's arguments take of another's, texts made
 * of these and choices between them; functions of Terraform's mostly are not, and what they make is absent.
 *
 * @param stack the parsed `cdk.tf.json`
 * @param variables by name, what `TF_VAR_…` say of them: it goes before a default
 */
export function settingsOfStack(stack: unknown, variables: Readonly<Record<string, string | undefined>>): FunctionSetting[] {
  return functionSettings(resourcesOfStack(stack, variables));
}

/** The resources and data sources of a synthesized stack, worked out as those of {@link settingsOfStack} are. */
export function resourcesOfStack(stack: unknown, variables: Readonly<Record<string, string | undefined>>): DeclaredResource[] {
  const scope = new StackScope(objectIn(stack), variables);
  return [...scope.blocks].map(([address, { type, block }]): DeclaredResource => {
    const given = Object.entries(block).filter(([name, value]) => name !== "//" && value !== undefined && value !== null);
    const values = given.map(([name, value]) => [name, scope.resolve(value)] as const);
    return {
      address,
      type,
      values: Object.fromEntries(values.filter(([, value]) => value !== undefined)),
      references: Object.fromEntries(given.map(([name, value]) => [name, scope.referredTo(JSON.stringify(value))])),
      unresolved: Object.fromEntries(
        values.flatMap(([name, value]) => {
          const written = block[name];
          return value === undefined && typeof written === "string" ? [[name, scope.workedOut(written)]] : [];
        }),
      ),
    };
  });
}
