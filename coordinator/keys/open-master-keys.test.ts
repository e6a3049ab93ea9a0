import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { parseMasterKeys } from './master-keys.ts';
import { looseKeyFile, openMasterKeys } from './open-master-keys.ts';

describe('the sources of the master key', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'outrunner-master-key-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  const text = () => randomBytes(32).toString('base64');
  const ids = (...texts: string[]) =>
    texts.flatMap((one) => parseMasterKeys(one, 'here').map(({ id }) => id));

  it('have a fixed precedence: passed key, variable, file in a variable, file in the data dir', async () => {
    const [handed, variable, named, kept] = [text(), text(), text(), text()];
    const file = join(dataDir, 'named');
    await writeFile(file, `${named}\n`);
    await writeFile(join(dataDir, 'master.key'), `${kept}\n`, { mode: 0o644 });
    const environment = { OUTRUNNER_MASTER_KEY: variable, OUTRUNNER_MASTER_KEY_FILE: file };
    const all = await openMasterKeys(dataDir, environment, { keys: handed, alone: true });
    assert.equal(all.current.id, ids(handed)[0]);
    assert.deepEqual([...all.byId.keys()].sort(), ids(handed, variable, named, kept).sort());
    assert.equal((await openMasterKeys(dataDir, environment)).current.id, ids(variable)[0]);
    const byFile = await openMasterKeys(dataDir, { OUTRUNNER_MASTER_KEY_FILE: file });
    assert.equal(byFile.current.id, ids(named)[0]);
    assert.equal((await openMasterKeys(dataDir, {})).current.id, ids(kept)[0]);
    assert.equal((await stat(join(dataDir, 'master.key'))).mode & 0o777, 0o600, 'it is closed to others');
  });

  it('are reported as unsafe if other users can read the file in a variable', async () => {
    const file = join(dataDir, 'named');
    await writeFile(file, text(), { mode: 0o600 });
    assert.equal(await looseKeyFile({ OUTRUNNER_MASTER_KEY_FILE: file }), undefined);
    assert.equal(await looseKeyFile({}), undefined);
    await chmod(file, 0o640);
    assert.equal(await looseKeyFile({ OUTRUNNER_MASTER_KEY_FILE: file }), file);
  });

  it('are reported in the error, without their content, if they contain no valid key or are missing', async () => {
    const refused = (environment: Parameters<typeof openMasterKeys>[1], place: string) =>
      assert.rejects(openMasterKeys(dataDir, environment), (error) => {
        assert.ok(isOutrunnerError(error) && error.code === 'master-key-invalid');
        assert.ok(error.message.includes(place) && !error.message.includes('tooshort'), error.message);
        return true;
      });
    await refused({ OUTRUNNER_MASTER_KEY: 'tooshort' }, 'OUTRUNNER_MASTER_KEY');
    const file = join(dataDir, 'absent');
    await refused({ OUTRUNNER_MASTER_KEY: text(), OUTRUNNER_MASTER_KEY_FILE: file }, file);
  });
});
