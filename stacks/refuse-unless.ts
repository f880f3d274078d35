/** What a Terraform variable refuses, as arguments of `TerraformVariable`: whatever the condition, in Terraform's language, does not hold for. */
export function refuseUnless(
  condition: string,
  errorMessage: string,
): { nullable: false; validation: { condition: string; errorMessage: string }[] } {
  return { nullable: false, validation: [{ condition: `\${${condition}}`, errorMessage }] };
}
