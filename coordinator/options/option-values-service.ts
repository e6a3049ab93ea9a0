import type { Job } from '../../job-language/format/job.ts';
import { givenTexts } from '../../job-language/options/given-options.ts';
import type { JobId } from '../../protocol/ids.ts';
import type { OptionValuesAnswer } from '../../protocol/routes/shapes/option-shapes.ts';
import type { Caller } from '../access/caller.ts';
import type { JobCache } from '../executions/admission/job-cache.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { ListedOptions } from './listed-options.ts';

const RUN = { resource: 'job', action: 'run' } as const;

export interface OptionValuesServiceParts {
  readonly jobs: Pick<Jobs, 'find'>;
  /** Parsed jobs by the hash of their text. */
  readonly parsed: Pick<JobCache, 'get'>;
  readonly listed: ListedOptions;
}

/** Returns the option values from URLs for the form that starts a run. */
export class OptionValuesService {
  readonly #parts: OptionValuesServiceParts;

  constructor(parts: OptionValuesServiceParts) {
    this.#parts = parts;
  }

  /**
   * Requests the values from every URL, with the given values and the defaults of the other options. Throws
   * `not-found`.
   */
  async values(
    caller: Caller,
    id: JobId,
    given: Readonly<Record<string, unknown>>,
  ): Promise<OptionValuesAnswer> {
    const { jobs, parsed, listed } = this.#parts;
    const record = await jobs.find(caller, id, RUN);
    const job = await parsed.get(record.textHash);
    const found = await listed.listAll({
      job,
      jobId: id,
      project: record.project,
      user: caller.principal.user,
      values: plainValues(job, given),
    });
    return { options: Object.fromEntries(found) };
  }
}

function plainValues(job: Job, given: Readonly<Record<string, unknown>>): Record<string, string> {
  const plain = job.options.filter(({ secure }) => !secure);
  const { texts } = givenTexts(plain, { options: given });
  return Object.fromEntries(
    plain.flatMap(({ name, value }) => {
      const text = texts.get(name) ?? value;
      return text === undefined ? [] : [[name, text]];
    }),
  );
}
