import { type Argument, type CallExpression, type Expression, parseSync, Visitor } from 'oxc-parser';
import { lineAt, stringValue } from '../layers/parsed-source.ts';
import { placeholdersIn } from './fixed-parts.ts';

/** The library that translates texts. VS Code's own `vscode.l10n` would not work where `vscode` cannot be imported. */
const LIBRARY = '@vscode/l10n';
const NAME = 'l10n';

/** A text that code passes to `l10n.t`. */
export interface SourceText {
  /** The key in the translation: the English text, followed by `/` and the comment for translators if there is one. */
  readonly key: string;
  /** The English text. */
  readonly message: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

export interface SourceTexts {
  readonly texts: readonly SourceText[];
  /** The calls that cannot be translated, one line each. */
  readonly problems: readonly string[];
}

/**
 * Returns the texts that a source file passes to `l10n.t`, and the calls whose text is not a literal or whose values do
 * not match its placeholders.
 *
 * @throws if the source cannot be parsed
 */
export function sourceTexts(file: string, source: string): SourceTexts {
  if (!source.includes(NAME)) return { texts: [], problems: [] };
  const { program, errors } = parseSync(file, source);
  const broken = errors[0];
  if (broken !== undefined) throw new Error(`${file}: ${broken.message}`);
  const texts: SourceText[] = [];
  const problems: string[] = [];
  const lineOf = ({ start }: { start: number }) => lineAt(source, start);
  const report = (node: { start: number }, problem: string) =>
    problems.push(`${file}:${lineOf(node)}: ${problem}`);
  new Visitor({
    ImportDeclaration: (node) => {
      if (node.source.value !== LIBRARY) return;
      const [specifier] = node.specifiers;
      if (specifier?.type !== 'ImportNamespaceSpecifier' || specifier.local.name !== NAME)
        report(node, `write import * as ${NAME} from '${LIBRARY}', so that its texts are found`);
    },
    TaggedTemplateExpression: (node) => {
      if (isTranslate(node.tag)) report(node, 'pass a text with placeholders to l10n.t, not a template');
    },
    CallExpression: (node) => {
      if (!isTranslate(node.callee)) return;
      const text = textOf(node.arguments[0]);
      if (text === undefined) report(node, 'the text of l10n.t must be a literal');
      else {
        texts.push({ ...text, file, line: lineOf(node) });
        const problem = text.key === text.message ? valuesProblem(text.message, node) : undefined;
        if (problem !== undefined) report(node, problem);
      }
    },
  }).visit(program);
  return { texts, problems };
}

function isTranslate(callee: Expression): boolean {
  return (
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 't' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === NAME
  );
}

/** Returns the text of a call: a literal, or an object with a literal message and a literal comment for translators. */
function textOf(
  argument: Argument | undefined,
): { readonly key: string; readonly message: string } | undefined {
  const literal = literalText(argument);
  if (literal !== undefined) return { key: literal, message: literal };
  if (argument?.type !== 'ObjectExpression') return undefined;
  const literalOf = (name: string) => {
    for (const property of argument.properties)
      if (property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === name)
        return literalText(property.value);
    return undefined;
  };
  const message = literalOf('message');
  const comment = literalOf('comment');
  return message === undefined || comment === undefined
    ? undefined
    : { key: `${message}/${comment}`, message };
}

/** Returns the value of a string literal or of a template without expressions. */
function literalText(node: Argument | null | undefined): string | undefined {
  if (node?.type !== 'TemplateLiteral' || node.expressions.length > 0) return stringValue(node);
  return node.quasis[0]?.value.cooked ?? undefined;
}

/** Compares placeholders `{0}`, `{1}`… with the values of a call. Named placeholders take their values from an object. */
function valuesProblem(message: string, { arguments: [, ...values] }: CallExpression): string | undefined {
  if (values.some(({ type }) => type === 'SpreadElement' || type === 'ObjectExpression')) return undefined;
  const placeholders = new Set(placeholdersIn(message));
  const expected = values.map((_, index) => `{${index}}`);
  const isComplete =
    placeholders.size === expected.length && expected.every((placeholder) => placeholders.has(placeholder));
  return isComplete ? undefined : `"${message}" has other placeholders than the ${values.length} values`;
}
