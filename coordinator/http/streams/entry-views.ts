import type { OutputEntry } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { EngineLine } from '../../engine/events/engine-line.ts';
import type { StepLocation } from '../../executions/executions.ts';
import type { OutputLine } from '../../store/output/output.ts';
import { isFailedEnd } from './interleave.ts';

/** The stream name of entries that the engine writes. */
export const ENGINE_STREAM = 'engine';

/** Returns the entry of a line of output. */
export function entryView(entry: OutputLine, place: StepLocation | undefined): OutputEntry {
  return {
    ...entryTimes(entry.time),
    level: entry.stream === 'stderr' ? 'ERROR' : 'NORMAL',
    log: entry.log,
    node: place?.node ?? '',
    stepctx: place?.stepctx ?? '',
    metadata: {
      stream: entry.stream,
      ...(entry.cut ? { cut: true } : {}),
      ...(entry.damaged === undefined ? {} : { damaged: entry.damaged }),
    },
  };
}

/** Returns the entry of a line of the engine. */
export function lineView(line: EngineLine): OutputEntry {
  const { node = '', stepctx = '' } = line;
  return {
    ...entryTimes(line.event.time),
    level: isFailedEnd(line) ? 'ERROR' : 'NORMAL',
    log: line.message,
    node,
    stepctx,
    metadata: { stream: ENGINE_STREAM },
  };
}

/** Returns the times of an entry for a time in epoch ms. */
export function entryTimes(epoch: number): Pick<OutputEntry, 'time' | 'absolute_time'> {
  const iso = new Date(epoch).toISOString();
  return { time: iso.slice(11, 19), absolute_time: iso };
}
