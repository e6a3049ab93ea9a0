import assert from 'node:assert/strict';
import type { CommandContext, TextPart } from '../commands/command.ts';
import { ScriptedPerson } from '../testing/scripted-person.ts';
import type { Subject } from '../tree/tree-node.ts';
import { openReferencedFile } from './open-referenced-file.ts';

describe('openReferencedFile', () => {
  /** Runs the command. Returns the opened positions, the searched ends of paths and what the user saw. */
  async function open(subject: unknown, files: readonly string[], answers: readonly unknown[] = []) {
    const person = new ScriptedPerson();
    person.answers(answers);
    const opened: [string, TextPart][] = [];
    const searched: string[] = [];
    const context = {
      prompts: person.prompts(),
      editor: {
        activeOutput: () => ({ execution: 7, part: 1, line: 3, selected: '' }),
        workspaceFiles: async (end: string) => {
          searched.push(end);
          return files
            .filter((path) => `/${path}`.endsWith(`/${end}`))
            .map((path) => ({ uri: `file:///project/${path}`, path }));
        },
        revealInDocument: async (uri: string, part: TextPart) => void opened.push([uri, part]),
      },
      outputs: { open: async () => ({ lineAt: (line: number) => `line ${line} | lib/x.c:4:2: error` }) },
    } as unknown as CommandContext;
    await openReferencedFile(context, subject as Subject, []);
    person.finished('openReferencedFile');
    return { opened, searched, told: person.told };
  }
  const reference = (path: string) => ({ kind: 'file-reference', path, line: 12, column: 5 });
  const place = { line: 12, column: 5, endLine: 12, endColumn: 5 };

  it('opens the only file of the workspace that matches, at line and column', async () => {
    const { opened } = await open(reference('builds/src/a.c'), ['src/a.c', 'test/a.c']);
    assert.deepEqual(opened, [['file:///project/src/a.c', place]]);
  });

  it('searches the name alone if the folder has another name', async () => {
    const { opened, searched } = await open(reference('old/a.c'), ['src/a.c'], ['src/a.c']);
    assert.deepEqual(searched, ['old/a.c', 'a.c']);
    assert.deepEqual(opened, [['file:///project/src/a.c', place]]);
  });

  it('asks which file is meant if several match', async () => {
    const files = ['one/a.c', 'two/a.c'];
    assert.deepEqual((await open(reference('a.c'), files, ['two/a.c'])).opened, [
      ['file:///project/two/a.c', place],
    ]);
  });

  it('reports that no file matches', async () => {
    const { opened, told } = await open(reference('etc/passwd'), ['src/a.c']);
    assert.deepEqual([opened, told], [[], ['No file of this workspace matches "etc/passwd".']]);
  });

  it('searches a name without a folder only once', async () => {
    const { searched } = await open(reference('a.c'), []);
    assert.deepEqual(searched, ['a.c']);
  });

  it('uses the line at the cursor if there is no subject', async () => {
    const { opened } = await open({ kind: 'none' }, ['lib/x.c']);
    assert.deepEqual(opened, [['file:///project/lib/x.c', { line: 4, column: 2, endLine: 4, endColumn: 2 }]]);
  });

  it('ignores a subject that is not a reference to a file', async () => {
    const { opened, searched } = await open({ ...reference('a.c'), line: -1 }, ['a.c']);
    assert.deepEqual([opened, searched], [[], []]);
  });
});
