import { managedRuntimes } from "../../../lib/runtimes/managed-runtimes";
import { checkRuntimeProvider } from "../../../lib/artifact/checks/runtime-dates";
import { lockedProvider } from "../../../lib/constructs/provider-lock";
import { Packaging } from "../../../lib/constructs/packaging";
import { PythonFunction, type PythonFunctionProps } from "../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../lib/constructs/python-runtime";
import type { SplicedZipReceipt } from "../../../lib/artifact/receipt/receipt";
import { sharedIndex } from "../artifact/resolve/with-index";
import { PackagingApp, type Synthesized } from "./packaging-app";

const app = PackagingApp.eachTest(sharedIndex());

const runtimes = Object.values(PythonRuntime).filter((runtime) => runtime instanceof PythonRuntime);

function synthesizeOne(props: Partial<PythonFunctionProps>, needs: string): Synthesized {
  const source = app().source("report", {}, needs);
  return app().synthesize((stack) => {
    new PythonFunction(stack, "report", { source, runtime: PythonRuntime.PYTHON_3_12, ...props });
  });
}

/** The names of the wheels that a ZIP was made of. */
function wheelsOf({ receipt }: Synthesized): readonly string[] {
  const spliced = receipt.zips.filter((zip): zip is SplicedZipReceipt => zip.madeBy === "splice");
  return spliced.flatMap(({ distributions }) => distributions.map(({ wheel }) => wheel.filename));
}

test("there is a runtime for each that AWS has", () => {
  expect(runtimes.map(({ name }) => name)).toEqual(Object.keys(managedRuntimes));
});

test.each(runtimes.map((runtime) => [runtime.name, runtime] as const))(
  "on %s a function gets the wheels for it",
  (name, runtime) => {
    const tag = name.replace("python3.", "cp3");
    for (const each of runtimes.map((other) => other.name.replace("python3.", "cp3")))
      app().wheel({ name: "fast", files: { "fast.py": `built_for = "${each}"\n` } }, `${each}-${each}-manylinux2014_x86_64`);
    // The lock of this project has a provider that does not know python3.14 yet.
    const isKnown = checkRuntimeProvider(name, lockedProvider("hashicorp/aws")).length === 0;
    const waivers = isKnown ? [] : ([{ check: "runtime", subject: name, reason: "nothing is applied here" }] as const);
    for (const packaging of [Packaging.bundle(), Packaging.layer()]) {
      const synthesized = synthesizeOne({ runtime, packaging, waivers }, "fast");
      expect(synthesized.resource.aws_lambda_function?.report).toMatchObject({ runtime: name });
      expect(wheelsOf(synthesized)).toEqual([`fast-1.0-${tag}-${tag}-manylinux2014_x86_64.whl`]);
    }
    expect(app().unzipped("lambda_packages/report_layer.zip")).toMatchObject({ "python/fast.py": `built_for = "${tag}"\n` });
  },
);

test.each(["bundle", "layer"] as const)("for arm64 a %s is made of wheels for that processor", (strategy) => {
  for (const machine of ["x86_64", "aarch64"])
    app().wheel({ name: "fast", files: { "fast.py": `machine = "${machine}"\n` } }, `cp312-cp312-manylinux_2_28_${machine}`);
  const packaging = Packaging[strategy]();
  const synthesized = synthesizeOne({ architecture: "arm64", packaging }, "fast");
  expect(synthesized.resource.aws_lambda_function?.report).toMatchObject({ architectures: ["arm64"] });
  expect(wheelsOf(synthesized)).toEqual(["fast-1.0-cp312-cp312-manylinux_2_28_aarch64.whl"]);
  expect(synthesized.receipt.functions).toMatchObject([{ architecture: "arm64" }]);
});

test("a function that names no processor leaves the argument to Lambda, and gets wheels for x86_64", () => {
  for (const machine of ["x86_64", "aarch64"])
    app().wheel({ name: "fast", files: { "fast.py": "" } }, `cp312-cp312-manylinux_2_28_${machine}`);
  const synthesized = synthesizeOne({ packaging: Packaging.bundle() }, "fast");
  expect(synthesized.resource.aws_lambda_function?.report).not.toHaveProperty("architectures");
  expect(wheelsOf(synthesized)).toEqual(["fast-1.0-cp312-cp312-manylinux_2_28_x86_64.whl"]);
});

test("the processor of a function of the runtime strategy is said, too", () => {
  const { resource, receipt } = synthesizeOne({ architecture: "arm64" }, "fast");
  expect(resource.aws_lambda_function?.report).toMatchObject({ architectures: ["arm64"] });
  expect(receipt.functions).toMatchObject([{ strategy: "runtime", architecture: "arm64" }]);
});

test("a wheel that does not load on the runtime's glibc is an error, and nothing is written", () => {
  app().wheel({ name: "fast", files: { "fast.py": "" } }, "cp311-cp311-manylinux_2_28_x86_64");
  const props = { runtime: PythonRuntime.PYTHON_3_11, packaging: Packaging.bundle() };
  expect(() => synthesizeOne(props, "fast")).toThrow("fast 1.0 has no wheel that loads on python3.11 on x86_64 (glibc 2.26)");
});
