import { parseSync, Visitor } from 'oxc-parser';
import { lineAt, templateText } from '../layers/parsed-source.ts';

/** A text that begins like a title or a sentence: an upper-case word other than the name of the product, and another word. */
const SENTENCE = /^(?!Outrunner )\p{Lu}[\p{L}'’]* (?:\p{L}{2,}|\{\})/u;

/** Calls whose literals are not shown, or are translated: logs, comparisons and `l10n.t` itself. */
const PASSED_TO = /(?:^|\.|#)(?:t|log|warn|trace|debug|startsWith|endsWith|includes|Symbol)$/;

/**
 * Returns the literals of a file of the extension or of a webview that read like a title or a sentence and are passed
 * neither to `l10n.t`, nor to a log, nor to an error, one line each. It complements `literalTexts` for texts that reach
 * users through variables and parameters.
 */
export function unpassedSentences(file: string, source: string): string[] {
  const { program } = parseSync(file, source);
  const passed: { readonly start: number; readonly end: number }[] = [];
  const found: { readonly start: number; readonly text: string }[] = [];
  const nameOf = ({ start, end }: { start: number; end: number }) => source.slice(start, end);
  new Visitor({
    ImportDeclaration: (node) => passed.push(node),
    TSLiteralType: (node) => passed.push(node),
    NewExpression: (node) => {
      if (/Error$/.test(nameOf(node.callee))) passed.push(node);
    },
    CallExpression: (node) => {
      if (PASSED_TO.test(nameOf(node.callee))) passed.push(node);
    },
    Literal: ({ start, value }) => {
      if (typeof value === 'string' && SENTENCE.test(value)) found.push({ start, text: value });
    },
    TemplateLiteral: (node) => {
      const text = templateText(node);
      if (SENTENCE.test(text)) found.push({ start: node.start, text });
    },
  }).visit(program);
  return found
    .filter(({ start }) => !passed.some((node) => node.start <= start && start < node.end))
    .map(
      ({ start, text }) =>
        `${file}:${lineAt(source, start)}: "${text}" reads like a text for users: pass it to l10n.t`,
    );
}
