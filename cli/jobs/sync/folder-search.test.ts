import assert from 'node:assert/strict';
import { type SearchLimits, searchedFolders } from './folder-search.ts';

async function searched(file: string, limits: Partial<SearchLimits>): Promise<string[]> {
  const all: SearchLimits = { platform: 'linux', home: '/home/ada', deviceOf: async () => 1, ...limits };
  const folders: string[] = [];
  for await (const folder of searchedFolders(file, all)) folders.push(folder);
  return folders;
}

describe('the search for outrunner.json', () => {
  it('begins in the folder of the file and ends in the root', async () => {
    assert.deepEqual(await searched('/srv/ops/a.yaml', {}), ['/srv/ops', '/srv', '/']);
  });

  it('ends before a folder on another device, or one that cannot be read', async () => {
    for (const other of [2, undefined]) {
      const deviceOf = async (folder: string) => (folder.startsWith('/mnt/usb/') ? 1 : other);
      assert.deepEqual(await searched('/mnt/usb/ops/jobs/a.yaml', { deviceOf }), [
        '/mnt/usb/ops/jobs',
        '/mnt/usb/ops',
      ]);
    }
  });

  it('stays below the home folder on Windows', async () => {
    const windows = { platform: 'win32', home: 'C:\\Users\\Ada' } as const;
    assert.deepEqual(await searched('c:\\users\\ada\\ops\\a.yaml', windows), [
      'c:\\users\\ada\\ops',
      'c:\\users\\ada',
    ]);
    for (const file of ['C:\\ops\\a.yaml', 'C:\\Users\\a.yaml', 'C:\\Users\\Adam\\a.yaml', 'D:\\a.yaml'])
      assert.deepEqual(await searched(file, windows), [], file);
  });
});
