/** Everything that needs no cloud; `jest.e2e.config.js` runs the rest. */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/__tests__"],
  setupFiles: ["<rootDir>/__tests__/today.ts"],
  setupFilesAfterEnv: ["<rootDir>/__tests__/matchers.ts"],
  testMatch: ["**/*.test.ts"],
  testTimeout: 120_000, // for what hangs: how fast the machine is says nothing about the code
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/__tests__/e2e/"],
  moduleNameMapper: { "^(\\./[\\w-]+)\\.js$": "$1" }, // what is loaded on demand is named as Node wants it
  transform: { "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
};
