import type { LambdaLayerVersion } from "@cdktf/provider-aws/lib/lambda-layer-version";
import type { Construct } from "constructs";
import type { PackagingOptions } from "../artifact/build/build-artifact";
import type { CheckedFunction } from "../artifact/checks/check-function";
import type { Architecture } from "../artifact/resolve/platform";
import type { SelectedSource } from "../artifact/stage";
import type { ChoiceReceipt } from "../artifact/receipt/choice-receipt";
import type { FunctionReceipt } from "../artifact/receipt/receipt";
import type { PythonRuntime } from "./python-runtime";
import { chooseStrategyFor, namedStrategy } from "./packaging-auto";
import { type DockerfileOptions, useDockerfile } from "./packaging-dockerfile";
import { makeImage } from "./packaging-image";
import { archiveSource } from "./packaging-runtime";
import { spliceZips } from "./packaging-splice";
import type { ZipLocation } from "./zip-location";

/** A function about to be packaged. */
export interface FunctionSource {
  /** The function's construct: what packaging adds to the stack goes below it. */
  readonly scope: Construct;
  readonly id: string;
  /** The folder with its code, relative to where synthesis runs. */
  readonly source: string;
  /** Its own files. */
  readonly selected: SelectedSource;
  readonly runtime: PythonRuntime;
  readonly architecture: Architecture;
  /** `index.handler` */
  readonly handler: string;
}

/** A function, packaged: what `aws_lambda_function` is told of its code, and the receipt's part. */
export type PackagedCode = (PackagedZip | PackagedImage) & PackagedParts;

/** As {@link PackagedCode}, of a ZIP. */
export type PackagedSplice = PackagedZip & PackagedParts;

/** The code of a ZIP, with or without a layer, that is decided when all functions of the stack are known. */
export interface UndecidedCode {
  /** Hands it over then. */
  readonly whenDecided: (use: (code: PackagedSplice) => void) => void;
}

interface PackagedParts {
  readonly layers?: readonly LambdaLayerVersion[];
  readonly receipt: Pick<FunctionReceipt, "strategy" | "dependencies" | "zips" | "image">;
  /** Why it is packaged so, asked for when all functions of the stack are known. @default the strategy was named */
  readonly choice?: () => ChoiceReceipt;
  /** What synthesis made, for the checks. */
  readonly made: Pick<CheckedFunction, "code" | "layer" | "options">;
}

type PackagedZip = ZipLocation & { readonly sourceCodeHash: string; readonly packageType?: undefined };

/** What `aws_lambda_function` is told of an image. */
export interface PackagedImage {
  readonly packageType: "Image";
  /** By digest. */
  readonly imageUri: string;
  readonly imageConfig: { readonly command: string[] };
}

/** What is chosen of a bundle or a layer, or of what may become one. */
export interface SplicedOptions extends PackagingOptions {
  /**
   * The name of a bucket in the function's region, for a ZIP over 50 MB, which AWS takes from S3 alone: a literal, or an expression.
   * @default one that the stack makes where it is needed
   */
  readonly bucket?: string;
}

/**
 * How dependencies get into the container: one word at the call site of `PythonFunction`. Changing it updates the function in place, but for a change
 * to or from an image.
 */
export class Packaging {
  /**
   * Nothing is installed: the ZIP holds the function's own files, made by Terraform's `archive_file` at plan time, and everything
   * else is what AWS's managed runtime supplies. `requirements.txt` is documentation then.
   */
  static runtime(): Packaging {
    return new Packaging((fn) => namedStrategy(fn, {}, archiveSource));
  }

  /** Dependencies are in the function's ZIP, beside its own files. The ZIP is made at synthesis. */
  static bundle(options: SplicedOptions = {}): Packaging {
    return new Packaging((fn) => namedStrategy(fn, options, (source) => spliceZips(source, "bundle", options)));
  }

  /**
   * Dependencies are in a layer, and the function's ZIP holds its own files alone: a change of the code uploads them and no more. Functions
   * of one stack that need the same share one layer. Both ZIPs are made at synthesis.
   */
  static layer(options: SplicedOptions = {}): Packaging {
    return new Packaging((fn) => namedStrategy(fn, options, (source) => spliceZips(source, "layer", options)));
  }

  /**
   * Dependencies and code are two layers of a container image, above AWS's own base image for the runtime, which `npm run lock -- --base` pins in
   * `base-images.lock.json`. The image is made at synthesis, without docker; `npm run image` pushes it to a repository of the stack's own. A
   * function that was a ZIP cannot become an image in place: Terraform deletes it and makes it anew.
   *
   * Or a Dockerfile says what is in it: `npm run image -- --build` has it built, and keeps the digest in a lock beside it, by which it is planned.
   */
  static image(options: PackagingOptions | DockerfileOptions = {}): Packaging {
    const { dockerfile } = options as Partial<DockerfileOptions>;
    return new Packaging((fn) =>
      dockerfile === undefined ? namedStrategy(fn, options, makeImage) : useDockerfile(fn, { dockerfile }),
    );
  }

  /**
   * One of the four, chosen at each synthesis by what the function comes to: `runtime` where AWS supplies all that it asks for, `image` where it is
   * too large for a ZIP (its base image must be locked, as for {@link Packaging.image}), `layer` where its dependencies are large, or shared: with
   * requirements outside its folder, or with another function of the stack that needs the same, and is a layer or is left to this; else `bundle`.
   * In what order the functions are made does not count. `artifacts.json` has the four side by side, measured, with the reason and with what would flip it; a choice that differs from the
   * last synthesis is said aloud.
   */
  static auto(options: SplicedOptions = {}): Packaging {
    return new Packaging((fn) => chooseStrategyFor(fn, options));
  }

  private constructor(
    /** Adds to the stack what this strategy needs. Called once a function, by `PythonFunction`. */
    readonly bind: (fn: FunctionSource) => PackagedCode | UndecidedCode,
  ) {}
}
