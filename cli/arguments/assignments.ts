import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/** Collects `key=value` options. A repeated key replaces its previous value. Throws `usage`. */
export function collectAssignment(text: string, before: Record<string, string>): Record<string, string> {
  const equals = text.indexOf('=');
  if (equals <= 0) {
    throw new OutrunnerError('usage', { problem: `"${text}" is not KEY=VALUE.`, remedy: '' });
  }
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}
