import { takeInput } from './plugin-input.ts';
import { runPlugin } from './run-plugin.ts';

/** The program of plugin steps. A keeper starts it as a step, with its input in the environment. */
function main(): void {
  const told = new AbortController();
  process.on('SIGTERM', () => told.abort());
  const write = (stream: NodeJS.WriteStream) => (text: string | Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      stream.write(text, (error) => (error ? reject(error) : resolve()));
    });
  const output = { out: write(process.stdout), error: write(process.stderr) };
  const input = takeInput(process.env);
  runPlugin(input, { environment: process.env, output, signal: told.signal }).then(
    (code) => process.exit(code),
    // The output is not read any more.
    () => process.exit(1),
  );
}

main();
