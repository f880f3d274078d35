import { standInDistribution } from "../../../lib/artifact/checks/imports-distribution";
import { standardLibrary } from "../../../lib/runtimes/stdlib-modules";
import { suppliedModules } from "../../../lib/runtimes/supplied-packages";
import { graphicalLibraries } from "../../../lib/runtimes/supplied-libraries";
import { distributionOf, distributionOfFile } from "./distribution-of";
import type { Captured, KnownError } from "./known-error";
import { listed, runtimesWithLibrary, runtimesWithSymbol } from "./runtimes-with";

const bundle = "Packaging.bundle() or Packaging.layer() resolve wheels for the runtime, whatever the machine";

/** The function starts and fails before the handler is called. What is more special comes first. */
export const importErrors: readonly KnownError[] = [
  {
    name: "version 'GLIBC_…' not found",
    pattern:
      "version [`'‘](?<version>(?:GLIBC|GLIBCXX|CXXABI)_[\\d.]+)['’] not found(?: \\(required by (?<file>[^)\\s]{1,300})\\))?",
    means: "A compiled file was made for a newer Linux than the runtime's.",
    cause: "pip took a wheel, or a compiler the headers, of the machine it ran on; the runtime's C or C++ library is older.",
    cure: glibcCure,
    source: "https://github.com/newrelic/newrelic-lambda-layers/issues/115",
  },
  {
    name: "invalid ELF header",
    pattern: "(?<![^\\s'\":])(?<file>[^\\s'\":]{1,300}\\.so[\\w.]{0,40}): invalid ELF header",
    means: "A compiled file is not one of Linux.",
    cause: "It was installed on macOS or Windows, whose compiled files Linux cannot load.",
    cure: elfCure,
    source: "https://github.com/pytogo/portforward/issues/29",
  },
  {
    name: "cannot open shared object file",
    pattern: "(?<![\\w.+-])(?<library>[\\w.+-]{1,100}\\.so[\\w.]{0,20}): cannot open shared object file",
    means: "A compiled file needs a system library that the runtime does not have.",
    cause: "It was built where that library is installed, and does not bring it along.",
    cure: libraryCure,
    source: "https://github.com/aws/aws-lambda-python-runtime-interface-client/issues/31",
  },
  {
    name: "No module named 'x._x'",
    pattern: "No module named '(?<module>\\w+(?:\\.\\w+)*\\._\\w+)'",
    means: "The package is there, but its compiled part is not, or not one that this Python takes.",
    cause:
      "The wheel is for another Python or processor than the function's: the file's name says which, and Python passes over others.",
    cure: ({ module = "" }) =>
      `let runtime and architecture of the function be those ${distributionOf(module)} was installed for: ${bundle}, and say what is wrong at synthesis. ` +
      "npm run explain -- function.zip --runtime … names the file",
    source: "https://github.com/pydantic/pydantic/issues/6557",
  },
  {
    name: "No module named 'x'",
    pattern: "(?:Unable to import module '(?<handler>[^'\\n]{1,200})': )?No module named '(?<module>\\w+(?:\\.\\w+)*)'",
    means: "Neither the function's ZIP nor its layers nor the runtime has the module.",
    cause: "requirements.txt is not read by AWS: what nobody installs into the ZIP or a layer is not there.",
    cure: moduleCure,
    source: "https://repost.aws/knowledge-center/lambda-import-module-error-python",
  },
  {
    name: "Runtime.HandlerNotFound",
    pattern: "Handler '(?<handler>[^'\\n]{1,200})' missing on module '(?<module>[^'\\n]{1,200})'",
    means: "The module was imported, and has no such function.",
    cause: "The function's handler names another one than the module defines.",
    cure: ({ handler = "", module = "" }) =>
      `define ${handler}(event, context) in ${module.replaceAll(".", "/")}.py, or set the function's handler to one it defines: handler = "${module}.…"`,
    source: "https://github.com/alexa-samples/skill-sample-python-helloworld-decorators/issues/6",
  },
  {
    name: "Runtime.ImportModuleError",
    pattern:
      "(?:Runtime\\.ImportModuleError[^\\w]{1,6})?Unable to import module '(?<handler>[^'\\n]{1,200})'(?:: (?<reason>[^\\n]{1,300}))?",
    means: "The handler's module could not be imported.",
    cause: "The text behind it says why: an import of it, or of what it imports, failed.",
    cure: ({ handler = "" }) =>
      `see what stands behind the message; npm run explain -- function.zip --runtime … --handler ${handler}.handler lists every import and who supplies it`,
    source: "https://repost.aws/knowledge-center/lambda-import-module-error-python",
  },
];

function glibcCure({ version = "", file }: Captured): string {
  const runtimes = runtimesWithSymbol(version);
  const distribution = distributionOfFile(file);
  const older =
    distribution === undefined
      ? "build it on the runtime's own system"
      : `use a release of ${distribution} with a wheel for the runtime`;
  const newer = runtimes.length === 0 ? `no managed Python runtime has ${version}` : `${version} is in ${listed(runtimes)}`;
  return `${older}: ${bundle}; ${newer}`;
}

function elfCure({ file }: Captured): string {
  const distribution = distributionOfFile(file);
  const again = distribution === undefined ? "install it for Linux" : `install ${distribution} for Linux`;
  return `${again}, not for the machine that packs: ${bundle}. By hand: pip install --platform manylinux2014_x86_64 --only-binary=:all: -t DIR`;
}

function libraryCure({ library = "" }: Captured): string {
  if (graphicalLibraries.has(library)) {
    return `${library} belongs to a screen, and no managed runtime has it: use a build without one, such as opencv-python-headless for opencv-python`;
  }
  const runtimes = runtimesWithLibrary(library);
  if (runtimes.length > 0) return `use a runtime that has ${library}: ${listed(runtimes)}; or a wheel that brings it along`;
  return `use a wheel that brings ${library} along, or put it into a layer below lib/, where the loader looks (LD_LIBRARY_PATH has /opt/lib)`;
}

function moduleCure({ handler, module = "" }: Captured): string {
  const [top = module] = module.split(".");
  if (handler !== undefined && handler.replaceAll("/", ".") === module) {
    return `${module.replaceAll(".", "/")}.py is not at the top of the ZIP: pack the folder's content, not the folder, or name another handler`;
  }
  const library = standardLibrary("python3.14", top);
  if (typeof library === "object" && "gone" in library) {
    const standIn = standInDistribution(top);
    return `${top} left Python's standard library in 3.${library.gone}: use python3.${library.gone - 1}${standIn === undefined ? ", or do without it" : `, or add ${standIn} to requirements.txt`}`;
  }
  if (suppliedModules.has(top)) {
    return `AWS supplies ${top}: something hides it, a file or folder named ${top} in the ZIP or an incomplete copy; npm run explain -- function.zip shows it`;
  }
  return `add ${distributionOf(module)} to requirements.txt and have it installed: Packaging.bundle() or Packaging.layer(); if the module is yours, see that it ships`;
}
