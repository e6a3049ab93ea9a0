import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { checkNodeFilter } from './select-nodes.ts';

/** Why a node filter cannot be used, with its column (from 1) in the filter; undefined where it can. */
export function filterProblem(filter: string): string | undefined {
  try {
    checkNodeFilter(filter);
    return undefined;
  } catch (error) {
    if (isOutrunnerError(error) && error.code === 'node-filter-invalid') return error.message;
    throw error;
  }
}
