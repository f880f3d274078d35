import { Packaging } from "../../lib/constructs/packaging";
import { PythonFunction, type PythonFunctionProps } from "../../lib/constructs/python-function";
import { PythonRuntime } from "../../lib/constructs/python-runtime";
import { synthesize } from "../../lib/constructs/synthesize";
import { ExampleStack } from "../example-stack";

/** Two functions that need the same: one layer, published once, and two ZIPs of a few hundred bytes. */
synthesize((app) => {
  const stack = new ExampleStack(app, "shared-layer");
  const common = {
    runtime: PythonRuntime.PYTHON_3_13,
    packaging: Packaging.layer({ requirements: "../requirements.lock.txt" }),
    timeout: 10,
  } satisfies Partial<PythonFunctionProps>;
  stack.serve({
    "GET /orders": new PythonFunction(stack, "orders", { source: "examples/shared-layer/orders", ...common }),
    "GET /refunds": new PythonFunction(stack, "refunds", { source: "examples/shared-layer/refunds", ...common }),
  });
});
