import assert from 'node:assert/strict';
import type { Scenarios } from '../scenario.ts';

const ROTATE = 'DB Credential Rotation/RotateDbCredentials';

/**
 * A job that consists of references. The test provides the referenced jobs, because the corpus contains only one of
 * them, a plugin step.
 */
export const REFERENCES: Scenarios = {
  [ROTATE]: async (corpus) => {
    const job = (uuid: string, exec: string, ...options: string[]) => ({
      name: uuid,
      uuid,
      group: 'rotation',
      options: options.map((name) => ({ name })),
      sequence: { commands: [{ exec }] },
    });
    await corpus.importOwn(job('CreateDbUser', 'echo create ${option.web_user_version}', 'web_user_version'));
    await corpus.importOwn(job('UpdateAppConfig', 'echo update ${option.dbuser}', 'dbuser'));
    await corpus.importOwn(job('RestartApp', 'echo restart'));
    const versions = ['master_user_version', 'web_user_version'];
    await corpus.importOwn(
      job(
        'DeleteDbUser',
        'echo delete ${option.web_user_version} by ${option.master_user_version}',
        ...versions,
      ),
    );
    const run = await corpus.run(ROTATE, { web_user_version: '8', prev_web_user_version: '7' });
    assert.equal(run.status, 'succeeded', JSON.stringify(run.execution.reason));
    assert.deepEqual(run.lines, ['create 8', 'update web8', 'restart', 'delete 7 by 1']);
  },
};
