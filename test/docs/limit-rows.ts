import { HTTP_LIMITS, type Limit } from '../../coordinator/http/limits.ts';
import { RUNNER_LIMITS } from '../../protocol/runner/headers.ts';

type RunnerLimit = keyof typeof RUNNER_LIMITS;

/** What each limit bounds. The type demands an entry for every limit of the code. */
const RUNNER_PROTOCOL: Readonly<Record<RunnerLimit, string>> = {
  outputRequestBytes: 'Bytes of one `output` request',
  outputRequestsInFlight: '`output` requests of one session at a time',
  framePayloadBytes: 'Bytes of output in one frame',
  listEntries: 'Entries of one list in a call',
  aheadBytes: 'Bytes of an operation’s output that wait for a gap before them to fill',
  aheadMilliseconds: 'How long they wait, ms',
  discoveryBytes: 'Bytes of a nodes document that a runner reports, unpacked',
};

/** The rows of the table of limits: what is bounded, the value, and the constant. */
export function limitRows(): readonly (readonly [what: string, value: string, constant: string])[] {
  const names = Object.keys(RUNNER_PROTOCOL) as RunnerLimit[];
  return [
    ...names.map(
      (name) =>
        [
          RUNNER_PROTOCOL[name],
          RUNNER_LIMITS[name].toLocaleString('en-US'),
          `\`RUNNER_LIMITS.${name}\``,
        ] as const,
    ),
    ...Object.entries<Limit>(HTTP_LIMITS).map(
      ([name, { value, bounds }]) =>
        [bounds, value.toLocaleString('en-US'), `\`HTTP_LIMITS.${name}\``] as const,
    ),
  ];
}
