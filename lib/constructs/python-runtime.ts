import type { ManagedRuntimeName } from "../runtimes/managed-runtimes";

/** A managed Python runtime: which Python, and which container, AWS supplies. */
export class PythonRuntime {
  static readonly PYTHON_3_9 = new PythonRuntime("python3.9");
  static readonly PYTHON_3_10 = new PythonRuntime("python3.10");
  static readonly PYTHON_3_11 = new PythonRuntime("python3.11");
  static readonly PYTHON_3_12 = new PythonRuntime("python3.12");
  static readonly PYTHON_3_13 = new PythonRuntime("python3.13");
  /** Version 5 of the AWS provider does not know it: Terraform needs 6 for it. */
  static readonly PYTHON_3_14 = new PythonRuntime("python3.14");

  private constructor(
    /** As Terraform and AWS spell it: `python3.11`. */
    readonly name: ManagedRuntimeName,
  ) {}
}
