import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { comparablePath, jobFilePath } from './job-file-path.ts';

const free = () => false;
const path = (group: string, name: string) => jobFilePath({ id: '12345678-9abc', group, name }, free);

describe('the path of the file of a job', () => {
  it('consists of group and name', () => {
    assert.equal(path('database/backup', 'Restart web'), 'database/backup/Restart-web.yaml');
    assert.equal(path('', 'a'), 'a.yaml');
  });

  it('contains a part of the id if another file has the same path, even on a file system that ignores case', () => {
    const taken = new Set([comparablePath('G/A.yaml')]);
    const job = { id: '12345678-9abc', group: 'g', name: 'a' };
    assert.equal(
      jobFilePath(job, (other) => taken.has(other)),
      'g/a-12345678.yaml',
    );
  });

  it('stays below the folder and contains no reserved names or characters, for random groups and names', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('..', '.git', 'CON', 'nul.txt', 'a:b', 'x\\..\\y', '-', ' ', 'node_modules', 'a.'),
    );
    void fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), text, (groups, name) => {
        const made = path(groups.join('/'), name);
        assert.match(made, /\.yaml$/);
        for (const part of made.slice(0, -'.yaml'.length).split('/')) {
          assert.match(part, /^[^.\-<>:"/\\|?*\s\p{Cc}][^<>:"/\\|?*\s\p{Cc}]*$/u);
          assert.doesNotMatch(part, /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|^node_modules$|\.$/i);
          assert.ok(part.length <= 101 && encodeURIComponent(part) !== '');
        }
      }),
    );
  });
});
