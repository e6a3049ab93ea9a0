import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { jobDigest } from './canonical-job.ts';
import { readJobFile } from './read-job-file.ts';
import { MemoryCoordinator, MemoryFolder } from './testing/memory-sync.ts';

const STEPS = ['a', 'b', 'c', 'd', 'e'] as const;

function textOf(words: readonly string[], comment: string): string {
  const steps = words.map((word) => `    - exec: echo ${word}\n`).join('');
  return `# ${comment}\nname: job\nuuid: u\nsequence:\n  commands:\n${steps}`;
}

/** Replaces the word of one step. */
function edited(text: string, step: number, word: string): string {
  let index = -1;
  return text.replace(/exec: echo .*/g, (line) => {
    index += 1;
    return index === step ? `exec: echo ${word}` : line;
  });
}

function commentOf(text: string): string | undefined {
  return /^#.*/.exec(text)?.[0];
}

function digestOf(text: string | undefined): string | undefined {
  const read = text === undefined ? undefined : readJobFile('', text);
  return read?.kind === 'job' ? jobDigest(read.job.job, 'u') : undefined;
}

const act = fc.oneof(
  fc.record({ kind: fc.constant('edit here' as const), step: fc.nat(4), word: fc.nat(3) }),
  fc.record({ kind: fc.constant('edit there' as const), step: fc.nat(4), word: fc.nat(3) }),
  fc.record({ kind: fc.constant('comment here' as const), word: fc.nat(3) }),
  fc.record({ kind: fc.constantFrom('commit', 'clone', 'push', 'pull', 'merge') }),
);

describe('synchronising a folder with a coordinator', () => {
  it('replaces no version that the other side has not had, in random orders of edits, commits, clones, pushes and pulls', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 20 }), async (acts) => {
        const coordinator = new MemoryCoordinator();
        let folder = new MemoryFolder();
        folder.files.set('job.yaml', textOf(STEPS, 'comment'));
        folder.commitFiles();
        await folder.push(coordinator);
        /** Versions that the folder had, and those that the coordinator had. */
        const hadHere = new Set([digestOf(folder.files.get('job.yaml'))]);
        const hadThere = new Set(hadHere);
        const there = () => coordinator.texts.get('u')?.at(-1) ?? '';
        const here = () => folder.files.get('job.yaml') ?? '';
        for (const it of acts) {
          const before = { here: here(), there: there() };
          switch (it.kind) {
            case 'edit here':
              folder.files.set('job.yaml', edited(before.here, it.step, `${it.word}`));
              break;
            case 'comment here':
              folder.files.set('job.yaml', before.here.replace(/^#.*/, `# ${it.word}`));
              break;
            case 'edit there':
              await coordinator.save(
                'u',
                edited(before.there, it.step, `${it.word}`),
                (await coordinator.text('u')).revision,
              );
              hadThere.add(digestOf(there()));
              break;
            case 'commit':
              folder.commitFiles();
              break;
            case 'clone': {
              const cloned = new MemoryFolder();
              cloned.committed.push(...folder.committed);
              cloned.files.set('job.yaml', folder.committed.at(-1) ?? '');
              folder = cloned;
              break;
            }
            case 'push':
              await folder.push(coordinator);
              if (there() !== before.there)
                assert.ok(hadHere.has(digestOf(before.there)), 'push lost a change');
              hadThere.add(digestOf(there()));
              break;
            case 'pull':
              await folder.pull(coordinator);
              if (here() !== before.here) {
                assert.ok(hadThere.has(digestOf(before.here)), 'pull lost a change');
                const comment = commentOf(before.here);
                const isKept = commentOf(here()) === comment;
                const isStored = coordinator.texts.get('u')?.some((text) => commentOf(text) === comment);
                assert.ok(isKept || isStored, 'pull lost a comment');
                assert.equal(digestOf(here()), digestOf(there()));
                hadHere.add(digestOf(there()));
              }
              break;
            case 'merge':
              if ((await folder.pull(coordinator, { merge: true })).length > 0)
                hadHere.add(digestOf(there()));
              break;
          }
          hadHere.add(digestOf(here()));
        }
      }),
      { numRuns: 300 },
    );
  });
});
