import assert from 'node:assert/strict';
import * as z from 'zod';
import { hasCode } from '../../../support/testing/has-code.ts';
import type { Definitions, DefinitionsChange } from './definitions.ts';

const Place = z.object({ name: z.string(), labels: z.array(z.string()), revision: z.int().nonnegative() });
const Note = z.object({ text: z.string(), textHash: z.string().optional(), listHash: z.string().optional() });

export const SAMPLE_COLLECTIONS = {
  places: { kind: 'Place', schema: Place },
  notes: { kind: 'Note', schema: Note },
} as const;
export type SampleDefinitions = Definitions<typeof SAMPLE_COLLECTIONS>;

/** Access to an implementation under test. The test may close its definitions and open them again. */
export interface DefinitionsFixture {
  open(): Promise<SampleDefinitions>;
  remove(): Promise<void>;
}

const place = (name: string, ...labels: string[]) => ({ name, labels, revision: 0 });
/** The contract of {@link Definitions}. Every implementation must pass these tests. */
export function definitionsConformance(name: string, create: () => Promise<DefinitionsFixture>): void {
  describe(`Definitions in ${name}`, () => {
    let fixture: DefinitionsFixture;
    let definitions: SampleDefinitions;
    beforeEach(async () => {
      fixture = await create();
      definitions = await fixture.open();
    });
    afterEach(async () => {
      await definitions.close();
      await fixture.remove();
    });

    it('are empty at first', async () => {
      const snapshot = await definitions.snapshot();
      assert.equal(snapshot.revision, 0);
      assert.deepEqual(snapshot.values('places'), []);
      assert.equal(snapshot.get('places', 'a'), undefined);
    });

    it('keep a change across a restart', async () => {
      const result = await definitions.change((draft) => {
        draft.put('places', 'a', place('a', 'x'));
        draft.put('notes', 'n', { text: 'é\u2028"' });
        return draft.get('places', 'a')?.labels.length;
      });
      assert.equal(result, 1);
      await definitions.close();
      definitions = await fixture.open();
      const snapshot = await definitions.snapshot();
      assert.deepEqual(snapshot.get('places', 'a'), { ...place('a', 'x'), revision: 1 });
      assert.deepEqual(snapshot.get('notes', 'n'), { text: 'é\u2028"' });
      assert.deepEqual(snapshot.keys('places'), ['a']);
    });

    it('accept any key, and keep the order of insertion', async () => {
      const keys = ['__proto__', '10', '9', 'a b/"c"', 'constructor', ''];
      await definitions.change((draft) => {
        for (const key of keys) draft.put('notes', key, { text: key });
      });
      await definitions.close();
      definitions = await fixture.open();
      const snapshot = await definitions.snapshot();
      assert.deepEqual(snapshot.keys('notes'), keys);
      assert.deepEqual(
        snapshot.values('notes').map(({ text }) => text),
        keys,
      );
    });

    it('number commits, and store in each record the number of its latest commit', async () => {
      await definitions.change((draft) => draft.put('places', 'a', place('a')));
      await definitions.change((draft) => draft.put('places', 'b', { ...place('b'), revision: 99 }));
      const snapshot = await definitions.snapshot();
      assert.equal(snapshot.get('places', 'a')?.revision, 1);
      assert.equal(snapshot.get('places', 'b')?.revision, 2);
      assert.equal(snapshot.revision, 2);
    });

    it('store no part of a change that throws', async () => {
      const failure = new Error('no');
      const failed = definitions.change((draft) => {
        draft.put('places', 'a', place('a'));
        throw failure;
      });
      await assert.rejects(failed, failure);
      assert.equal((await definitions.snapshot()).revision, 0);
    });

    it('refuse a record that does not match its schema', async () => {
      const wrong = { name: 'a', labels: [1], revision: 0 } as unknown as z.infer<typeof Place>;
      await assert.rejects(
        definitions.change((draft) => draft.put('places', 'a', wrong)),
        z.ZodError,
      );
    });

    it('report whether a removed record existed', async () => {
      await definitions.change((draft) => draft.put('places', 'a', place('a')));
      assert.equal(await definitions.change((draft) => draft.remove('places', 'a')), true);
      assert.equal(await definitions.change((draft) => draft.remove('places', 'a')), false);
    });

    it('share no objects with callers', async () => {
      const given = place('a', 'x');
      await definitions.change((draft) => draft.put('places', 'a', given));
      given.labels.push('y');
      const snapshot = await definitions.snapshot();
      assert.deepEqual(snapshot.get('places', 'a')?.labels, ['x']);
      assert.throws(() => snapshot.get('places', 'a')?.labels.push('z'), TypeError);
    });

    it('return snapshots that later changes do not affect', async () => {
      await definitions.change((draft) => draft.put('places', 'a', place('a')));
      const before = await definitions.snapshot();
      await definitions.change((draft) => draft.remove('places', 'a'));
      assert.notEqual(before.get('places', 'a'), undefined);
      assert.equal((await definitions.snapshot()).get('places', 'a'), undefined);
    });

    it('notify subscribers of each durable commit until they unsubscribe', async () => {
      const heard: DefinitionsChange<typeof SAMPLE_COLLECTIONS>[] = [];
      const leave = definitions.subscribe((change) => heard.push(change));
      await definitions.change((draft) => {
        draft.put('places', 'a', place('a'));
        draft.put('notes', 'n', { text: '' });
      });
      await definitions.change((draft) => draft.remove('places', 'a'));
      await definitions.change(() => 'nothing');
      leave();
      await definitions.change((draft) => draft.put('places', 'b', place('b')));
      assert.deepEqual(
        heard.map(({ revision, changed }) => ({ revision, changed })),
        [
          {
            revision: 1,
            changed: [
              { collection: 'places', key: 'a', kind: 'put' },
              { collection: 'notes', key: 'n', kind: 'put' },
            ],
          },
          { revision: 2, changed: [{ collection: 'places', key: 'a', kind: 'removed' }] },
        ],
      );
      assert.notEqual(heard[0]?.snapshot.get('places', 'a'), undefined);
    });

    it('run concurrent changes in order, each with the result of the previous ones', async () => {
      const results = await Promise.all(
        [1, 2, 3].map((number) =>
          definitions.change((draft) => {
            draft.put('places', `p${number}`, place('p'));
            return draft.values('places').length;
          }),
        ),
      );
      assert.deepEqual(results, [1, 2, 3]);
    });

    it('store texts under their hashes', async () => {
      const [first, second, again] = await definitions.keepTexts(['- name: é\n', '', '- name: é\n']);
      assert.match(first ?? '', /^[0-9a-f]{64}$/);
      assert.equal(again, first);
      assert.equal(await definitions.text(first ?? ''), '- name: é\n');
      assert.equal(await definitions.text(second ?? ''), '');
      await assert.rejects(definitions.text('0'.repeat(64)), hasCode('not-found'));
      await assert.rejects(definitions.text('../x'), hasCode('not-found'));
    });

    it('keep unreferenced texts until the definitions are opened again', async () => {
      const [kept = '', dropped = ''] = await definitions.keepTexts(['kept', 'dropped']);
      await definitions.change((draft) => draft.put('notes', 'n', { text: '', textHash: kept }));
      assert.equal(await definitions.text(dropped), 'dropped');
      await definitions.close();
      definitions = await fixture.open();
      assert.equal(await definitions.text(kept), 'kept');
      await assert.rejects(definitions.text(dropped), hasCode('not-found'));
    });

    it('keep the texts that a referenced list names until the list is replaced', async () => {
      const [early = '', late = ''] = await definitions.keepTexts(['early', 'late']);
      const [both = '', one = ''] = await definitions.keepTexts([`${early} ${late}`, late]);
      const reopened = async (listHash: string) => {
        // Twice, because the texts of the previous version of the document are kept as well.
        for (const text of ['1', '2'])
          await definitions.change((draft) => draft.put('notes', 'n', { text, listHash }));
        await definitions.close();
        definitions = await fixture.open();
      };
      await reopened(both);
      assert.deepEqual([await definitions.text(early), await definitions.text(late)], ['early', 'late']);
      const [again = ''] = await definitions.keepTexts([late]);
      assert.equal(again, one);
      await reopened(one);
      assert.equal(await definitions.text(late), 'late');
      await assert.rejects(definitions.text(early), hasCode('not-found'));
    });

    it('reject changes once the definitions are closed', async () => {
      const last = definitions.change((draft) => draft.put('places', 'a', place('a')));
      await definitions.close();
      assert.equal((await last).revision, 1);
      await assert.rejects(
        definitions.change(() => undefined),
        hasCode('storage-busy'),
      );
    });
  });
}
