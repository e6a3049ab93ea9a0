import { RunnerSelectorInput } from '../../../job-language/format/runner-selector.ts';
import type { RunnerSelector } from '../../../protocol/entities/runner-selector.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { AskedRunners } from '../../../protocol/routes/shapes/asked-runners.ts';

/**
 * Returns the runner selector that a request contains, in Outrunner's fields or in Rundeck's `meta` fields; undefined
 * if it contains none. Throws `invalid-input`.
 */
export function askedRunners(asked: AskedRunners): RunnerSelector | undefined {
  const filter = asked.runnerFilter ?? asked['meta.jobRunnerFilter'];
  const mode = asked.runnerFilterMode ?? asked['meta.jobRunnerFilterMode'];
  const type = asked.runnerFilterType ?? asked['meta.jobRunnerFilterType'];
  const isLocal = mode === 'LOCAL' || type === 'LOCAL_RUNNER';
  if (!isLocal && (filter ?? '').trim() === '') return undefined;
  const parsed = RunnerSelectorInput.safeParse({
    ...(isLocal ? {} : { filter }),
    runnerFilterMode: mode,
    runnerFilterType: type,
  });
  if (parsed.success) return parsed.data;
  throw new OutrunnerError('invalid-input', {
    what: 'The runner filter',
    problem: parsed.error.issues[0]?.message.replace(/\.$/, '') ?? 'it cannot be read',
    remedy: 'Give tags, as in "db,eu", or a filter, as in "db and not eu".',
  });
}
