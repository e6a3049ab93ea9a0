import type { Streams } from '../streams.ts';

/** Creates streams that collect the output of a command in `printed`, and its messages in `said`. */
export function collectedStreams(printed: string[], said: string[]): Streams {
  const out = async (data: string | Uint8Array) => void printed.push(String(data));
  return { out, openOut: () => out, raw: out, say: (line) => void said.push(line) };
}
