import { followExecutionEvents } from '../../protocol/client/follow-execution-events.ts';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionEvent } from '../../protocol/events/execution-event.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import { STREAMS } from '../../protocol/runner/frames.ts';
import { escapeControls } from '../../support/terminal/escape-controls.ts';
import { isoSeconds } from '../../support/time/iso-seconds.ts';
import { EXIT, exitOfStatus } from '../session/exit-codes.ts';
import type { ClientSession } from '../session/session.ts';
import type { Streams } from '../session/streams.ts';
import { OutputFilter } from './output-filter.ts';
import { StepLines } from './step-lines.ts';

/**
 * Shows an execution from its start to its end. Output of the steps goes to stdout (with `--json`: the events of the
 * stream, one JSON line each), everything else to stderr. Bytes are exact, unless stdout is a terminal: see {@link
 * Streams.out}. The first Ctrl+C asks the coordinator to stop the execution; the second one ends this command. Output
 * that the filter does not select is not shown.
 */
export async function followExecution(
  session: ClientSession,
  execution: ExecutionId,
  filter = new OutputFilter({}),
): Promise<number> {
  const watching = new AbortController();
  const shown = new ShownExecution(session.streams);
  const stopAsking = onInterrupt(session, execution, watching);
  try {
    const events = followExecutionEvents({
      open: (from) =>
        session.client.executionStream({
          params: { execution },
          query: { from },
          signal: watching.signal,
        }),
      signal: watching.signal,
      onLink: (link) => {
        if (!link.up && link.problem !== undefined) session.streams.say(explain(link.problem));
      },
    });
    for await (const event of events) {
      if (!filter.hasEvent(event)) continue;
      if (session.json) await session.streams.out(`${JSON.stringify(event)}\n`);
      else await shown.show(event);
      if (event.type === 'execution-ended') return exitOfStatus(event.status);
    }
    return EXIT.aborted;
  } finally {
    stopAsking();
  }
}

/** Prints an execution: the bytes of each operation as a separate stream, and one line for most other events. */
class ShownExecution {
  readonly #streams: Streams;
  readonly #steps = new StepLines();
  readonly #outputs = new Map<string, ReturnType<Streams['openOut']>>();

  constructor(streams: Streams) {
    this.#streams = streams;
  }

  async show(event: ExecutionEvent): Promise<void> {
    if (event.type === 'output') return this.#output(event);
    const line = this.#line(event);
    // Reasons and names come from runners. Escaping keeps each of them on one line.
    if (line !== undefined) this.#streams.say(escapeControls(line));
  }

  /**
   * Writes output. Each stream of an operation has its own filter, so that a concurrent step cannot complete another
   * step's unfinished escape sequence.
   */
  #output({ operation, stream, bytes }: Extract<ExecutionEvent, { type: 'output' }>): Promise<void> {
    const source = `${operation} ${stream}`;
    const write = this.#outputs.get(source) ?? this.#streams.openOut();
    this.#outputs.set(source, write);
    return write(Buffer.from(bytes, 'base64'));
  }

  #line(event: Exclude<ExecutionEvent, { type: 'output' }>): string | undefined {
    switch (event.type) {
      case 'waiting':
        return `waiting: ${event.reason.message}${untilText(event.reason)}`;
      case 'step-started':
        return this.#steps.started(event);
      case 'step-ended':
        for (const stream of STREAMS) this.#outputs.delete(`${event.operation} ${stream}`);
        return this.#steps.ended(event);
      case 'execution-ended':
        return `execution ${event.execution} ${event.customStatus ?? event.status}${reasonText(event)}`;
      case 'note':
        return event.message;
      case 'ready':
        return undefined;
      case 'reset':
        this.#outputs.clear();
        return 'the output begins again from its start';
    }
  }
}

function reasonText(event: { readonly reason?: { readonly message: string } | undefined }): string {
  return event.reason === undefined ? '' : `: ${event.reason.message}`;
}

/** Describes when a waiting execution fails. Returns '' if it waits without a limit. */
function untilText({ until }: { readonly until?: number | undefined }): string {
  return until === undefined ? '' : ` (fails at ${isoSeconds(until)} if no runner takes its step)`;
}

function onInterrupt(session: ClientSession, execution: ExecutionId, watching: AbortController): () => void {
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
