import assert from 'node:assert/strict';
import { join } from 'node:path';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { CoordinatorDefinitions } from '../../store/definitions/coordinator-definitions.ts';
import { openCoordinatorDefinitions } from '../../store/definitions/coordinator-definitions.ts';
import { Damages } from '../../store/files/damages.ts';
import { openEmbeddedJournal } from '../../store/journal/embedded-journal.ts';
import type { Journal } from '../../store/journal/journal.ts';
import { scratchFolder } from '../../store/testing/scratch-folder.ts';
import { JournalAudit } from './audit-to-journal.ts';

const WORKER = new URL('../../store/journal/journal-worker.ts', import.meta.url);
const QUIET = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  fatal: () => undefined,
};
const LINE = { who: 'admin', what: 'settings.update', subject: 'settings', from: 'here' };

describe('JournalAudit', () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let definitions: CoordinatorDefinitions;
  let journal: Journal;
  beforeEach(async () => {
    scratch = await scratchFolder();
    await open();
  });
  afterEach(async () => {
    await journal.close();
    await definitions.close();
    await scratch.remove();
  });

  async function open(): Promise<void> {
    const folder = scratch.path;
    definitions = await openCoordinatorDefinitions({
      folder,
      now: () => 0,
      damages: new Damages(folder),
      onFatal: assert.fail,
    });
    journal = await openEmbeddedJournal({
      path: join(folder, 'journal.db'),
      worker: WORKER,
      onFatal: assert.fail,
    });
  }

  const auditTo = (to: Pick<Journal, 'audit'>) =>
    JournalAudit.open({ definitions, journal: to, log: QUIET, now: () => 5 });
  const recorded = async () => (await journal.auditLines(100)).map(({ what }) => what).reverse();
  const waiting = async () => (await definitions.snapshot()).values('acts').map(({ what }) => what);
  const act = (acts: JournalAudit, what: string) =>
    definitions.change((draft) => acts.audit({ ...LINE, what }, draft));

  it('copies to the journal the records that were only in the definitions when the process was killed', async () => {
    const never = { audit: () => new Promise<void>(() => undefined) };
    await act(await auditTo(never), 'first');
    assert.deepEqual(await recorded(), []);
    await journal.close();
    await definitions.close();
    await open();
    await auditTo(journal);
    assert.deepEqual(await recorded(), ['first']);
  });

  it('records an act once, even if the journal already contained it when the process was killed', async () => {
    const acts = await auditTo(journal);
    await act(acts, 'first');
    await acts.kept();
    assert.deepEqual(await waiting(), ['first'], 'it is still in the definitions');
    await auditTo(journal);
    assert.deepEqual(await recorded(), ['first']);
  });

  it('removes the record of an act from the definitions with the next act', async () => {
    const acts = await auditTo(journal);
    for (const what of ['first', 'second', 'third']) {
      await act(acts, what);
      await acts.kept();
    }
    assert.deepEqual(await waiting(), ['third']);
    assert.deepEqual(await recorded(), ['first', 'second', 'third']);
  });

  it('records nothing for a change that failed', async () => {
    const acts = await auditTo(journal);
    const failed = definitions.change((draft) => {
      acts.audit(LINE, draft);
      throw new Error('no');
    });
    await assert.rejects(failed, /no/);
    await acts.kept();
    assert.deepEqual(await recorded(), []);
  });

  it('retries while the journal is busy, and waits until the record is durable', async () => {
    let attempts = 0;
    const busyAtFirst: Pick<Journal, 'audit'> = {
      audit: async (lines, pace) => {
        attempts += 1;
        if (attempts < 3) throw new OutrunnerError('storage-busy', { what: 'journal entries' });
        await journal.audit(lines, pace);
      },
    };
    const acts = await auditTo(busyAtFirst);
    acts.audit(LINE);
    await acts.durable();
    assert.deepEqual(await recorded(), ['settings.update']);
  });

  it('rejects the wait for a durable record if the journal failed', async () => {
    const failing = {
      audit: () => Promise.reject(new OutrunnerError('storage-failed', { path: 'x', problem: 'y' })),
    };
    const acts = await auditTo(failing);
    acts.audit(LINE);
    await assert.rejects(acts.durable(), /could not be written/);
  });
});
