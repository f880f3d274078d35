const base = require("./jest.config.js");

/** Real Terraform against the local cloud. One file at a time: they share two cores. */
module.exports = {
  ...base,
  testMatch: ["<rootDir>/__tests__/e2e/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  maxWorkers: 1,
  testTimeout: 300_000,
};
