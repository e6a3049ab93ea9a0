import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { ASSERT_TCP } from '../../job-language/plugins/built-in-plugins.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { StepFailure, type StepProvider } from './provider.ts';

/** Time limit of one connection attempt, in ms. */
const LONGEST_TRY = 5000;

export const ASSERT_TCP_PROVIDER: StepProvider<typeof ASSERT_TCP> = {
  plugin: ASSERT_TCP,
  async run({ configuration, output, signal }) {
    const { host, port, timeout, interval } = configuration;
    const end = performance.now() + timeout * 1000;
    for (;;) {
      const problem = await tryToConnect(host, port, signal);
      if (problem === undefined) {
        await output.out(`${host}:${port} accepts connections\n`);
        return 0;
      }
      const left = end - performance.now();
      if (left <= 0)
        throw new StepFailure(`${host}:${port} accepted no connection in ${timeout} s: ${problem}.`);
      await pause(Math.min(interval * 1000, left), undefined, { signal });
    }
  },
};

/** Tries to connect. Resolves to undefined on success, otherwise to the reason. */
function tryToConnect(host: string, port: number, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal, timeout: LONGEST_TRY });
    const settle = (problem: string | undefined) => {
      socket.destroy();
      resolve(problem);
    };
    socket.once('connect', () => settle(undefined));
    socket.once('timeout', () => settle('it does not answer'));
    socket.on('error', (error) => settle(firstCause(error)));
  });
}

/** Returns the message of the first error: a host with several addresses fails with an aggregate error. */
function firstCause(error: Error): string {
  const [first] = error instanceof AggregateError ? error.errors : [error];
  return problemOf(first);
}
