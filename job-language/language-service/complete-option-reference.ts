import { environmentName } from '../expansion/environment.ts';
import type { Completion } from './completion.ts';
import type { JobBlocks, OptionBlock } from './job-blocks.ts';
import { referenceForms } from './reference-forms.ts';
import { rangeInLine, type TextPosition } from './text-range.ts';
import type { ValueAt } from './value-at.ts';
import { writtenBelow } from './written-text.ts';

/** Returns the references to options that complete the text before the position. */
export function optionReferenceCompletions(
  value: ValueAt,
  position: TextPosition,
  job: JobBlocks,
): Completion[] {
  const forms = referenceForms(value.entry);
  return [
    ...(forms.argument === undefined
      ? []
      : completions(value, position, job, /\$(?:\{[\w.-]*)?$/, (name) =>
          forms.argument === 'value' ? `\${option.${name}.value}` : `\${option.${name}}`,
        )),
    ...(forms.rule === undefined
      ? []
      : completions(value, position, job, /(?<=(?:if|unless):!?)[\w.-]*$/, (name) => `option.${name}`)),
    ...(forms.token === undefined
      ? []
      : completions(value, position, job, /(?<!@)@[\w.-]*$/, (name) => `@option.${name}@`)),
    ...(forms.variable === undefined
      ? []
      : completions(value, position, job, /\$(?:\{[A-Z_\d]*|[A-Z_\d]*)$/, (name, written) =>
          written.startsWith('${')
            ? `\${${environmentName('option', name)}}`
            : `$${environmentName('option', name)}`,
        )),
  ];
}

function completions(
  { line, before, after }: ValueAt,
  { column }: TextPosition,
  { options }: JobBlocks,
  pattern: RegExp,
  reference: (name: string, written: string) => string,
): Completion[] {
  const written = pattern.exec(before)?.[0];
  if (written === undefined) return [];
  const rest = /^[\w.-]*[}@]?/.exec(after)?.[0] ?? '';
  const closes = written.startsWith('@') ? rest.endsWith('@') : written.includes('{') && rest.endsWith('}');
  const replaced = closes || !/[}@]$/.test(rest) ? rest.length : rest.length - 1;
  const range = rangeInLine(line, column - written.length, column + replaced);
  return options.map((option) => {
    const text = reference(option.name.text, written);
    return { kind: 'option', label: text, insert: text, detail: detailOf(option), range };
  });
}

function detailOf({ block }: OptionBlock): string {
  const text = (key: string) => writtenBelow(block, key)?.text;
  if (text('secure') === 'true' && text('valueExposed') !== 'true')
    return 'secure and not exposed: blank in steps';
  return text('label') ?? text('description') ?? '';
}
