import { checkJobs } from '../../protocol/job/check-jobs.ts';
import { EXIT } from '../session/exit-codes.ts';
import { readText } from '../session/read-text.ts';
import type { Streams } from '../session/streams.ts';

/** `outrunner job check`: one line a problem, `file:line:col: error|warning: message [code]`. Needs no coordinator. */
export async function checkFiles(
  files: readonly string[],
  options: { readonly strict?: boolean; readonly json?: boolean },
  streams: Streams,
): Promise<number> {
  let errors = 0;
  for (const file of files) {
    const { problems } = checkJobs(await readText(file), {
      format: file.endsWith('.json') ? 'json' : 'yaml',
    });
    for (const problem of problems) {
      const severity = options.strict === true ? 'error' : problem.severity;
      if (severity === 'error') errors += 1;
      const { line, column, message, code } = problem;
      await streams.out(
        options.json === true
          ? `${JSON.stringify({ file, ...problem, severity })}\n`
          : `${file}:${line}:${column}: ${severity}: ${message} [${code}]\n`,
      );
    }
  }
  return errors === 0 ? EXIT.succeeded : EXIT.failed;
}
