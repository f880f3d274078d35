import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020";
import { baseLockName, writeBaseLock } from "../../../lib/artifact/image/base-lock";
import type { ChoiceReceipt } from "../../../lib/artifact/receipt/choice-receipt";
import type { FunctionReceipt, Receipt } from "../../../lib/artifact/receipt/receipt";
import type { StrategyRow } from "../../../lib/artifact/strategy/strategy-table";
import { TerraformStack, Testing } from "cdktf";
import { Packaging } from "../../../lib/constructs/packaging";
import { PythonFunction, type PythonFunctionProps } from "../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../lib/constructs/python-runtime";
import { madeBase } from "../artifact/image/made-base";
import { sharedIndex } from "../artifact/resolve/with-index";
import { testingApp } from "../../testing-app";
import { write } from "../artifact/temporary-folder";
import { writeDeflatedWheel, writeLargeWheel } from "./large-wheel";
import { PackagingApp, type Synthesized } from "./packaging-app";

const app = PackagingApp.eachTest(sharedIndex());
const base = madeBase("docker");
const path = resolve(__dirname, "../../../lib/artifact/receipt/artifacts.schema.json");
const validate = new Ajv2020({ strict: true }).compile(JSON.parse(readFileSync(path, "utf8")) as object);

/** Synthesis runs in the app's folder, as a person's does in the project's. */
beforeEach(() => {
  const { folder } = app();
  jest.spyOn(process, "cwd").mockReturnValue(folder);
  writeBaseLock(join(folder, baseLockName), [base]);
  app().wheel({ name: "tool", files: { "tool.py": "name = 'tool'\n" } });
  app().wheel({ name: "boto3", files: { "boto3.py": "" } });
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** Functions of these sources, in this order, each packaged so. @default Packaging.auto() */
function synthesized(
  functions: Readonly<Record<string, Partial<PythonFunctionProps> & { readonly source: string }>>,
): Synthesized {
  return app().synthesize((stack) => {
    for (const [id, props] of Object.entries(functions))
      new PythonFunction(stack, id, { runtime: PythonRuntime.PYTHON_3_11, packaging: Packaging.auto(), ...props });
  });
}

function needing(needs?: string, files?: Readonly<Record<string, string>>): Synthesized {
  return synthesized({ report: { source: app().source("report", files, needs) } });
}

function chosen({ receipt }: Pick<Synthesized, "receipt">): FunctionReceipt & { readonly choice: ChoiceReceipt } {
  const [fn] = receipt.functions;
  if (fn?.choice === undefined) throw new Error("nothing was chosen");
  return { ...fn, choice: fn.choice };
}

function row({ choice }: ReturnType<typeof chosen>, strategy: string): StrategyRow | undefined {
  return choice.table.find((each) => each.strategy === strategy);
}

function bytesOf({ zips }: Receipt, holds: string): number | undefined {
  const found = zips.find((zip) => zip.holds === holds);
  return found?.madeBy === "splice" ? found.bytes : undefined;
}

describe("what is chosen", () => {
  test.each([
    ["that asks for nothing", undefined],
    ["that asks for what AWS supplies in any version", "boto3"],
  ])("a function %s installs nothing", (_name, needs) => {
    const { receipt, resource, data } = needing(needs);
    expect(chosen({ receipt })).toMatchObject({ strategy: "runtime", zips: ["lambda_packages/report_function.zip"] });
    expect(data).toHaveProperty("archive_file");
    expect(resource).not.toHaveProperty("aws_lambda_layer_version");
  });

  test("a version of boto3 that nobody promises ships, in a bundle", () => {
    const { receipt } = needing("boto3==1.0");
    expect(chosen({ receipt }).strategy).toBe("bundle");
    expect(app().unzipped("lambda_packages/report_function.zip")).toHaveProperty(["boto3.py"]);
    expect(row(chosen({ receipt }), "runtime")?.impossible).toBe("python3.11 does not supply boto3==1.0 for certain");
  });

  test("dependencies of exactly 10,485,760 bytes zipped are bundled, and one byte more makes a layer", () => {
    const weighed = (bytes: number): FunctionReceipt & { readonly choice: ChoiceReceipt } => {
      writeLargeWheel(join(app().folder, "wheels"), bytes);
      return chosen(needing("ballast"));
    };
    const bytes = ({ choice }: { choice: ChoiceReceipt }): number =>
      (choice.table[2]?.zippedBytes ?? 0) - (choice.table[2]?.codeChangeBytes ?? 0);
    const around = bytes(weighed(1000)) - 1000;
    const [most, more] = [weighed(10_485_760 - around), weighed(10_485_761 - around)];
    expect([most, more].map((each) => [bytes(each), each.strategy])).toEqual([
      [10_485_760, "bundle"],
      [10_485_761, "layer"],
    ]);
  });

  test("requirements outside the functions' folders are there to be shared: one layer, named after their folder", () => {
    write(join(app().folder, "shared"), { "requirements.txt": app().requirements("tool") });
    const packaging = Packaging.auto({ requirements: "../shared/requirements.txt" });
    const { receipt, resource } = synthesized({
      first: { source: app().source("first"), packaging },
      second: { source: app().source("second", { "index.py": "import tool\n" }), packaging },
    });
    expect(receipt.functions.map(({ strategy, choice }) => `${strategy}: ${String(choice?.reason)}`)).toEqual(
      Array(2).fill("layer: its requirements lie outside its folder, to be shared: ../shared/requirements.txt"),
    );
    expect(Object.keys(resource.aws_lambda_layer_version ?? {})).toEqual(["shared"]);
  });

  describe("functions that need the same are layers, in whatever order they are made", () => {
    type Functions = Parameters<typeof synthesized>[0];

    /** By name, what each became and why. */
    const became = ({ receipt }: Synthesized): Readonly<Record<string, string>> =>
      Object.fromEntries(
        receipt.functions.map(({ name, strategy, choice }) => [name, `${strategy}: ${choice?.reason ?? "named"}`]),
      );
    const inBothOrders = (functions: () => Functions): [Synthesized, Synthesized] => {
      const first = synthesized(functions());
      return [first, synthesized(Object.fromEntries(Object.entries(functions()).reverse()))];
    };

    test("with one that is a layer by its name", () => {
      const both = inBothOrders(() => ({
        layered: { source: app().source("layered", {}, "tool"), packaging: Packaging.layer() },
        report: { source: app().source("report", {}, "tool==1.0") },
      }));
      for (const each of both) {
        expect(became(each)).toEqual({
          layered: "layer: named",
          report: "layer: the stack has other functions whose layer holds the same: layered",
        });
        expect(Object.keys(each.resource.aws_lambda_layer_version ?? {})).toEqual(["layered"]);
        expect(each.resource.aws_lambda_function?.report).toMatchObject({
          ...{ filename: "${path.module}/lambda_packages/report_function.zip", handler: "index.handler", runtime: "python3.11" },
          ...{ source_code_hash: app().hash("lambda_packages/report_function.zip") },
          layers: ["${aws_lambda_layer_version.layered.arn}"],
        });
      }
      expect(both[0].receipt).toEqual(both[1].receipt);
    });

    test("and where all are left to the figures, and a function of its own stays a bundle", () => {
      app().wheel({ name: "other", files: { "other.py": "" } });
      const both = inBothOrders(() => ({
        refunds: { source: app().source("refunds", {}, "tool") },
        alone: { source: app().source("alone", {}, "other") },
        orders: { source: app().source("orders", {}, "tool==1.0") },
      }));
      for (const each of both) {
        expect(became(each)).toMatchObject({
          alone: expect.stringMatching(/^bundle: .+, and no layer of another function holds the same$/) as string,
          orders: "layer: the stack has other functions whose layer holds the same: refunds",
          refunds: "layer: the stack has other functions whose layer holds the same: orders",
        });
        expect(Object.keys(each.resource.aws_lambda_layer_version ?? {})).toEqual(["orders"]);
        expect(app().unzipped("lambda_packages/refunds_function.zip")).not.toHaveProperty(["tool.py"]);
      }
      expect(both[0].receipt).toEqual(both[1].receipt);
    });

    test("but not for another runtime, nor with one that has them in its ZIP", () => {
      const { receipt } = synthesized({
        bundled: { source: app().source("bundled", {}, "tool"), packaging: Packaging.bundle() },
        newer: { source: app().source("newer", {}, "tool"), runtime: PythonRuntime.PYTHON_3_13 },
        report: { source: app().source("report", {}, "tool") },
      });
      expect(receipt.functions.map(({ strategy }) => strategy)).toEqual(["bundle", "bundle", "bundle"]);
    });
  });

  test("layers that a person adds stay behind its own", () => {
    const { resource } = app().synthesize((stack) => {
      for (const id of ["orders", "refunds"]) {
        const source = app().source(id, {}, "tool");
        const fn = new PythonFunction(stack, id, { source, runtime: PythonRuntime.PYTHON_3_11, packaging: Packaging.auto() });
        fn.resource.layers = ["arn:of:another"];
      }
    });
    const layers = ["${aws_lambda_layer_version.orders.arn}", "arn:of:another"];
    expect(resource.aws_lambda_function).toMatchObject({ orders: { layers }, refunds: { layers } });
  });

  test("cdktf's own Testing sees what was decided", () => {
    const stack = new TerraformStack(testingApp(), "demo");
    const source = app().source("report", {}, "tool");
    new PythonFunction(stack, "report", { source, runtime: PythonRuntime.PYTHON_3_11, packaging: Packaging.auto() });
    const { resource } = JSON.parse(Testing.synth(stack)) as Pick<Synthesized, "resource">;
    expect(resource.aws_lambda_function?.report).toHaveProperty("filename");
  });

  test("what is too large for a ZIP is an image, above a base that is locked; with a byte less it is a bundle", () => {
    const index = "def handler(event, context): ...\n";
    writeDeflatedWheel(join(app().folder, "wheels"), 262_140_000);
    const { unzippedBytes = 0 } = row(chosen(needing("ballast", { "index.py": index })), "bundle") ?? {};
    const filling = "#".repeat(262_143_999 - unzippedBytes);
    expect(chosen(needing("ballast", { "index.py": index + filling })).strategy).toBe("bundle");
    const { receipt, resource } = needing("ballast", { "index.py": `${index}${filling}#` });
    expect(chosen({ receipt }).strategy).toBe("image");
    expect(chosen({ receipt }).choice.reason).toBe(
      "it is 262,144,000 bytes unpacked, and AWS takes fewer than 262,144,000 bytes",
    );
    expect(resource.aws_lambda_function?.report).toMatchObject({ package_type: "Image" });

    rmSync(join(app().folder, baseLockName));
    expect(() => needing("ballast", { "index.py": `${index}${filling}#` })).toThrow(
      /^it is to be an image, since it is 262,144,000 bytes unpacked, .+: the base image .+ is not locked\n[^]*npm run lock -- --base python3\.11/,
    );
  }, 60_000);
});

describe("the receipt", () => {
  test("has the four strategies, with the figures of what each would make", () => {
    const auto = needing("tool", { "index.py": "import tool\n" });
    const all = chosen(auto);
    validate(auto.receipt);
    expect(validate.errors).toBeNull();
    const source = join(app().folder, "report");
    const [layer, image] = [Packaging.layer(), Packaging.image()].map(
      (packaging) => synthesized({ report: { source, packaging } }).receipt,
    );
    const [code, dependencies] = [bytesOf(layer as Receipt, "function") ?? 0, bytesOf(layer as Receipt, "layer") ?? 0];
    const [blob, below] = [bytesOf(image as Receipt, "function") ?? 0, bytesOf(image as Receipt, "dependencies") ?? 0];
    const bundle = bytesOf(auto.receipt, "function");
    expect(
      all.choice.table.map(({ strategy, zippedBytes, codeChangeBytes }) => [strategy, zippedBytes, codeChangeBytes]),
    ).toEqual([
      ["runtime", code, code],
      ["bundle", bundle, bundle],
      ["layer", code + dependencies, code],
      ["image", blob + below, blob],
    ]);
    const unzipped = auto.receipt.zips[0]?.unzippedBytes ?? 0;
    expect(all.choice.table.slice(1).map(({ unzippedBytes }) => unzippedBytes)).toEqual([unzipped, unzipped, unzipped]);
  });

  test("says which limits are left, which tools are needed, and that a base is not counted", () => {
    const all = chosen(needing("tool"));
    const { zippedBytes = 0, unzippedBytes = 0 } = row(all, "bundle") ?? {};
    expect(row(all, "bundle")).toMatchObject({
      tools: [],
      limitsLeft: { unzippedBytes: 262_143_999 - unzippedBytes, directUploadBytes: 52_428_800 - zippedBytes },
    });
    const layers = (JSON.parse(base.manifest) as { layers: { size: number }[] }).layers;
    expect(row(all, "image")).toMatchObject({
      tools: ["npm run lock -- --base python3.11", "npm run image"],
      limitsLeft: { unzippedBytes: 10_737_418_240 - unzippedBytes },
      base: { counted: false, zippedBytes: layers.reduce((sum, { size }) => sum + size, 0) },
    });
    rmSync(join(app().folder, baseLockName));
    expect(row(chosen(needing("tool")), "image")?.base).toEqual({ counted: false });
  });

  test("lacks the base's figure where the lock of base images is in conflict, which a warning says once, and a ZIP is made", () => {
    write(app().folder, { [baseLockName]: "<<<<<<< ours\n" });
    const { receipt, said } = synthesized({
      one: { source: app().source("one", {}, "tool") },
      two: { source: app().source("two") },
    });
    expect(receipt.functions.map(({ strategy }) => strategy)).toEqual(["bundle", "runtime"]);
    expect(receipt.functions[0]?.choice?.table[3]?.base).toEqual({ counted: false });
    const warning = /^warning: the size of an image's base is not known: there is a merge conflict in the lock of base images$/gm;
    expect(said.match(warning)).toHaveLength(1);
  });

  test.each<[string, readonly (string | number)[], unknown]>([
    ["no reason", ["reason"], ""],
    ["three rows", ["table"], []],
    ["an unknown strategy", ["table", 0, "strategy"], "docker"],
    ["half a byte", ["table", 0, "zippedBytes"], 0.5],
    ["a base of a ZIP", ["table", 1, "base"], { counted: false }],
    ["an image that counts its base", ["table", 3, "base", "counted"], true],
    ["a direct upload of an image", ["table", 3, "limitsLeft", "directUploadBytes"], 1],
    ["a flip to nowhere", ["flips", 0, "to"], ""],
  ])("the schema refuses %s", (_name, place, value) => {
    const { receipt } = needing("tool");
    const steps = ["functions", 0, "choice", ...place];
    const last = steps.pop() ?? "";
    const parent = steps.reduce<unknown>((here, step) => (here as Record<string | number, unknown>)[step], receipt);
    expect(validate(receipt)).toBe(true);
    (parent as Record<string | number, unknown>)[last] = value;
    expect(validate(receipt)).toBe(false);
  });

  test("another synthesis of the same is the same, byte by byte", () => {
    needing("tool");
    const before = readFileSync(app().path("artifacts.json"), "utf8");
    rmSync(join(app().folder, "out"), { recursive: true });
    needing("tool");
    expect(readFileSync(app().path("artifacts.json"), "utf8")).toBe(before);
  });
});
