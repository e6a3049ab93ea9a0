/** `npm run setup:code-server`: installs the VS Code that the host and ui lanes run in. */
import { installCodeServer } from './code-server/install-code-server.ts';

try {
  const codeServer = await installCodeServer((line) => process.stderr.write(`${line}\n`));
  process.stdout.write(`code-server: ${codeServer.folder}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
