import { setImmediate } from 'node:timers/promises';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { replay, type Transition } from '../../engine/engine.ts';
import type { EngineCommand } from '../../engine/events/commands.ts';
import { ENGINE_VERSION, type EngineEvent, OLDEST_ENGINE_VERSION } from '../../engine/events/events.ts';
import type { Journal } from '../../store/journal/journal.ts';

/** Maximum entries that one query reads. */
const PAGE = 1000;

/**
 * Replays an execution from the journal. Its entries are not validated again, because this program wrote them. Returns
 * undefined if the execution has no entries. Throws `data-newer` if a newer engine began it, and `data-damaged` if the
 * engine that began it is too old.
 */
export async function readExecution(
  journal: Pick<Journal, 'readExecution'>,
  id: ExecutionId,
): Promise<Transition | undefined> {
  let durable: Transition | undefined;
  const commands: EngineCommand[] = [];
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
    // Yield to other work during a long replay.
    await setImmediate();
  }
  return durable && { ...durable, commands };
}

/**
 * Like {@link readExecution}, but returns undefined for a deleted execution, even if some of its entries remain. The
 * execution may be deleted during the read.
 */
export async function readVisible(
  journal: Pick<Journal, 'readExecution' | 'execution'>,
  id: ExecutionId,
): Promise<Transition | undefined> {
  const isVisible = async () => (await journal.execution(id)) !== undefined;
  if (!(await isVisible())) return undefined;
  try {
    const durable = await readExecution(journal, id);
    return (await isVisible()) ? durable : undefined;
  } catch (error) {
    if (!(await isVisible())) return undefined;
    throw error;
  }
}

function requireKnown(id: ExecutionId, first: EngineEvent | undefined): void {
  if (first?.type !== 'execution-requested') return;
  const { engineVersion } = first;
  const path = `Execution ${id}`;
  if (engineVersion > ENGINE_VERSION)
    throw new OutrunnerError('data-newer', { path, version: `with engine ${engineVersion}` });
  if (engineVersion < OLDEST_ENGINE_VERSION)
    throw new OutrunnerError('data-damaged', {
      path,
      problem: `engine ${engineVersion} is no longer supported`,
    });
}
