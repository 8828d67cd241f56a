// A small vocabulary for saying what Slack accepts, with Slack's own words for what it refuses.

/** Looks at a value and reports what is wrong with it, by json-pointer. */
export type Rule = (value: unknown, at: string, report: Report) => void;
type Report = (problem: string, at: string) => void;

export type Field = { readonly rule: Rule; readonly required: boolean };

export function required(rule: Rule): Field {
  return { rule, required: true };
}

export function optional(rule: Rule): Field {
  return { rule, required: false };
}

export function string(max: number, min = 0): Rule {
  return (value, at, report) => {
    if (typeof value !== "string") return report("must be a string", at);
    if (value.length < min) report(`must be more than ${min - 1} characters`, at);
    if (value.length > max) report(`must be less than ${max + 1} characters`, at);
  };
}

export const boolean: Rule = (value, at, report) => {
  if (typeof value !== "boolean") report("must be a boolean", at);
};

export function integer(min: number, max: number): Rule {
  return (value, at, report) => {
    if (typeof value !== "number" || !Number.isInteger(value)) return report("must be an integer", at);
    if (value < min) report(`must be at least ${min}`, at);
    if (value > max) report(`must be at most ${max}`, at);
  };
}

export function matching(pattern: RegExp, wanted: string): Rule {
  return (value, at, report) => {
    if (typeof value !== "string" || !pattern.test(value)) report(`must be ${wanted}`, at);
  };
}

export function oneOf(...allowed: readonly string[]): Rule {
  return (value, at, report) => {
    if (typeof value !== "string" || !allowed.includes(value)) report(`must be a valid enum value`, at);
  };
}

export function list(item: Rule, min: number, max: number): Rule {
  return (value, at, report) => {
    if (!Array.isArray(value)) return report("must be an array", at);
    if (value.length < min) report(`no fewer than ${min} items allowed`, at);
    if (value.length > max) report(`no more than ${max} items allowed`, at);
    value.forEach((each, index) => item(each, `${at}/${index}`, report));
  };
}

export function object(fields: Readonly<Record<string, Field>>): Rule {
  return (value, at, report) => {
    if (!isObject(value)) return report("must be an object", at);
    for (const [name, field] of Object.entries(fields)) {
      const given = value[name];
      if (given !== undefined) field.rule(given, `${at}/${name}`, report);
      else if (field.required) report(`missing required field: ${name}`, at);
    }
    for (const name of Object.keys(value)) {
      if (!(name in fields)) report(`invalid additional property: ${name}`, at);
    }
  };
}

/** Chooses the rule by the object's `type`; `type` itself need not be among the fields. */
export function byType(kinds: Readonly<Record<string, Rule>>): Rule {
  return (value, at, report) => {
    if (!isObject(value)) return report("must be an object", at);
    const type = value["type"];
    if (type === undefined) return report("missing required field: type", at);
    const name = typeof type === "string" ? type : typeof type;
    const rule = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (!rule) return report(`unsupported type: ${name}`, `${at}/type`);
    rule(value, at, report);
  };
}

/** What a rule has no more to say about: known to Slack, shown but not looked into here. */
export const anything: Rule = () => undefined;

export function all(...rules: readonly Rule[]): Rule {
  return (value, at, report) => {
    for (const rule of rules) rule(value, at, report);
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
