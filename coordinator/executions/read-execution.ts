import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import { replay, type Transition } from '../engine/engine.ts';
import { ENGINE_VERSION, type EngineEvent } from '../engine/events.ts';
import type { Journal } from '../store/journal/journal.ts';

/** Entries read at once. */
const PAGE = 1000;

/**
 * Replays an execution from the journal, which parsed its entries when they were written by this same program.
 * Undefined: it has none. Throws `data-newer` for one that a newer engine began.
 */
export async function readExecution(
  journal: Pick<Journal, 'readExecution'>,
  id: ExecutionId,
): Promise<Transition | undefined> {
  const events: EngineEvent[] = [];
  for (let after = 0; ; ) {
    const page = await journal.readExecution(id, after, PAGE);
    events.push(...page.map(({ data }) => data as EngineEvent));
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    after = last.sequence;
  }
  const [first] = events;
  if (first?.type === 'execution-requested' && first.engineVersion > ENGINE_VERSION) {
    throw new OutrunnerError('data-newer', {
      path: `Execution ${id}`,
      version: `with engine ${first.engineVersion}`,
    });
  }
  return replay(events);
}
