import { ExecutionId } from '../../../protocol/ids.ts';
import { detailsOf, overviews, read } from './api-watch.ts';
import type { AttackedSystem } from './attacked-system.ts';
import type { Findings } from './findings.ts';

/** Maximum number of executions, latest first, whose details are read after the restart. */
const MOST_READ = 300;

/**
 * Checks the state after an attack: every execution ends, the coordinator starts again on its data dir, all data is
 * readable, no execution is lost, and the honest project works as before.
 */
export async function judgeAftermath(system: AttackedSystem, findings: Findings): Promise<void> {
  const lasting = await system.arena.end();
  if (lasting.length > 0) findings.add('executions do not end', lasting.join(', '));
  try {
    await system.restart();
  } catch (error) {
    findings.add('the coordinator does not start again', String(error));
    return;
  }
  await judgeReadable(system, findings);
  await system.honest.runOnce(findings);
}

async function judgeReadable(
  { coordinator, arena, honest, projects, runnerIds }: AttackedSystem,
  findings: Findings,
) {
  const watched = { projects, runnerIds, executions: arena.executions };
  for (const reading of overviews(watched)) await read(coordinator, reading, findings);
  for (const execution of arena.executions.slice(-MOST_READ))
    for (const reading of detailsOf(execution)) await read(coordinator, reading, findings);
  for (const execution of [...arena.executions.slice(0, -MOST_READ), ...honest.executions]) {
    const found = await coordinator.call('GET', `/api/53/execution/${execution}`);
    if (found.status !== 200) findings.add('an execution is lost', `${execution}: ${found.status}`);
  }
  for (const execution of honest.executions.slice(-MOST_READ)) {
    const id = ExecutionId.parse(execution);
    const { status, reason } = await coordinator.client.getExecution({ params: { execution: id } });
    if (status !== 'succeeded')
      findings.add('an honest execution changed its end', `${id}: ${status} ${JSON.stringify(reason)}`);
    else
      await honest.check(id).catch((error: unknown) => findings.add('honest output changed', String(error)));
  }
}
