import ts from "typescript";

type Json = Readonly<Record<string, unknown>>;

/** What a value may be, as far as a type and a JSON schema both say it. */
export type Shape = string | readonly unknown[] | { readonly array: Shape } | { readonly [key: string]: Shape };

/** The shape of an exported interface, in which a key that may be absent has a question mark. */
export function shapeOfType(file: string, name: string): Shape {
  const options = { strict: true, exactOptionalPropertyTypes: true, target: ts.ScriptTarget.ES2023, types: [], noEmit: true };
  const program = ts.createProgram([file], { ...options, moduleResolution: ts.ModuleResolutionKind.Bundler });
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`there is no ${file}`);
  const checker = program.getTypeChecker();
  const declared = source.statements.find((each) => ts.isInterfaceDeclaration(each) && each.name.text === name);
  if (declared === undefined) throw new Error(`there is no ${name} in ${file}`);
  return shapeOf(checker.getTypeAtLocation(declared), checker);
}

function shapeOf(type: ts.Type, checker: ts.TypeChecker): Shape {
  const members = type.isUnion() ? type.types : [type];
  const literals = members.map((each) => literalOf(each, checker));
  if (!literals.includes(undefined)) {
    const text = checker.typeToString(type);
    return text === "boolean" ? text : [...literals].sort();
  }
  if (checker.isArrayType(type)) {
    const [element] = checker.getTypeArguments(type as ts.TypeReference);
    return { array: element === undefined ? "nothing" : shapeOf(element, checker) };
  }
  if (members.every((each) => (each.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0))
    return shapeOfObjects(members, checker);
  return checker.typeToString(type);
}

function literalOf(type: ts.Type, checker: ts.TypeChecker): unknown {
  if (type.isStringLiteral() || type.isNumberLiteral()) return type.value;
  if ((type.flags & ts.TypeFlags.BooleanLiteral) === 0) return undefined;
  return checker.typeToString(type) === "true";
}

/** A key is in any of them; it may be absent if it is not in all. */
function shapeOfObjects(types: readonly ts.Type[], checker: ts.TypeChecker): Shape {
  const keys = new Set(types.flatMap((type) => checker.getPropertiesOfType(type).map(({ name }) => name)));
  return Object.fromEntries(
    [...keys].map((key) => {
      const found = types.map((type) => checker.getPropertyOfType(type, key));
      const present = found.filter((symbol) => symbol !== undefined);
      const isOptional = present.length < found.length || present.some(({ flags }) => (flags & ts.SymbolFlags.Optional) !== 0);
      const shapes = present.map((symbol) => shapeOf(checker.getNonNullableType(checker.getTypeOfSymbol(symbol)), checker));
      return [
        `${key}${isOptional ? "?" : ""}`,
        shapes.every(Array.isArray) ? [...new Set(shapes.flat())].sort() : (shapes[0] ?? "nothing"),
      ];
    }),
  );
}

/** The shape that a JSON schema describes. */
export function shapeOfSchema(schema: Json, root: Json = schema): Shape {
  const { $ref, const: only, enum: several, type } = schema;
  if (typeof $ref === "string") {
    const definition = (root["$defs"] as Json)[$ref.replace("#/$defs/", "")];
    return shapeOfSchema(definition as Json, root);
  }
  if (only !== undefined) return [only];
  if (Array.isArray(several)) return [...(several as unknown[])].sort();
  if (type === "array") return { array: shapeOfSchema(schema["items"] as Json, root) };
  if (type !== "object") return type === "integer" ? "number" : String(type);
  const required = schema["required"] as string[];
  return Object.fromEntries(
    Object.entries(schema["properties"] as Readonly<Record<string, Json>>).map(([key, property]) => [
      `${key}${required.includes(key) ? "" : "?"}`,
      shapeOfSchema(property, root),
    ]),
  );
}
