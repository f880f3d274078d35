import { Packaging } from "../../lib/constructs/packaging";
import { PythonFunction } from "../../lib/constructs/python-function";
import { PythonRuntime } from "../../lib/constructs/python-runtime";
import { synthesize } from "../../lib/constructs/synthesize";
import { ExampleStack } from "../example-stack";

/**
 * Compiled dependencies for AWS's own processors, chosen on whatever machine this runs. It has no route: only a machine with such a processor
 * could answer.
 */
synthesize((app) => {
  const stack = new ExampleStack(app, "arm64");
  new PythonFunction(stack, "validate", {
    source: "examples/arm64/validate",
    runtime: PythonRuntime.PYTHON_3_13,
    architecture: "arm64",
    packaging: Packaging.bundle({ requirements: "requirements.lock.txt" }),
  });
});
