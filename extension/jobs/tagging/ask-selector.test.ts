import assert from 'node:assert/strict';
import { DEFAULT_SETTINGS } from '../../../protocol/entities/settings.ts';
import type { JobSelector } from '../../../protocol/routes/shapes/job-shapes.ts';
import { modelOf } from '../../model/model.ts';
import { aRunner } from '../../model/model-fixtures.ts';
import { ScriptedPerson } from '../../testing/scripted-person.ts';
import { askSelector } from './ask-selector.ts';

const model = modelOf({
  runners: [
    aRunner({ id: 'a', tags: ['db', 'eu'] }),
    aRunner({ id: 'b', tags: ['elsewhere'], assignedProjects: ['other'] }),
  ],
  projects: [],
  jobs: [],
  nodeSources: [],
  keys: [],
  executions: [],
  settings: DEFAULT_SETTINGS,
});

async function asked(...answers: unknown[]): Promise<JobSelector | undefined> {
  const person = new ScriptedPerson();
  person.answers(answers);
  const selector = await askSelector({ model: () => model, prompts: person.prompts() }, 'Tags', ['demo']);
  person.finished('asking for tags');
  return selector;
}

describe('askSelector', () => {
  it('selects the Local Runner if no tag is chosen', async () => {
    assert.deepEqual(await asked([]), { mode: 'LOCAL' });
  });

  it('asks whether all or any of several chosen tags must match', async () => {
    assert.deepEqual(await asked(['db']), { mode: 'TAGS', match: 'all', tags: ['db'] });
    assert.deepEqual(await asked(['db', 'eu'], 'Any of These Tags'), {
      mode: 'TAGS',
      match: 'any',
      tags: ['db', 'eu'],
    });
  });

  it('accepts tags that no runner has yet', async () => {
    assert.deepEqual(await asked(['db', 'Other Tags…'], 'Next, db', 'All of These Tags'), {
      mode: 'TAGS',
      match: 'all',
      tags: ['db', 'next'],
    });
  });

  it('does not offer tags of runners that serve other projects', async () => {
    await assert.rejects(asked(['elsewhere']), /no elsewhere among/);
  });
});
