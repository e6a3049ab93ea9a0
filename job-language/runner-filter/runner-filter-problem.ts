import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { parseRunnerFilter } from './parse-runner-filter.ts';

/** Why a typed-in filter cannot be read; undefined where it can. */
export function runnerFilterProblem(filter: string): string | undefined {
  try {
    parseRunnerFilter(filter);
    return undefined;
  } catch (error) {
    if (isOutrunnerError(error)) return error.message;
    throw error;
  }
}
