import { callIn, choiceIn, templateParts } from "../../../cli/terraform/expression-text";

test.each([
  ["", []],
  ["plain", [{ literal: "plain" }]],
  ["${a}", [{ expression: "a" }]],
  ["x-${ a }-${b}", [{ literal: "x-" }, { expression: "a" }, { literal: "-" }, { expression: "b" }]],
  ['${f({ a = "}" })}!', [{ expression: 'f({ a = "}" })' }, { literal: "!" }]],
  ['${f("${g("}")}")}', [{ expression: 'f("${g("}")}")' }]],
  ['${"a\\"}"}b', [{ expression: '"a\\"}"' }, { literal: "b" }]],
  ["$${a} %%{b}", [{ literal: "${a} %{b}" }]],
  ["a %{ if b }c%{ endif }", [{ literal: "a " }, { expression: "if b }c%{ endif }" }]],
  ["${never closed", [{ expression: "never closed" }]],
])("%j is taken apart", (text, parts) => {
  expect(templateParts(text)).toEqual(parts);
});

test.each([
  ["a ? b : c", { condition: "a", yes: "b", no: "c" }],
  ['f("?") ? { a : 1 } : [b ? c : d]', { condition: 'f("?")', yes: "{ a : 1 }", no: "[b ? c : d]" }],
  ["a ? b ? c : d : e", { condition: "a", yes: "b ? c : d", no: "e" }],
  ["a", undefined],
  ['"a ? b : c"', undefined],
])("%j is a choice, or none", (expression, choice) => {
  expect(choiceIn(expression)).toEqual(choice);
});

test.each([
  ['replace(a, "/,/", ")")', { name: "replace", args: ["a", '"/,/"', '")"'] }],
  ["can(f(a, b))", { name: "can", args: ["f(a, b)"] }],
  ["f(a).b", undefined],
  ["f(a", undefined],
  ["a", undefined],
])("%j is a call, or none", (expression, call) => {
  expect(callIn(expression)).toEqual(call);
});
