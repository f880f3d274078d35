/**
 * When an import runs: whenever its module is imported; if some condition holds; when a function is called; in a `try` that goes on without it; for
 * type checkers only; when the module is run as a script; never on the runtime's Python.
 */
export type ImportContext = "module" | "conditional" | "function" | "guarded" | "type-checking" | "main" | "never";

/** One import of a module, also by `importlib.import_module("name")` and `__import__("name")`. */
export interface ImportFact {
  /** Dotted; empty in `from . import x`. */
  readonly module: string;
  /** How many dots stand before it. */
  readonly level: number;
  /** What `from … import` takes from it: `["*"]`, attributes or modules. Absent where the module itself is imported. */
  readonly names?: readonly string[];
  readonly line: number;
  readonly context: ImportContext;
  /** The `try` that goes on if this import fails, by its number in the module. */
  readonly attempt?: number;
  /** Runs only where an import of each of these attempts has failed. */
  readonly instead?: readonly number[];
}

/** One binding of a name at a module's top level. */
export interface NameFact {
  readonly name: string;
  readonly line: number;
  readonly kind: NameKind;
  /** Whether it may be left out or replaced: it stands in an `if`, a `try` or a loop, or a function binds it. */
  readonly conditional?: true;
  /** Of an alias the other name, of an instance what is called to make it, of an import the name in the other module. */
  readonly target?: string;
  /** Of `import` and `star`: where it comes from, as in {@link ImportFact}. */
  readonly module?: string;
  readonly level?: number;
  /** Of a class: whether its instances can be called. */
  readonly instances?: "callable" | "not callable" | "unknown";
}

/** What a name stands for, as far as the text shows. */
export type NameKind =
  "function" | "async function" | "class" | "instance" | "value" | "alias" | "module" | "import" | "star" | "unknown";

/** A call of a method of boto3's: of a client, of a resource, or of the paginator or waiter of that name. */
export interface OperationCall {
  /** As boto3 names it: `bedrock-runtime`. */
  readonly service: string;
  /** As in Python: `converse`. */
  readonly method: string;
  readonly line: number;
  readonly through: "client" | "resource" | "paginator" | "waiter";
}

/** What a module's text says. It depends on the text and the runtime's Python alone, not on where the module lies. */
export interface ModuleText {
  readonly imports: readonly ImportFact[];
  readonly names: readonly NameFact[];
  /** Whether it may have names that do not stand in its text: `globals()`, `__getattr__`, `sys.modules`. */
  readonly changesItself: boolean;
  /** Whether it has modules looked for elsewhere too: `sys.path.insert`. */
  readonly changesSearchPath: boolean;
  readonly operations: readonly OperationCall[];
}

/** What is known of one module. */
export type ModuleFacts =
  ModuleText | { readonly syntaxError: { readonly line: number; readonly message: string } } | { readonly notScanned: string };

/** A module of the function's own. */
export interface ScannedModule {
  /** In the artifact. */
  readonly path: string;
  /** As a person at the project's root would name it. */
  readonly shownPath: string;
  readonly facts: ModuleFacts;
}

/** What the function's own modules say, or why nobody could read them. */
export type SourceScan =
  | {
      /** The minor of Python 3 that read them. */
      readonly parserMinor: number;
      readonly modules: readonly ScannedModule[];
    }
  | { readonly notScanned: string; readonly fix: string };
