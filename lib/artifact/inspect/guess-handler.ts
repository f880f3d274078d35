import type { SourceScan } from "../python-scan/module-facts";
import type { InspectedFunction } from "./inspected";

/** As AWS's console, its documentation and the frameworks name it. */
const usualNames = ["handler", "lambda_handler"];

/** The one function of a module at the top that is named as handlers are; undefined where there is none, or several. */
export function guessHandler(scan: SourceScan): InspectedFunction["handler"] {
  if ("notScanned" in scan) return undefined;
  const found = scan.modules.flatMap(({ path, facts }) => {
    if (path.includes("/") || !("names" in facts)) return [];
    const defined = usualNames.filter((usual) => facts.names.some(({ name, kind }) => name === usual && kind === "function"));
    return defined.map((name) => `${path.slice(0, -".py".length)}.${name}`);
  });
  const [only, other] = found;
  return only === undefined || other !== undefined ? undefined : { name: only, known: "guessed" };
}
