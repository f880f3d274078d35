import { Packaging } from "../../lib/constructs/packaging";
import { PythonFunction } from "../../lib/constructs/python-function";
import { PythonRuntime } from "../../lib/constructs/python-runtime";
import { synthesize } from "../../lib/constructs/synthesize";
import { ExampleStack } from "../example-stack";

/**
 * One source, two ways: pandas in the function's ZIP, and pandas in a layer. On python3.11 (glibc 2.26) it must be numpy 2.2, though a newer
 * one has wheels for this Python: the lock was made for the runtime, not for the machine that made it.
 */
synthesize((app) => {
  const stack = new ExampleStack(app, "pandas");
  const common = {
    source: "examples/pandas/report",
    runtime: PythonRuntime.PYTHON_3_11,
    memorySize: 512,
    timeout: 29,
  };
  const requirements = "requirements.lock.txt";
  stack.serve({
    "GET /bundle": new PythonFunction(stack, "bundle", { ...common, packaging: Packaging.bundle({ requirements }) }),
    "GET /layer": new PythonFunction(stack, "layer", { ...common, packaging: Packaging.layer({ requirements }) }),
  });
});
