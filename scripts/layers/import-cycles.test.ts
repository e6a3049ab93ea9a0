import assert from 'node:assert/strict';
import { fileCycles, folderCycles } from './import-cycles.ts';
import { importsOf } from './imports-of.ts';

/** Returns the imports of files with this content. */
function importsIn(files: Readonly<Record<string, string>>) {
  return new Map(Object.entries(files).map(([file, text]) => [file, importsOf(file, text)]));
}

const cyclesIn = (files: Readonly<Record<string, string>>) => folderCycles(importsIn(files));

describe('folderCycles', () => {
  it('reports two folders that load each other, though none of their files do', () => {
    assert.deepEqual(
      cyclesIn({
        'runner/agent/a.ts': `import { b } from '../keeper/b.ts';`,
        'runner/keeper/b.ts': '',
        'runner/keeper/c.ts': `\nimport { d } from '../agent/d.ts';`,
        'runner/agent/d.ts': '',
      }),
      [
        {
          members: ['runner/agent', 'runner/keeper', 'runner/agent'],
          imports: [
            'runner/agent/a.ts:1 imports runner/keeper/b.ts',
            'runner/keeper/c.ts:2 imports runner/agent/d.ts',
          ],
        },
      ],
    );
  });

  it('reports the shortest chain through several folders, with every import of each link', () => {
    const [cycle, ...others] = cyclesIn({
      'runner/a/1.ts': `import '../b/1.ts'; import '../d/1.ts';`,
      'runner/a/2.ts': `import '../b/1.ts';`,
      'runner/b/1.ts': `import '../c/1.ts';`,
      'runner/c/1.ts': `import '../a/3.ts';`,
      'runner/d/1.ts': `import '../b/1.ts';`,
    });
    assert.deepEqual(cycle?.members, ['runner/a', 'runner/b', 'runner/c', 'runner/a']);
    assert.equal(cycle?.imports.length, 4);
    assert.deepEqual(
      others.map(({ members }) => members),
      [['runner/d', 'runner/b', 'runner/c', 'runner/a', 'runner/d']],
    );
  });

  it('reports a folder and its parent that load each other', () => {
    const [cycle] = cyclesIn({
      'runner/ssh/a.ts': `import './copy/b.ts';`,
      'runner/ssh/copy/b.ts': `import '../c.ts';`,
    });
    assert.deepEqual(cycle?.members, ['runner/ssh', 'runner/ssh/copy', 'runner/ssh']);
  });

  it('reports a cycle of the root folder of a layer', () => {
    const [cycle] = cyclesIn({
      'runner/main.ts': `import './agent/a.ts';`,
      'runner/agent/a.ts': `import '../names.ts';`,
    });
    assert.deepEqual(cycle?.members, ['runner', 'runner/agent', 'runner']);
  });

  describe('for two folders', () => {
    const ways: [name: string, text: string][] = [
      ['import for its effect', `import '../b/1.ts';`],
      ['import of a value beside a type', `import { x, type Y } from '../b/1.ts';`],
      ['export from', `export { x } from '../b/1.ts';`],
      ['export all', `export * from '../b/1.ts';`],
      ['dynamic import', `const x = await import('../b/1.ts');`],
      ['require', `const x = require('../b/1.ts');`],
    ];
    for (const [name, text] of ways) {
      it(`reports a cycle that includes ${name}`, () => {
        const back = `import '../a/2.ts';`;
        assert.equal(cyclesIn({ 'runner/a/1.ts': text, 'runner/b/2.ts': back }).length, 1);
      });
    }
  });

  it('ignores types, tests, conformance suites and the folders of tests', () => {
    const back = { 'runner/b/1.ts': `import '../a/1.ts';` };
    for (const [file, text] of [
      ['runner/a/x.ts', `import type { Y } from '../b/1.ts';`],
      ['runner/a/x.ts', `export type { Y } from '../b/1.ts';`],
      ['runner/a/x.ts', `let y: import('../b/1.ts').Y;`],
      ['runner/a/x.test.ts', `import '../b/1.ts';`],
      ['runner/a/x.conformance.ts', `import '../b/1.ts';`],
      ['runner/testing/x.ts', `import '../b/1.ts';`],
    ] as const)
      assert.deepEqual(cyclesIn({ ...back, [file]: text }), [], `${file}: ${text}`);
  });

  it('ignores imports in one direction, within one folder, of packages and of other layers', () => {
    const files = {
      'runner/a/1.ts': `import '../b/1.ts'; import './2.ts'; import 'undici'; import '../../support/x/1.ts';`,
      'runner/a/2.ts': `import './1.ts';`,
      'support/x/1.ts': '',
    };
    assert.deepEqual(cyclesIn(files), []);
  });

  for (const layer of ['support', 'scripts', 'test', 'bench'])
    it(`reports a cycle in ${layer}`, () => {
      const files = {
        [`${layer}/a/1.ts`]: `import '../b/1.ts';`,
        [`${layer}/b/1.ts`]: `import '../a/2.ts';`,
      };
      assert.equal(cyclesIn(files).length, 1);
    });
});

describe('fileCycles', () => {
  it('reports files that load each other, with the imports, and ignores types', () => {
    const files = {
      'coordinator/main.ts': `import './http/a.ts';`,
      'coordinator/http/a.ts': `import '../services/b.ts'; import '../words.ts';`,
      'coordinator/services/b.ts': `import './c.ts'; import type { A } from '../main.ts';`,
      'coordinator/services/c.ts': `export { a } from '../http/a.ts';`,
      'coordinator/words.ts': '',
    };
    assert.deepEqual(fileCycles(importsIn(files)), [
      {
        members: [
          'coordinator/http/a.ts',
          'coordinator/services/b.ts',
          'coordinator/services/c.ts',
          'coordinator/http/a.ts',
        ],
        imports: [
          'coordinator/http/a.ts:1 imports coordinator/services/b.ts',
          'coordinator/services/b.ts:1 imports coordinator/services/c.ts',
          'coordinator/services/c.ts:1 imports coordinator/http/a.ts',
        ],
      },
    ]);
  });

  it('reports test files that load each other', () => {
    const files = { 'cli/a.test.ts': `import './b.test.ts';`, 'cli/b.test.ts': `import './a.test.ts';` };
    assert.equal(fileCycles(importsIn(files)).length, 1);
  });
});
