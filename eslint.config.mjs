import { readFileSync } from "node:fs";
import tseslint from "typescript-eslint";

const rooms = JSON.parse(readFileSync(new URL("rooms.json", import.meta.url), "utf8"));
const guardedPackages = ["cdktf", "constructs", "@cdktf"];

/** One block of rules a room: which other rooms, and which of the guarded packages, it may not import. */
const roomRules = Object.entries(rooms).map(([room, { imports, packages }]) => {
  const closedRooms = Object.keys(rooms).filter((other) => other !== room && !imports.includes(other));
  const patterns = [
    ...closedRooms.map((closed) => ({
      regex: `^\\.{1,2}/(?:.*/)?${closed.split("/").at(-1).replace(/\.ts$/, "")}(?:/|$)`,
      message: `${room} may not import ${closed} (rooms.json)`,
    })),
    ...guardedPackages
      .filter((name) => !packages.includes(name))
      .map((name) => ({ regex: `^${name}(?:/|$)`, message: `${room} may not import ${name} (rooms.json)` })),
    { regex: "^@cdktf/provider-[a-z]+$", message: "import from lib/…: the package root costs seconds and hundreds of MB" },
  ];
  return {
    files: [room.endsWith(".ts") ? room : `${room}/**/*.ts`],
    rules: { "no-restricted-imports": ["error", { patterns }] },
  };
});

export default tseslint.config(
  { ignores: ["node_modules/", "cdktf.out/", "delivery.out/", ".local/", "coverage/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-extraneous-class": "off", // static makers: Packaging.runtime(), PythonRuntime.PYTHON_3_11
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "no-restricted-syntax": ["error", { selector: "ExportDefaultDeclaration", message: "named exports only" }],
    },
  },
  ...roomRules,
);
