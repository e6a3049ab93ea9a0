import type { JobOption } from '../../../../protocol/routes/shapes/job-shapes.ts';
import { type CommandContext, clientOf } from '../../command.ts';
import { askOptions } from './ask-options.ts';
import type { RunAnswers } from './run-answers.ts';

/** Asks a person for the options of a job, beginning with values of before. */
export async function askForRun(
  context: CommandContext,
  title: string,
  job: { readonly id: string; readonly options: readonly JobOption[] },
  before: Readonly<Record<string, string>>,
): Promise<RunAnswers | undefined> {
  const { desk, prompts } = context;
  const client = clientOf(context);
  if (job.options.every((option) => option.hidden)) return { values: {}, files: {} };
  // Loaded with the first form, so that nobody else waits for the patterns.
  const [{ problemOfValue }, settings] = await Promise.all([
    import('../../../job-checker/main.ts'),
    client.getSettings(),
  ]);
  return askOptions(
    {
      prompts,
      listValues: async (options) =>
        (await client.listOptionValues({ params: { job: job.id }, body: { options } })).options,
      problemOf: problemOfValue,
      lookAt: (uri) => desk.lookAt(uri),
      fileLimit: settings.uploads.fileBytes,
    },
    title,
    job.options,
    before,
  );
}
