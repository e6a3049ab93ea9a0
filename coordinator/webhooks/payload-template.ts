/** The values that references in a webhook's configuration can use. */
export interface EventValues {
  /** The payload as JSON value; an empty payload is an empty object. */
  readonly data: unknown;
  /** The payload as it arrived. */
  readonly raw: string;
  /** `${webhook.NAME}`. */
  readonly webhook: Readonly<Record<(typeof WEBHOOK_VALUES)[number], string>>;
}

/** Names of the values that describe an event. */
export const WEBHOOK_VALUES = ['id', 'name', 'project', 'sender', 'timestamp'] as const;

/** A reference: its text, such as `${data.commit.id}`, and the path that it refers to. */
export interface PayloadReference {
  readonly text: string;
  readonly path: readonly string[];
}

/** A parsed template: literal strings, and references to the values of an event. */
export type PayloadTemplate = readonly (string | PayloadReference)[];

export interface TemplateProblem {
  readonly problem: string;
}

const FORMS = '${data.FIELD}, ${raw} and ${webhook.NAME}';
const STEP = /\.([\p{L}_$][\p{L}\p{N}_$-]*)|\[(\d{1,9})\]|\['([^']*)'\]|\["([^"]*)"\]/uy;

/** Parses `${data.FIELD}`, `${raw}` and `${webhook.NAME}`. Any other `${…}` is a problem. */
export function parsePayloadTemplate(text: string): PayloadTemplate | TemplateProblem {
  const parts: (string | PayloadReference)[] = [];
  let rest = 0;
  for (let start = text.indexOf('${'); start !== -1; start = text.indexOf('${', rest)) {
    const end = text.indexOf('}', start);
    if (end === -1) return { problem: `"${text.slice(start, start + 80)}" has no closing brace` };
    const written = text.slice(start, end + 1);
    const path = referencePath(written.slice(2, -1).trim());
    if (path === undefined)
      return { problem: `"${written}" is not a reference; the references are ${FORMS}` };
    if (start > rest) parts.push(text.slice(rest, start));
    parts.push({ text: written, path });
    rest = end + 1;
  }
  if (rest < text.length) parts.push(text.slice(rest));
  const bare = parts.find((part) => typeof part === 'string' && /\$(data|raw|webhook)\b/.test(part));
  if (bare !== undefined) return { problem: 'it has a reference without braces; write ${data.FIELD}' };
  return parts;
}

export function isTemplateProblem(parsed: PayloadTemplate | TemplateProblem): parsed is TemplateProblem {
  return 'problem' in parsed;
}

/** Returns the value of a reference as text. Lists and maps are JSON. Undefined for an absent field and for null. */
export function referenceText({ path }: PayloadReference, values: EventValues): string | undefined {
  const [root, ...steps] = path;
  if (root === 'raw') return values.raw;
  let value: unknown = root === 'data' ? values.data : values.webhook;
  for (const step of steps) value = ownValue(value, step);
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Returns the path in an expression in braces, beginning with its root; undefined if the expression is invalid. */
function referencePath(expression: string): string[] | undefined {
  if (expression === 'raw') return ['raw'];
  const root = ['data', 'webhook'].find((name) => expression.startsWith(name));
  if (root === undefined) return undefined;
  const path = [root];
  STEP.lastIndex = root.length;
  while (STEP.lastIndex < expression.length) {
    const step = STEP.exec(expression);
    if (step === null) return undefined;
    path.push(step.slice(1).find((name) => name !== undefined) ?? '');
  }
  const [, name] = path;
  if (root === 'webhook')
    return path.length === 2 && WEBHOOK_VALUES.some((it) => it === name) ? path : undefined;
  return path;
}

function ownValue(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  if (Array.isArray(value) && !/^\d+$/.test(name)) return undefined;
  return Reflect.get(value, name);
}
