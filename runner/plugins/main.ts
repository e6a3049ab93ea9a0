import { takeInput } from './plugin-input.ts';
import { runPlugin } from './run-plugin.ts';

/** The program of plugin steps. The keeper starts it as a step, with its input in the environment. */
function main(): void {
  const cancelled = new AbortController();
  process.on('SIGTERM', () => cancelled.abort());
  const write = (stream: NodeJS.WriteStream) => (text: string | Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      stream.write(text, (error) => (error ? reject(error) : resolve()));
    });
  const output = { out: write(process.stdout), error: write(process.stderr) };
  const input = takeInput(process.env);
  runPlugin(input, { environment: process.env, output, signal: cancelled.signal }).then(
    (code) => process.exit(code),
    // `runPlugin` rejects only if its output cannot be written any more.
    () => process.exit(1),
  );
}

main();
