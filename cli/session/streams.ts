import { systemCode } from '../../support/files/system-code.ts';
import { escapeControls } from '../../support/terminal/escape-controls.ts';
import { TerminalFilter } from '../../support/terminal/terminal-filter.ts';

/** The output of a command. stdout is data; banners, progress and errors go to stderr. */
export interface Streams {
  /** Writes complete data. A terminal gets filtered data (`terminal-filter.ts`), any other stdout exact bytes. */
  readonly out: (data: string | Uint8Array) => Promise<void>;
  /** Opens a writer for pieces that may end within a character or an escape sequence. The writer filters like `out`. */
  readonly openOut: () => (data: Uint8Array) => Promise<void>;
  /** Writes exact bytes, even to a terminal. */
  readonly raw: (data: Uint8Array) => Promise<void>;
  readonly say: (line: string) => void;
}

/** Returns the streams of the process. A closed pipe (`| head`) ends the process silently. */
export function processStreams(): Streams {
  process.stdout.on('error', (error) => {
    process.exit(systemCode(error) === 'EPIPE' ? 0 : 1);
  });
  // A closed stderr does not end the process, because a service outlives the reader of its log.
  process.stderr.on('error', () => undefined);
  const openOut = process.stdout.isTTY ? openFiltered : () => write;
  return {
    out: (data) => openOut()(data),
    openOut,
    raw: write,
    say: (line) => void process.stderr.write(`${shown(line)}\n`),
  };
}

function write(data: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    if (process.stdout.write(data)) resolve();
    else process.stdout.once('drain', resolve);
  });
}

function openFiltered(): (data: string | Uint8Array) => Promise<void> {
  const decoder = new TextDecoder();
  const filter = new TerminalFilter('\n');
  return (data) =>
    write(filter.next(typeof data === 'string' ? data : decoder.decode(data, { stream: true })));
}

/** Escapes control characters in lines for people, because parts of the text come from outside. */
function shown(text: string): string {
  return text.split('\n').map(escapeControls).join('\n');
}
