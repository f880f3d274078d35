import type { LineFault } from "./requirements-line";

/**
 * Expands `${NAME}`, the one form pip knows: upper-case letters, digits and underscores.
 * https://pip.pypa.io/en/stable/reference/requirements-file-format/#using-environment-variables
 */
export function expandVariables(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): { readonly text: string } | LineFault {
  const names = [...text.matchAll(/\$\{([A-Z0-9_]+)\}/g)].map(([, name = ""]) => name);
  const missing = names.find((name) => env[name] === undefined);
  if (missing !== undefined) {
    return { fault: `the variable ${missing} is not set`, fix: `set ${missing} in the environment` };
  }
  return { text: text.replace(/\$\{([A-Z0-9_]+)\}/g, (_, name: string) => env[name] ?? "") };
}
