import assert from 'node:assert/strict';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

describe('users', () => {
  let coordinator: TestCoordinator;
  beforeEach(async () => {
    coordinator = await startTestCoordinator();
  });
  afterEach(() => coordinator.stop());

  it('are those with a token or a profile, in the order of their logins', async () => {
    const { client } = coordinator;
    const { login } = await client.getOwnProfile({});
    await client.createUserToken({ params: { user: 'zoe' }, body: {} });
    await client.setProfile({ params: { user: 'adam' }, body: { email: 'adam@example.org' } });
    const logins = (await client.listUsers({})).map((user) => user.login);
    assert.deepEqual(logins, ['adam', login, 'zoe'].toSorted());
  });

  it('keep the fields of their profile that a change omits, even after a restart', async () => {
    const { client } = coordinator;
    await client.setOwnProfile({ body: { firstName: 'Ada', email: 'ada@example.org' } });
    const { login, ...profile } = await client.setOwnProfile({ body: { lastName: 'Lovelace' } });
    assert.deepEqual(profile, { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.org' });
    await coordinator.stop('keep');
    coordinator = await startTestCoordinator({ dataDir: coordinator.dataDir });
    assert.deepEqual(await coordinator.client.getProfile({ params: { user: login } }), { login, ...profile });
  });

  it('are unknown without a token and a profile', async () => {
    await assert.rejects(
      coordinator.client.getProfile({ params: { user: 'nobody' } }),
      (error) => isOutrunnerError(error) && error.code === 'not-found',
    );
  });
});
