import { followEvents } from '../../protocol/client/follow-events.ts';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionEvent } from '../../protocol/events/execution-event.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import { EXIT, exitOfStatus } from '../session/exit-codes.ts';
import type { Session } from '../session/session.ts';
import { StepLines } from './step-lines.ts';

/**
 * Shows an execution from its start to its end: the steps' bytes as they are on stdout (JSON lines of the stream's
 * events with `--json`), the rest on stderr. Ctrl+C asks the coordinator to stop it; the second one stops watching.
 */
export async function followExecution(session: Session, execution: ExecutionId): Promise<number> {
  const watching = new AbortController();
  const steps = new StepLines();
  const stopAsking = onInterrupt(session, execution, watching);
  try {
    const events = followEvents<ExecutionEvent>({
      open: (from) =>
        session.client.executionStream({
          params: { execution },
          query: { from: from ?? 'start' },
          signal: watching.signal,
        }),
      isLast: (event) => event.type === 'execution-ended',
      signal: watching.signal,
      onLink: (link) => {
        if (!link.up && link.problem !== undefined) session.streams.say(explain(link.problem));
      },
    });
    for await (const { event } of events) {
      if (session.json) await session.streams.out(`${JSON.stringify(event)}\n`);
      else await show(session, steps, event);
      if (event.type === 'execution-ended') return exitOfStatus(event.status);
    }
    return EXIT.aborted;
  } finally {
    stopAsking();
  }
}

async function show({ streams }: Session, steps: StepLines, event: ExecutionEvent): Promise<void> {
  switch (event.type) {
    case 'output':
      await streams.out(Buffer.from(event.bytes, 'base64'));
      return;
    case 'waiting':
      return streams.say(`waiting: ${event.reason.message}`);
    case 'step-started':
      return streams.say(steps.started(event));
    case 'step-ended':
      return streams.say(steps.ended(event));
    case 'execution-ended':
      return streams.say(
        `execution ${event.execution} ${event.customStatus ?? event.status}${reasonText(event)}`,
      );
    case 'note':
      return streams.say(event.message);
    case 'ready':
      return;
    case 'reset':
      return streams.say('the output begins again from its start');
  }
}

function reasonText(event: { readonly reason?: { readonly message: string } | undefined }): string {
  return event.reason === undefined ? '' : `: ${event.reason.message}`;
}

function onInterrupt(session: Session, execution: ExecutionId, watching: AbortController): () => void {
  let asked = false;
  const interrupted = () => {
    if (asked) return watching.abort();
    asked = true;
    session.streams.say(`stopping execution ${execution}; press Ctrl+C again to stop watching`);
    session.client
      .abortExecution({ params: { execution } })
      .catch((error: unknown) => session.streams.say(explain(error)));
  };
  process.on('SIGINT', interrupted);
  return () => process.off('SIGINT', interrupted);
}
