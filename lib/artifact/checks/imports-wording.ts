import type { ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import { pythonMinor, standardLibrary } from "../../runtimes/stdlib-modules";
import type { Complaint } from "../../errors/user-error";
import { normalizedName } from "../wheel/filename";
import type { AskedInVain } from "./asked-in-vain";
import type { Strategy } from "../receipt/receipt";
import { knownDistribution, standInDistribution } from "./imports-distribution";
import type { ReachedImport } from "./imports-reach";
import { firstParty } from "./imports-search";

/** How a function is packaged, as far as messages depend on it. */
export interface Packaged {
  readonly strategy: Strategy;
  /** Whether it was found packed, so that no line of any requirements would install something into it. @default false */
  readonly isFound?: boolean;
  readonly runtime: ManagedRuntimeName;
  /** First-party files and folders that stay behind, and the rule. @default none */
  readonly left?: readonly { readonly path: string; readonly rule: string }[];
  /** What the requirements ask for and nobody installs. @default nothing */
  readonly asked?: readonly AskedInVain[];
}

/** What an import that fails is about: places with the same subject are told of once. */
export function subjectOf({ name, fault }: ReachedImport): string {
  if (fault?.kind === "absent") return knownDistribution(name)?.prefix ?? fault.prefix;
  return fault?.kind === "part" ? fault.prefix : name;
}

/** What is wrong with an import that fails, and the cure. */
export function failedImport(failed: ReachedImport, packaged: Packaged): Pick<Complaint, "what" | "fix"> {
  const { fault, name, module } = failed;
  if (fault?.kind === "beyond") {
    return {
      what: `${module.path} imports ${name} relatively, and lies in too few packages for so many dots`,
      fix: "import it by its name from the source folder, without dots",
    };
  }
  if (fault?.kind === "name") {
    return {
      what: `${module.path} imports ${fault.name} from ${fault.parent.name}, and ${fault.parent.path ?? fault.parent.name} defines no ${fault.name}`,
      fix: `define ${fault.name} there, or correct the name`,
    };
  }
  if (fault?.kind === "part" && fault.parent.origin !== firstParty) {
    return {
      what: `${module.path} imports ${name}, and the distribution ${fault.parent.origin} as it ships holds no ${fault.prefix}`,
      fix: `pin a version of ${fault.parent.origin} that has it, or correct the name`,
    };
  }
  return absent(failed, packaged);
}

function absent({ name, module, fault }: ReachedImport, packaged: Packaged): Pick<Complaint, "what" | "fix"> {
  const { runtime, left = [] } = packaged;
  const missing = fault?.kind === "absent" || fault?.kind === "part" ? fault.prefix : name;
  const stem = missing.replaceAll(".", "/");
  const behind = left.find(({ path }) => path === `${stem}.py` || path === `${stem}/__init__.py` || `${stem}/`.startsWith(path));
  if (behind !== undefined) {
    return {
      what: `${module.path} imports ${name}, which stays behind by the rule ${behind.rule}`,
      fix: `take ${behind.path} in with include, or import it where it is needed for tests alone`,
    };
  }
  if (fault?.kind === "part") {
    return {
      what: `${module.path} imports ${name}, and ${fault.parent.name} has no such module`,
      fix: `add ${stem}.py, or correct the name`,
    };
  }
  const library = standardLibrary(runtime, missing);
  if (typeof library === "object") return ofAnotherPython(name, module.path, library, packaged);
  return {
    what: `${module.path} imports ${name}, which nobody supplies: neither the function's own code${packaged.strategy === "runtime" ? "" : ", nor its dependencies"}, nor AWS's ${runtime} runtime`,
    fix: cure(knownDistribution(name)?.distribution, missing, packaged),
  };
}

function ofAnotherPython(
  name: string,
  path: string,
  library: { readonly gone: number } | { readonly comes: number },
  packaged: Packaged,
): Pick<Complaint, "what" | "fix"> {
  const minor = pythonMinor(packaged.runtime);
  const standIn = standInDistribution(name);
  const instead = standIn === undefined ? "" : `, or import what ${standIn} brings: ${add(standIn, packaged)}`;
  return "gone" in library
    ? {
        what: `${path} imports ${name}, which is not in Python 3.${minor}: it left the standard library in 3.${library.gone}`,
        fix: `do without it, or use the runtime python3.${library.gone - 1}${instead}`,
      }
    : {
        what: `${path} imports ${name}, which is not in Python 3.${minor}: it came with 3.${library.comes}`,
        fix: `use the runtime python3.${library.comes}${instead}`,
      };
}

function cure(distribution: string | undefined, module: string, packaged: Packaged): string {
  if (distribution !== undefined) return add(distribution, packaged);
  const [top = module] = module.split(".");
  const likely = normalizedName(top);
  if (packaged.strategy === "runtime" && packaged.asked?.some(({ name }) => name === likely) === true)
    return add(likely, packaged);
  return `${add(`the distribution it comes from (${top.replaceAll("_", "-")}, if that is named like it)`, packaged)}; or, if it is yours, put it in the source folder or in additionalSources`;
}

/** How a distribution gets in. */
export function add(
  distribution: string,
  { strategy, isFound = false, asked = [] }: Pick<Packaged, "strategy" | "isFound" | "asked">,
): string {
  if (isFound) return `install ${distribution} into the ZIP or a layer: AWS reads no requirements.txt`;
  const line = `add ${distribution} to requirements.txt`;
  if (strategy !== "runtime") return line;
  const instead = "use Packaging.bundle() or Packaging.layer()";
  const listed = asked.find(({ name }) => name === normalizedName(distribution));
  return listed === undefined
    ? `${instead}, and ${line}`
    : `${instead}, which install what ${listed.where} asks for: Packaging.runtime() installs nothing`;
}
