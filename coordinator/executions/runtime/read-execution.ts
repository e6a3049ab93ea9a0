import { setImmediate } from 'node:timers/promises';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { replay, type Transition } from '../../engine/engine.ts';
import type { Command } from '../../engine/events/commands.ts';
import { ENGINE_VERSION, type EngineEvent } from '../../engine/events/events.ts';
import type { Journal } from '../../store/journal/journal.ts';

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
  let durable: Transition | undefined;
  const commands: Command[] = [];
  for (let after = 0; ; ) {
    const page = await journal.readExecution(id, after, PAGE);
    if (after === 0) requireKnown(id, page[0]?.data as EngineEvent | undefined);
    durable = replay(
      page.map(({ data }) => data as EngineEvent),
      durable,
    );
    for (const command of durable?.commands ?? []) commands.push(command);
    const last = page.at(-1);
    if (durable === undefined || last === undefined || page.length < PAGE) break;
    after = last.sequence;
    // A long one leaves others their turn in between.
    await setImmediate();
  }
  return durable && { ...durable, commands };
}

function requireKnown(id: ExecutionId, first: EngineEvent | undefined): void {
  if (first?.type !== 'execution-requested' || first.engineVersion <= ENGINE_VERSION) return;
  throw new OutrunnerError('data-newer', {
    path: `Execution ${id}`,
    version: `with engine ${first.engineVersion}`,
  });
}
