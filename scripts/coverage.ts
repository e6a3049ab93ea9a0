/** `npm run coverage`: runs the unit lane, and reports the covered lines in `coverage/index.html`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './checkout/root.ts';

const { status } = spawnSync(
  join(root, 'node_modules', '.bin', 'c8'),
  [
    ...['--reporter=text-summary', '--reporter=html', '--all', '--exclude=**/*.test.ts'],
    ...['support', 'protocol', 'job-language', 'coordinator', 'runner', 'extension', 'webview-ui', 'cli'].map(
      (layer) => `--include=${layer}/**/*.ts`,
    ),
    ...[process.execPath, join(root, 'test', 'run.ts'), 'unit'],
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
