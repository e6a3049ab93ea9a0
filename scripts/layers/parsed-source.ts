import type { StringLiteral, TemplateLiteral } from 'oxc-parser';

/** Returns the 1-based line of an offset in a text. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Returns the value of a string literal; undefined for every other node. */
export function stringValue(node: { readonly type: string } | null | undefined): string | undefined {
  if (node?.type !== 'Literal') return undefined;
  const { value } = node as StringLiteral;
  return typeof value === 'string' ? value : undefined;
}

/** Returns the text of a template, with its expressions written `{}`. */
export function templateText({ quasis }: Pick<TemplateLiteral, 'quasis'>): string {
  return quasis.map(({ value }) => value.cooked ?? '').join('{}');
}
