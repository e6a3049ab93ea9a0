import type { OutputEntry } from '../../../protocol/routes/shapes/execution-shapes.ts';
import { TerminalFilter } from '../../../support/terminal/terminal-filter.ts';
import { stepPlace } from '../../model/display-text.ts';

const STREAM_WORDS: Readonly<Record<string, string>> = { engine: 'LOG', terminal: 'TTY' };
/** Characters that an editor does not show, or that it treats as a line break. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finds control characters
const HIDDEN = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: finds the sequences that the filter keeps
const SEQUENCES = /\x1b\[[0-9;:]*[A-Za-z]/g;
const REPLACED: Readonly<Record<string, string>> = { '\r': '␍', '\n': '␊', '\b': '␈' };

/**
 * Formats an entry as a line of a document: time, stream, step, node, then the text after ` | `. A missing step or node
 * is `-`. The stream is `OUT`, `ERR`, `TTY` or `LOG` (the engine). Failures that the engine logs are `ERR`, too.
 */
export function outputLine({ absolute_time, level, log, node, stepctx, metadata }: OutputEntry): string {
  const stream = level === 'ERROR' ? 'ERR' : (STREAM_WORDS[metadata?.stream ?? ''] ?? 'OUT');
  const { place } = stepPlace(stepctx);
  return `${absolute_time} ${stream} ${place || '-'} ${node === '' ? '-' : plainText(node)} | ${plainText(log)}`;
}

/** Removes colours and other terminal sequences. Shows carriage returns, line breaks and backspaces as symbols. */
function plainText(text: string): string {
  if (!HIDDEN.test(text)) return text;
  return new TerminalFilter('\n')
    .next(text)
    .replace(SEQUENCES, '')
    .replace(/\r$/, '')
    .replace(/[\r\n\b]/g, (control) => REPLACED[control] ?? '')
    .replace(/[\u2028\u2029]/g, '␊');
}
