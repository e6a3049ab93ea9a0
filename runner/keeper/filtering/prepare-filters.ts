import type { Stream } from '../../../protocol/runner/frames.ts';
import type { OutputFilters } from '../../link/command.ts';
import type { FilteredOutput, FilteredOutputEvents } from './filtered-output.ts';
import type { SlowMatching } from './slow-matching.ts';

/** Creates the filtered output of a step with these streams. */
export type MakeFilteredOutput = (streams: readonly Stream[], events: FilteredOutputEvents) => FilteredOutput;

export type PrepareFilters = (filters: OutputFilters) => Promise<MakeFilteredOutput>;

/** Loads the filters at the first step that has any: pattern engines use memory, which slows down every spawn. */
export function prepareFilters(slowMatching: SlowMatching): PrepareFilters {
  return async (filters) => {
    const { FilteredOutput } = await import('./filtered-output.ts');
    return (streams, events) => new FilteredOutput(filters, streams, slowMatching, events);
  };
}
