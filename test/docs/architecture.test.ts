import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/checkout/root.ts';

/** Layers whose folders the page describes one by one. */
const DESCRIBED_BY_FOLDER = ['coordinator', 'runner'];

/** Returns the folders in the first column of a table of the page. */
function describedFolders(page: string): string[] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) =>
      [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)\/`/g)].map(([, folder = '']) => folder),
    );
}

describe('docs/architecture.md', () => {
  const described = describedFolders(readFileSync(join(root, 'docs/architecture.md'), 'utf8'));

  it('describes only folders that exist', () => {
    assert.deepEqual(
      described.filter((folder) => !existsSync(join(root, folder))),
      [],
    );
  });

  it('describes each folder of the coordinator and of the runner', () => {
    const folders = DESCRIBED_BY_FOLDER.flatMap((layer) =>
      readdirSync(join(root, layer), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${layer}/${entry.name}`),
    );
    assert.deepEqual(
      folders.filter((folder) => !described.includes(folder)),
      [],
    );
  });
});
