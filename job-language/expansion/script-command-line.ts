import { quoteForShell } from '../../support/text/shell-quote.ts';
import { type ExpandedScript, SCRIPT_FILE } from './expand-operation.ts';

/**
 * Returns the command line that runs the script in `file`: interpreter, file, arguments. If the interpreter contains
 * `${scriptfile}`, the file is inserted there instead of after it. With `interpreterArgsQuoted`, the text after the
 * interpreter is one argument, quoted for a shell.
 */
export function scriptCommandLine(script: ExpandedScript, file: string): string[] {
  const placed = script.interpreter.some((part) => part.includes(SCRIPT_FILE));
  const interpreter = script.interpreter.map((part) => part.replaceAll(SCRIPT_FILE, () => file));
  const rest = placed ? [...script.args] : [file, ...script.args];
  if (!script.interpreterArgsQuoted || rest.length === 0) return [...interpreter, ...rest];
  return [...interpreter, rest.map(quoteForShell).join(' ')];
}
