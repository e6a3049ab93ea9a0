/** Where a command writes. stdout is data; banners, progress and errors go to stderr. */
export interface Streams {
  readonly out: (data: string | Uint8Array) => Promise<void>;
  readonly say: (line: string) => void;
}

/** The process's own streams. A reader that went away (`| head`) ends the process quietly. */
export function processStreams(): Streams {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  // What nobody reads is no reason to end: a service outlives the reader of its log.
  process.stderr.on('error', () => undefined);
  return {
    out: (data) =>
      new Promise((resolve) => {
        if (process.stdout.write(data)) resolve();
        else process.stdout.once('drain', resolve);
      }),
    say: (line) => void process.stderr.write(`${line}\n`),
  };
}
