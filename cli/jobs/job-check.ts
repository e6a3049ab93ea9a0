import { checkJobs } from '../../job-language/checks/check-jobs.ts';
import type { Problem } from '../../job-language/source/problem.ts';
import { jobFormat } from '../arguments/job-format.ts';
import { readTextFile } from '../arguments/read-text.ts';
import { EXIT } from '../session/exit-codes.ts';
import type { Streams } from '../session/streams.ts';

/**
 * Runs `outrunner job check`. Prints one line per problem, `file:line:col: error|warning: message [code]`, or one JSON
 * list. Needs no coordinator.
 */
export async function checkFiles(
  files: readonly string[],
  options: { readonly strict?: boolean; readonly json?: boolean },
  streams: Streams,
): Promise<number> {
  const found: (Problem & { readonly file: string })[] = [];
  for (const file of files) {
    const { problems } = checkJobs(await readTextFile(file), {
      format: jobFormat(file),
    });
    for (const { suggestion: _, ...problem } of problems) {
      found.push({ file, ...problem, severity: options.strict === true ? 'error' : problem.severity });
    }
  }
  await streams.out(options.json === true ? `${JSON.stringify(found)}\n` : found.map(problemLine).join(''));
  return found.some(({ severity }) => severity === 'error') ? EXIT.failed : EXIT.succeeded;
}

function problemLine(problem: Problem & { readonly file: string }): string {
  const { file, line, column, severity, message, code } = problem;
  return `${file}:${line}:${column}: ${severity}: ${message} [${code}]\n`;
}
