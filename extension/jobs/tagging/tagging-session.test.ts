import assert from 'node:assert/strict';
import { DEFAULT_SETTINGS } from '../../../protocol/entities/settings.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { JobSelector } from '../../../protocol/routes/shapes/job-shapes.ts';
import type { TaggingState, TagSelection } from '../../../protocol/webview/tagging-editor.ts';
import { type Model, modelOf } from '../../model/model.ts';
import { aJob, aRunner } from '../../model/model-fixtures.ts';
import { type TaggingCalls, TaggingSession } from './tagging-session.ts';

const runners = [aRunner({ tags: ['db', 'eu'], health: 'Busy' })];
const modelWith = (selector: JobSelector): Model =>
  modelOf({
    runners,
    projects: [],
    jobs: [aJob({ selector })],
    nodeSources: [],
    keys: [],
    executions: [],
    settings: DEFAULT_SETTINGS,
  });

/** Starts a session with a coordinator that has one runner with tags. */
function begin(
  selector: JobSelector,
  connected = true,
): {
  session: TaggingSession;
  shown: () => TaggingState;
  saved: JobSelector[];
  become: (selector: JobSelector) => void;
} {
  let model = modelWith(selector);
  const states: TaggingState[] = [];
  const saved: JobSelector[] = [];
  const calls: TaggingCalls = {
    previewChoice: async ({ body }) => {
      const tags = body.selector.mode === 'TAGS' ? body.selector.tags : [];
      return tags.every((tag) => tag === 'db' || tag === 'eu')
        ? {
            candidates: runners.map((it) => ({
              ...it,
              runnerId: it.id,
              available: true,
              running: 0,
              maxRunning: 50,
            })),
          }
        : { candidates: [], problem: 'No runner carries it.' };
    },
    setJobSelectors: async ({ body }) => {
      if (!connected) throw new OutrunnerError('not-connected');
      saved.push(body.selector as JobSelector);
      return { saved: [], failed: [] } as never;
    },
  };
  const session = new TaggingSession({
    job: aJob().id,
    client: () => calls,
    model: () => model,
    show: (state) => states.push(state),
  });
  const shown = () => {
    const last = states.at(-1);
    assert.ok(last);
    return last;
  };
  return {
    session,
    shown,
    saved,
    become: (next) => {
      model = modelWith(next);
    },
  };
}

const tagged = (...tags: string[]): JobSelector => ({ mode: 'TAGS', match: 'all', tags }) as JobSelector;

describe('TaggingSession', () => {
  it('shows the saved tags, the tags of the project with their runners, and the matching runners', async () => {
    const { session, shown } = begin(tagged('db'));
    await session.refresh();
    assert.deepEqual(shown().selection, { where: 'tags', match: 'all', tags: ['db'] });
    assert.deepEqual(shown().offered, [
      { tag: 'db', runners: 1, healthy: 1 },
      { tag: 'eu', runners: 1, healthy: 1 },
    ]);
    assert.deepEqual(
      shown().matching.map((runner) => runner.name),
      ['edge'],
    );
    assert.equal(shown().changed, false);
  });

  it('explains why no runner matches', async () => {
    const { session, shown } = begin(tagged('db'));
    await session.select({ where: 'tags', match: 'all', tags: ['mars'] });
    assert.deepEqual(shown().matching, []);
    assert.equal(shown().explanation, 'No runner carries it.');
    await session.select({ where: 'tags', match: 'all', tags: [] });
    assert.equal(shown().explanation, 'Choose at least one tag.');
  });

  it('saves the selection, and counts as unchanged once the coordinator confirms the save', async () => {
    const { session, shown, saved, become } = begin(tagged('db'));
    await session.select({ where: 'tags', match: 'any', tags: ['db', 'eu'] });
    assert.equal(shown().changed, true);
    await session.save();
    assert.deepEqual(saved, [{ mode: 'TAGS', match: 'any', tags: ['db', 'eu'] }]);
    assert.equal(shown().notice?.kind, 'saved');
    become({ mode: 'TAGS', match: 'any', tags: ['db', 'eu'] } as JobSelector);
    await session.refresh();
    assert.equal(shown().changed, false);
  });

  it('keeps the selection when the save fails, and shows why', async () => {
    const { session, shown } = begin(tagged('db'), false);
    await session.select({ where: 'local', match: 'all', tags: [] });
    await session.save();
    assert.equal(shown().notice?.kind, 'problem');
    assert.equal(shown().selection.where, 'local');
    await session.revert();
    assert.equal(shown().selection.where, 'tags');
  });

  it('can be saved while the selection is valid and differs from the saved selection', async () => {
    const { session, shown } = begin(tagged('db'));
    const chosen: TagSelection = { where: 'tags', match: 'all', tags: ['db'] };
    const selections: readonly (readonly [TagSelection, boolean])[] = [
      [{ ...chosen, tags: ['db', 'eu'] }, true],
      [{ ...chosen, tags: ['db'] }, false],
      [{ ...chosen, tags: [] }, false],
      [{ ...chosen, where: 'filter', filter: ' ' }, false],
      [{ ...chosen, where: 'filter', filter: 'db and (' }, false],
      [{ ...chosen, where: 'filter', filter: 'db and not eu' }, true],
    ];
    await session.refresh();
    assert.equal(shown().savable, false);
    for (const [selection, savable] of selections) {
      await session.select(selection);
      assert.equal(shown().savable, savable, JSON.stringify(selection));
    }
  });

  it('removes all tags from a job if the user chooses the Local Runner', async () => {
    const { session, shown, saved } = begin(tagged('db'));
    await session.select({ where: 'local', match: 'all', tags: [] });
    assert.equal(shown().savable, true);
    await session.save();
    assert.deepEqual(saved, [{ mode: 'LOCAL' }]);
  });

  it('does not save without a change', async () => {
    const { session, shown, saved } = begin(tagged('db'));
    await session.refresh();
    await session.save();
    assert.deepEqual([saved, shown().notice], [[], undefined]);
  });

  it('keeps expressions that appear among the tags', async () => {
    const { session, saved } = begin({ mode: 'FILTER', match: 'all', filter: '${option.region},db' });
    await session.select({ where: 'tags', match: 'all', tags: ['${option.region}', 'db', 'eu'] });
    await session.save();
    assert.deepEqual(saved, [{ mode: 'FILTER', match: 'all', filter: '${option.region},db,eu' }]);
  });

  it('shows the matching runners of a typed filter, and saves the filter unchanged', async () => {
    const { session, shown, saved, become } = begin(tagged('db'));
    await session.select({ where: 'filter', match: 'all', tags: [], filter: '' });
    assert.equal(shown().explanation, 'Enter a filter.');
    const filter = 'db and not (os=windows or "x y")';
    await session.select({ where: 'filter', match: 'all', tags: [], filter });
    assert.equal(shown().matching.length, 1);
    await session.save();
    assert.deepEqual(saved, [{ mode: 'FILTER', match: 'all', filter }]);
    become({ mode: 'FILTER', match: 'all', filter });
    await session.refresh();
    assert.equal(shown().changed, false);
    assert.deepEqual(shown().selection, { where: 'filter', match: 'all', tags: [], filter });
  });
});
