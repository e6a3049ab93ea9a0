import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { checkNodeFilter } from './select-nodes.ts';

/** Returns why a node filter is invalid, with the column (from 1); undefined if it is valid. */
export function filterProblem(filter: string): string | undefined {
  try {
    checkNodeFilter(filter);
    return undefined;
  } catch (error) {
    if (isOutrunnerError(error) && error.code === 'node-filter-invalid') return error.message;
    throw error;
  }
}
