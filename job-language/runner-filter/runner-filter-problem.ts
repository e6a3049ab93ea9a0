import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { parseRunnerFilter } from './parse-runner-filter.ts';

/** Returns why a runner filter is invalid; undefined if it is valid. */
export function runnerFilterProblem(filter: string): string | undefined {
  try {
    parseRunnerFilter(filter);
    return undefined;
  } catch (error) {
    if (isOutrunnerError(error)) return error.message;
    throw error;
  }
}
