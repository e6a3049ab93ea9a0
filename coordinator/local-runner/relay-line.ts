import * as z from 'zod';
import { parsedJson } from '../../support/text/parsed-json.ts';
import type { ProtocolLog } from '../runner-protocol/needs.ts';

/** A line of the runner's own log, as `--log json` writes it. */
const Line = z.looseObject({ level: z.string(), msg: z.string() });

const SERIOUS: ReadonlySet<string> = new Set(['warn', 'error', 'fatal']);

/**
 * Writes a log line of the Local Runner to the coordinator's log: with its fields if the line is a valid record,
 * otherwise as plain text.
 */
export function relayLine(log: Pick<ProtocolLog, 'info' | 'warn'>, line: string): void {
  const { level, msg, time: _, ...fields } = parse(line) ?? { level: 'info', msg: line };
  const write = SERIOUS.has(level) ? log.warn : log.info;
  write.call(log, fields, `Local Runner: ${msg}`);
}

function parse(line: string): z.infer<typeof Line> | undefined {
  if (!line.startsWith('{')) return undefined;
  return Line.safeParse(parsedJson(line)).data;
}
