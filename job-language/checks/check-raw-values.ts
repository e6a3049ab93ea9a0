import { variableOf } from '../expansion/environment.ts';
import { tokensIn } from '../expansion/expand-script.ts';
import { valueNameOf } from '../expansion/reference.ts';
import type { JobOption } from '../format/job-option.ts';
import type { Step } from '../format/step.ts';
import { stepPlaces } from '../format/step-places.ts';
import type { Finding } from '../source/problem.ts';
import { placeAt } from '../source/source-value.ts';
import { completeOptions, type ValidPart } from './valid-part.ts';

/**
 * Warns if `@…@` inserts a value that the caller may choose freely into the text of a shell script, where it is parsed
 * as code.
 */
export function checkRawValues(part: ValidPart): Finding[] {
  const { job, source, isComplete } = part;
  const options = completeOptions(part);
  return stepPlaces(job).flatMap(({ step, path }): Finding[] => {
    if (step.script === undefined || !isComplete([...path, 'scriptInterpreter'])) return [];
    if (!isShellScript(step)) return [];
    const within = [...path, 'script'];
    const { script } = step;
    const place = placeAt(source, within);
    const found = new Map<string, Finding>();
    for (const token of tokensIn(script)) {
      const message = rawValue(token.expression, options);
      if (message === undefined || found.has(message)) continue;
      const part = { text: script, at: token };
      const code = 'raw-value-in-script';
      found.set(message, { severity: 'warning', code, message, ...place, part, path: within });
    }
    return [...found.values()];
  });
}

const SHELL = /(?:^|[\s/])(?:ba|da|k|z|a)?sh(?:$|\s)/;

/** Returns whether a shell runs the script: its interpreter, otherwise its `#!` line, is a shell, or it has neither. */
function isShellScript({ scriptInterpreter = '', script = '' }: Step): boolean {
  if (scriptInterpreter.trim() !== '') return SHELL.test(scriptInterpreter);
  const [, interpreter] = /^#!(.*)/.exec(script) ?? [];
  return interpreter === undefined || SHELL.test(interpreter);
}

/** Values without characters that are special to a shell. */
const HARMLESS = /^[A-Za-z0-9_%+,./:@=-]*$/;

function rawValue(expression: string, options: ReadonlyMap<string, JobOption>): string | undefined {
  const name = valueNameOf(expression, 'script');
  if (name === undefined || !['option', 'data', 'result'].includes(name.group)) return undefined;
  const option = name.group === 'option' ? options.get(name.key) : undefined;
  if (name.group === 'option' && option === undefined) return undefined;
  if (option?.type === 'file') return undefined;
  if (option?.enforced && option.values.length > 0 && option.values.every((value) => HARMLESS.test(value))) {
    return undefined;
  }
  const variable = variableOf(name);
  return `@${expression}@ inserts its value into the shell script unchanged, where quotes and $(…) in it are code. Read it as "$${variable}" instead.`;
}
