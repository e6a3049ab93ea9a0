import assert from 'node:assert/strict';
import type { AuditView } from '../../protocol/routes/shapes/audit-shapes.ts';
import type { CommandContext } from '../commands/command.ts';
import { ScriptedPerson } from '../testing/scripted-person.ts';
import { showAudit } from './show-audit.ts';

const act = (sequence: number): AuditView => ({
  sequence,
  time: `2026-11-27T00:00:0${sequence % 10}Z`,
  who: 'ann',
  from: '127.0.0.1',
  what: 'runner.create',
  subject: `runner-${sequence}`,
});

describe('showAudit', () => {
  /** Runs the command. Returns the API queries and the documents that it showed. */
  async function shown(all: readonly AuditView[], answers: readonly string[]) {
    const person = new ScriptedPerson();
    person.answers(answers);
    const queries: object[] = [];
    const texts: (readonly [name: string, text: string])[] = [];
    const client = {
      listAudit: async ({ query }: { query: { max: number; before?: number } }) => {
        queries.push(query);
        return {
          acts: all.filter(({ sequence }) => sequence < (query.before ?? Infinity)).slice(0, query.max),
        };
      },
    };
    const editor = { showText: async (name: string, text: string) => void texts.push([name, text]) };
    const context = { prompts: person.prompts(), connection: { client }, editor };
    await showAudit(context as unknown as CommandContext, { kind: 'none' }, []);
    person.finished('it');
    return { queries, texts };
  }

  it('shows one line per record, newest first', async () => {
    const { texts } = await shown([act(2), act(1)], []);
    assert.deepEqual(texts, [
      [
        'Audit Log.txt',
        '2026-11-27T00:00:02Z  ann  127.0.0.1  runner.create  runner-2\n2026-11-27T00:00:01Z  ann  127.0.0.1  runner.create  runner-1\n',
      ],
    ]);
    assert.deepEqual((await shown([], [])).texts, [['Audit Log.txt', 'The audit log has no entries yet.\n']]);
  });

  it('shows the name of a subject before its id', async () => {
    const { texts } = await shown([{ ...act(1), name: 'east', detail: 'ops' }], []);
    assert.match(texts[0]?.[1] ?? '', / {2}runner\.create {2}east {2}ops {2}\(runner-1\)\n$/);
  });

  it('shows older pages on request', async () => {
    const all = Array.from({ length: 700 }, (_, index) => act(700 - index));
    const { queries, texts } = await shown(all, ['Show Older Entries']);
    assert.deepEqual(queries, [{ max: 500 }, { max: 500, before: 201 }]);
    assert.equal(texts[1]?.[0], 'Audit Log before 201.txt');
    assert.equal(texts[1]?.[1].trim().split('\n').length, 200);
  });
});
