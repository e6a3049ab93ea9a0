import { variableOf } from './environment.ts';
import { tokensIn } from './expand-script.ts';
import { valueNameOf } from './reference.ts';
import { interpreterOf } from './script-interpreter.ts';
import { tokenise } from './tokenise.ts';

const SHELL = /^(?:ba|da|a|k|mk|z|pdk|c|tc|fi)?sh$/;
/** Programs that run another one, which is named behind their options. */
const WRAPPER = /^(?:sudo|env|doas|su|nice|nohup|exec|busybox|time|command)$/;

/** A token that puts a value unchanged into a shell script, and the variable that holds the value as data. */
export interface ShellScriptToken {
  /** As written: `@option.x@`. */
  readonly written: string;
  /** For example `RD_OPTION_X`. */
  readonly variable: string;
}

/**
 * The `@…@` tokens of a script that a shell reads, each once: their values become syntax where they hold any. Tokens that
 * ask for it (`@unquotedoption.x@`) are left out.
 *
 * @param interpreter of the step; absent: the script's `#!` line says, else it is `/bin/sh`
 */
export function shellScriptTokens(script: string, interpreter = ''): ShellScriptToken[] {
  if (!runsShell(interpreter.trim() === '' ? interpreterOf(script) : tokenise(interpreter))) return [];
  const found = new Map<string, ShellScriptToken>();
  for (const { expression } of tokensIn(script)) {
    const name = valueNameOf(expression, 'script');
    if (name === undefined || name.unquoted) continue;
    found.set(expression, { written: `@${expression}@`, variable: variableOf(name) });
  }
  return [...found.values()];
}

function runsShell(words: readonly string[]): boolean {
  const programs = words.map((word) =>
    (word.split(/[\\/]/).at(-1) ?? '').replace(/\.exe$/i, '').toLowerCase(),
  );
  const wrapped = WRAPPER.test(programs[0] ?? '');
  return wrapped ? programs.some((program) => SHELL.test(program)) : SHELL.test(programs[0] ?? '');
}
