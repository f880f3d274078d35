import { serialNumber } from "../../../../cli/explain/sbom/serial-number";

test("it is a UUID of version 5 for a URL, as every other program makes it", () => {
  expect(serialNumber("http://www.example.com/")).toBe("urn:uuid:fcde3c85-2270-590f-9e7c-ee003d65e0e2");
});

test("the same text has the same, and another another", () => {
  expect(serialNumber("a")).toBe(serialNumber("a"));
  expect(serialNumber("a")).not.toBe(serialNumber("b"));
});
