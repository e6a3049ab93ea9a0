import { setTimeout as pause } from 'node:timers/promises';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import type { Coordinator } from './coordinator.ts';
import { Program } from './program.ts';
import type { World } from './world.ts';

const RETRY_MS = 100;
const POLL_MS = 10;

/** A client that watches an execution to its end, across restarts of the coordinator. */
export interface Viewer {
  readonly name: string;
  /** Resolves to all displayed text, once the execution has ended. */
  readonly text: Promise<string>;
}

/** Runs `outrunner execution output --follow` with more arguments. */
export function commandLineViewer(
  world: World,
  coordinator: Coordinator,
  execution: ExecutionId,
  ...args: readonly string[]
): Viewer {
  const program = new Program({
    args: ['execution', 'output', String(execution), '--follow', ...args],
    environment: {
      ...world.environment,
      OUTRUNNER_URL: coordinator.url,
      OUTRUNNER_TOKEN: coordinator.token,
    },
  });
  // `Program` retains only the last part of its output.
  let printed = '';
  program.child.stdout?.on('data', (chunk: string) => {
    printed += chunk;
  });
  const text = program.ended.then(() => (args.includes('--json') ? bytesOfEvents(printed) : printed));
  return { name: ['execution output --follow', ...args].join(' '), text };
}

/** A client that stores only the resume token of the last event. */
export class TokenViewer implements Viewer {
  readonly name = 'the event stream, resumed by its last token';
  readonly text: Promise<string>;
  /** Number of displayed bytes so far. */
  bytes = 0;

  constructor(coordinator: () => Coordinator, execution: ExecutionId) {
    this.text = this.#watch(coordinator, execution);
  }

  async #watch(coordinator: () => Coordinator, execution: ExecutionId): Promise<string> {
    let text = '';
    let from = 'start';
    for (;;) {
      try {
        const events = coordinator().client.executionStream({ params: { execution }, query: { from } });
        for await (const { id, event } of events) {
          from = id;
          if (event.type === 'execution-ended') return text;
          if (event.type !== 'output') continue;
          const bytes = Buffer.from(event.bytes, 'base64');
          this.bytes += bytes.byteLength;
          text += bytes.toString();
        }
      } catch (error) {
        if (!isOutrunnerError(error)) throw error;
      }
      await pause(RETRY_MS);
    }
  }
}

/** Starts a client that polls pages, as clients made for Rundeck do. */
export function pageViewer(coordinator: () => Coordinator, execution: ExecutionId): Viewer {
  const watch = async (): Promise<string> => {
    let text = '';
    let offset = '0';
    for (;;) {
      try {
        const { client } = coordinator();
        const page = await client.getExecutionOutput({ params: { execution }, query: { offset } });
        text += page.entries.map(({ log }) => `${log}\n`).join('');
        offset = page.offset;
        if (page.completed) return text;
        await pause(POLL_MS);
      } catch (error) {
        if (!isOutrunnerError(error)) throw error;
        await pause(RETRY_MS);
      }
    }
  };
  return { name: 'pages', text: watch() };
}

function bytesOfEvents(lines: string): string {
  const chunks = lines.split('\n').flatMap((line) => {
    const event: unknown = line === '' ? {} : JSON.parse(line);
    return typeof event === 'object' && event !== null && 'bytes' in event
      ? [Buffer.from(String(event.bytes), 'base64')]
      : [];
  });
  return Buffer.concat(chunks).toString();
}
