import { correctedState } from "../../../cli/terraform/corrected-state";
import { attributesOf, parseState } from "../../../cli/terraform/state-file";

const fn = (name: string, mode = "managed"): object => ({
  ...{ mode, type: "aws_lambda_function", name, provider: 'provider["aws"]' },
  instances: [{ schema_version: 0, attributes: { source_code_hash: `${name} planned`, memory_size: 512 }, private: "kept" }],
});

function stateOf(resources: readonly object[], serial = 7): string {
  const outputs = { url: { value: "http://a<b>", type: "string" } };
  return JSON.stringify({ version: 4, serial, lineage: "l", outputs, resources, check_results: null }, undefined, 2);
}

test("the named functions have what runs, the serial is the next, and all else is as it was", () => {
  const before = stateOf([fn("chat"), fn("report"), fn("chat", "data")]);
  const after = correctedState(before, new Map([["aws_lambda_function.chat", "runs"]]));
  expect(JSON.parse(after)).toEqual(JSON.parse(before.replace("chat planned", "runs").replace('"serial": 7', '"serial": 8')));
  expect(attributesOf(parseState(after), "aws_lambda_function.chat")?.["source_code_hash"]).toBe("runs");
});

test.each(["12345678901234567890", "1.0", "0.10", "1e400"])("a state with the number %s is left alone", (number) => {
  const state = stateOf([fn("chat")]).replace("512", number);
  expect(() => correctedState(state, new Map())).toThrow(`the state has the number ${number}`);
});

test("numbers in texts are no numbers", () => {
  const state = stateOf([fn("chat")]).replace("http://a<b>", String.raw`quoted \" 1.0 \\`);
  expect(JSON.parse(correctedState(state, new Map()))).toMatchObject({ outputs: { url: { value: 'quoted " 1.0 \\' } } });
});
