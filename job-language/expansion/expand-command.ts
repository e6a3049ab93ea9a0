import { variableOf } from './environment.ts';
import { type Reference, referencesIn, valueNameOf } from './reference.ts';
import { ShellQuoting } from './shell-quoting.ts';
import type { ValueLookup } from './value-lookup.ts';
import { type WrittenValue, writtenValue } from './written-value.ts';

export type ExpandedCommand = { text: string } | { refused: string };

/**
 * Expands the `${…}` references of a command for `/bin/sh -c`. All other text stays as the author wrote it.
 *
 * Quotes each value for its context (the author's own quotes, substitutions, here-documents), so that no value becomes
 * shell syntax. A reference without a value is blank. Only `${unquotedoption.x}` is inserted unchanged. `refused`
 * contains the reference that cannot be quoted safely, and the remedy.
 */
export function expandCommand(template: string, lookup: ValueLookup): ExpandedCommand {
  const quoting = new ShellQuoting();
  let text = '';
  /** The author's text and unquoted values since the last quoted value. */
  let run = '';
  let position = 0;
  for (const reference of referencesIn(template)) {
    run += template.slice(position, reference.start);
    position = reference.end;
    const name = valueNameOf(reference.expression);
    const value = name === undefined ? undefined : lookup(name);
    const next = template.charAt(position);
    if (name?.unquoted) {
      run += value ?? '';
    } else if (value !== undefined || !/^\s?$/.test(next)) {
      quoting.feed(run);
      const written = writtenReference(quoting, reference, value, next);
      if ('refused' in written) return { refused: explanation(reference, written.refused) };
      quoting.afterValue();
      text += run + written.text;
      run = '';
    }
  }
  text += run + template.slice(position);
  return text.includes('\0') ? { refused: 'A command cannot contain a NUL character.' } : { text };
}

function writtenReference(
  quoting: ShellQuoting,
  reference: Reference,
  value: string | undefined,
  next: string,
): WrittenValue {
  const name = valueNameOf(reference.expression);
  const variable = name === undefined ? undefined : variableOf(name);
  return writtenValue({ value, context: quoting.context(), next, environmentName: variable });
}

/** Returns the references that cannot be quoted safely, for a check of a job. */
export function unclearReferences(template: string): { reference: Reference; explanation: string }[] {
  const quoting = new ShellQuoting();
  const found: { reference: Reference; explanation: string }[] = [];
  let position = 0;
  for (const reference of referencesIn(template)) {
    quoting.feed(template.slice(position, reference.start));
    position = reference.end;
    const context = quoting.context();
    if (context.kind === 'unclear' && !valueNameOf(reference.expression)?.unquoted) {
      found.push({ reference, explanation: explanation(reference, `it is ${context.reason}`) });
    }
    quoting.afterValue();
  }
  return found;
}

function explanation(reference: Reference, reason: string): string {
  const name = valueNameOf(reference.expression);
  const variable = name === undefined ? 'its RD_ variable' : `"$${variableOf(name)}"`;
  return `\${${reference.expression}} cannot be written safely: ${reason}. Use ${variable}, or a script step.`;
}
