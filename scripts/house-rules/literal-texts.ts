import { type Node, parseSync, Visitor } from 'oxc-parser';
import { lineAt, stringValue, templateText } from '../layers/parsed-source.ts';
import { isTranslated } from '../translation/project-translation.ts';

/** Properties whose values VS Code shows: of prompts, notifications, tree rows and quick picks. */
const SHOWN_PROPERTIES: ReadonlySet<string> = new Set([
  'accessibleLabel',
  'detail',
  'noneProblem',
  'prompt',
  'tooltip',
  'verb',
]);

/** Attributes of elements in webviews that users see or hear. */
const SHOWN_ATTRIBUTES: ReadonlySet<string> = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'placeholder',
  'title',
]);

/** Methods of `prompts`, and functions of `vscode.window`, whose texts are shown. */
const NOTIFYING =
  /(?:^|\.|#)(?:prompts\.(?:inform|warn|error|decide|waiting)|show(?:Information|Warning|Error)Message|setTitle|setStatusBarMessage)$/;

/** The functions that create controls in webviews, from `webview-ui/ui/controls.ts`. The first argument is a label. */
const CONTROLS: ReadonlySet<string> = new Set([
  'button',
  'checkbox',
  'dropdown',
  'radioGroup',
  'textField',
  'timeField',
]);

/** Properties whose values may also be names, identifiers or data. Their texts have several words or placeholders. */
const TITLES: ReadonlySet<string> = new Set(['label', 'message', 'title']);

/** Files whose texts stay English in every display language. */
const ENGLISH: readonly string[] = [
  // Problems of jobs, and descriptions of their keys.
  'extension/jobs/checker/',
  // Maintainers read the text of an issue.
  'extension/administration/issue-text.ts',
  // Parts of error messages, which are English like those of the coordinator.
  'extension/projects/project-config-text.ts',
];

/** Whether a file shows texts that must be translated. */
export function showsTexts(file: string): boolean {
  return isTranslated(file) && !ENGLISH.some((prefix) => file.startsWith(prefix));
}

/**
 * Returns the literal texts that a file of the extension or of a webview shows without `l10n.t`, one line each. Reports
 * a literal only where it is certain to be shown.
 */
export function literalTexts(file: string, source: string): string[] {
  const { program } = parseSync(file, source);
  const problems: string[] = [];
  const report = (node: Node | null | undefined, isText: (literal: ShownLiteral) => boolean = hasWord) => {
    for (const literal of literalsOf(node)) {
      const { start, text } = literal;
      if (!isText(literal)) continue;
      problems.push(`${file}:${lineAt(source, start)}: "${text}" is shown to users: pass it to l10n.t`);
    }
  };
  const isPage = file.startsWith('webview-ui/');
  new Visitor({
    Property: (node) => {
      const name = propertyName(node.key);
      if (SHOWN_PROPERTIES.has(name) || (isPage && SHOWN_ATTRIBUTES.has(name))) report(node.value);
      else if (TITLES.has(name)) report(node.value, isTitle);
      else if (name === 'placeHolder') report(node.value, isInstruction);
    },
    CallExpression: (node) => {
      const callee = source.slice(node.callee.start, node.callee.end);
      if (NOTIFYING.test(callee)) for (const argument of node.arguments) report(argument);
      if (!isPage) return;
      if (CONTROLS.has(callee)) report(node.arguments[0]);
      if (callee === 'textField') report(node.arguments[1]);
      if (callee === 'element') for (const child of node.arguments.slice(2)) report(child);
      if (callee.endsWith('.setAttribute') && SHOWN_ATTRIBUTES.has(stringValue(node.arguments[0]) ?? ''))
        report(node.arguments[1]);
    },
    AssignmentExpression: (node) => {
      if (isPage && source.slice(node.left.start, node.left.end).endsWith('.textContent')) report(node.right);
    },
  }).visit(program);
  return problems;
}

/** A literal that may be shown. The expressions of a template are written `{}`. */
interface ShownLiteral {
  readonly start: number;
  readonly text: string;
}

/** Returns the literals that an expression can have as its value, or as a part of it. */
function literalsOf(node: Node | null | undefined): ShownLiteral[] {
  switch (node?.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [{ start: node.start, text: node.value }] : [];
    case 'TemplateLiteral':
      return [{ start: node.start, text: templateText(node) }];
    case 'ConditionalExpression':
      return [...literalsOf(node.consequent), ...literalsOf(node.alternate)];
    case 'LogicalExpression':
      return literalsOf(node.right);
    case 'BinaryExpression':
      return node.operator === '+' ? [...literalsOf(node.left), ...literalsOf(node.right)] : [];
    case 'ParenthesizedExpression':
      return literalsOf(node.expression);
    default:
      return [];
  }
}

function propertyName(key: { readonly type: string }): string {
  if (key.type === 'Identifier' && 'name' in key) return String(key.name);
  return stringValue(key) ?? '';
}

/** Whether a text contains a word, rather than only symbols, numbers and expressions. */
function hasWord({ text }: ShownLiteral): boolean {
  return /\p{L}{2}/u.test(text);
}

/** Returns whether a text is not just a name: it has several words, or a word and an expression. */
function isTitle({ text }: ShownLiteral): boolean {
  return /\p{L}{2,} \p{L}{2,}|\p{L}{2,}:? \{\}|\{\} \p{L}{2,}/u.test(text);
}

/** Whether a placeholder is an instruction, such as `Choose a job`, rather than an example of a value. */
function isInstruction({ text }: ShownLiteral): boolean {
  return /^\p{Lu}/u.test(text);
}
