import { runCommandLine } from './run-command-line.ts';
import { processStreams } from './session/streams.ts';

process.exitCode = 0;
void runCommandLine(process.argv.slice(2), {
  streams: processStreams(),
  environment: process.env,
  exit: 0,
}).then((exit) => {
  process.exitCode = exit;
});
