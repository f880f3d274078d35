import { ruleReason } from "../../../../cli/explain/model/rule-reasons";
import { defaultRules } from "../../../../lib/artifact/selection-rules";
import { placement } from "../../../../lib/artifact/wheel/layout";
import { fileRule } from "../../../../lib/artifact/wheel/slim";

const unknown = "The rule is of another release of this project.";

test.each([
  { rule: "secrets", distribution: undefined, reason: "Whoever may download the function could read them." },
  { rule: "tests", distribution: undefined, reason: "Tests run before the deployment, not in it." },
  { rule: "tests", distribution: "pandas", reason: "Nothing that ships refers to these tests." },
  { rule: "same-bytes", distribution: "pandas", reason: "Another distribution has the same file, which ships once." },
  { rule: ".lambdaignore:3", distribution: undefined, reason: "Line 3 of .lambdaignore says so." },
  { rule: "common/.lambdaignore:12", distribution: undefined, reason: "Line 12 of common/.lambdaignore says so." },
  { rule: "exclude: docs/", distribution: undefined, reason: "The function's exclude says so." },
  { rule: "older-rule", distribution: undefined, reason: unknown },
  { rule: "older-rule", distribution: "pandas", reason: unknown },
  { rule: "secrets", distribution: "pandas", reason: unknown },
])("the reason for $rule of $distribution", ({ rule, distribution, reason }) => {
  expect(ruleReason(rule, distribution)).toBe(reason);
});

test.each(defaultRules)("the built-in rule $name says why it is there", ({ name, why }) => {
  expect(ruleReason(name, undefined)).toBe(why);
});

test.each(["a/__pycache__/a.pyc", "a.pyi", "a.pyx", "a.pxd", "a.c", "a.hpp", "liba.a"])(
  "the rule that leaves out %s has a reason",
  (path) => {
    const rule = fileRule(path);
    expect(rule).toBeDefined();
    expect(ruleReason(rule ?? "", "tool")).not.toBe(unknown);
  },
);

test.each(["scripts/tool", "headers/tool.h", "data/share/tool"])(
  "the rule that leaves out %s of a wheel has a reason",
  (path) => {
    const placed = placement({ name: `tool-1.0.data/${path}` });
    expect("rule" in placed && ruleReason(placed.rule, "tool")).toMatch(/^(?!The rule is of another)./);
  },
);
