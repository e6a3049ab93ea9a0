import assert from 'node:assert/strict';
import { type CorpusWorld, KEYS, PROJECT } from '../corpus-world.ts';
import type { Scenarios } from '../scenario.ts';

const TOKEN = KEYS['project/vault-management/Token'];

/** Runs a vault job. Asserts that it starts two programs, and that both receive the token and the options. */
async function assertVault(corpus: CorpusWorld, job: string, program: string): Promise<void> {
  const { status, commands, started, lines } = await corpus.run(job, {
    VaultName: 'billing',
    ...(program === 'clone-vault' ? { SourceVaultName: 'sales' } : {}),
  });
  assert.equal(status, 'succeeded', lines.join('\n'));
  const folder = `${corpus.world.path('home')}/projects/${PROJECT}`;
  assert.deepEqual(commands, [
    `python3 ${folder}/${program}.py`,
    `python3 ${folder}/clean-job.py --path /tmp/${corpus.idOf(job)}`,
  ]);
  for (const { environment } of started) {
    assert.partialDeepStrictEqual(environment, {
      RD_OPTION_VAULTTOKEN: TOKEN,
      RD_OPTION_VAULTNAME: 'billing',
      RD_OPTION_NAMESPACE: 'default',
    });
  }
  assert.deepEqual(lines, ['Job finished successfully.']);
}

/** Jobs with passwords from key storage. */
export const SECRETS: Scenarios = {
  'swe/Clone Vault Secret': async (corpus) => {
    const job = 'swe/Clone Vault Secret';
    await assertVault(corpus, job, 'clone-vault');
    const wrong = corpus.run(job, { VaultName: 'a', SourceVaultName: 'b', Action: 'drop' });
    await assert.rejects(wrong, /Action/);
    await assert.rejects(corpus.run(job, { VaultName: 'a' }), /SourceVaultName/);
  },
  'sre/Delete Vault Secret Key': (corpus) =>
    assertVault(corpus, 'sre/Delete Vault Secret Key', 'delete-vault'),
  'sql/Run_SQL_Query': async (corpus) => {
    const query = `SELECT 'a  b' AS "c" -- $(id) \`id\` ;`;
    const options = { db_host: 'db.example.org', db_name: 'shop', db_user: 'ada', sql_query: query };
    const { status, lines, started } = await corpus.run('sql/Run_SQL_Query', options);
    assert.equal(status, 'succeeded', lines.join('\n'));
    assert.deepEqual(
      started.map(({ argv }) => argv),
      [['psql', '-h', 'db.example.org', '-U', 'ada', '-d', 'shop', '-c', query]],
    );
    // The option is secure and not exposed: it is used to sign in to nodes, and steps never receive it.
    assert.equal(started[0]?.environment['RD_OPTION_DB_PASSWORD'], undefined);
    assert.deepEqual(lines, ['password []']);
  },
};
