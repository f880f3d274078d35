/**
 * A CycloneDX 1.6 bill of materials, as far as one is written here.
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export interface Bom {
  readonly $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json";
  readonly bomFormat: "CycloneDX";
  readonly specVersion: "1.6";
  /** `urn:uuid:…`, made of all that follows but the time. */
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: BomMetadata;
  /** By reference. */
  readonly components: readonly BomComponent[];
  /** By reference. */
  readonly dependencies: readonly BomDependency[];
  readonly compositions: readonly BomComposition[];
}

/** What it is of. */
export interface BomMetadata {
  /** An ISO time; absent where nobody fixes one, since the same receipt has the same bill. */
  readonly timestamp?: string;
  readonly tools: { readonly components: readonly BomComponent[] };
  /** The function; of several a component that holds them. */
  readonly component: BomComponent;
}

/** A part: a function, a ZIP, a distribution, the runtime, a package that AWS supplies. */
export interface BomComponent {
  readonly type: "application" | "library" | "file" | "platform" | "container";
  readonly "bom-ref"?: string;
  readonly supplier?: { readonly name: string };
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly hashes?: readonly BomHash[];
  readonly purl?: string;
  readonly components?: readonly BomComponent[];
  /** Where its files are: the ZIP, `!/`, and the path in it. */
  readonly evidence?: { readonly occurrences: readonly { readonly location: string }[] };
  readonly properties?: readonly BomProperty[];
}

/** Of a wheel, or of a ZIP. */
export interface BomHash {
  readonly alg: "SHA-256";
  /** Hexadecimal. */
  readonly content: string;
}

/** What CycloneDX has no field for. The names begin with `lambda-container:`. */
export interface BomProperty {
  readonly name: string;
  readonly value: string;
}

/** What a part needs. */
export interface BomDependency {
  readonly ref: string;
  readonly dependsOn: readonly string[];
}

/** How much of a part the bill names. */
export interface BomComposition {
  readonly aggregate: "complete" | "incomplete" | "unknown";
  /** References. */
  readonly assemblies: readonly string[];
}
