import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { ErrorBody } from '../../protocol/errors/error-body.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { type CreateToken, TokenInfo } from '../../protocol/routes/shapes/token-shapes.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

const DAY = 86_400_000;
const OPS = ProjectName.parse('ops');
const SHOP = ProjectName.parse('shop');

describe('API tokens', () => {
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
    for (const name of [OPS, SHOP]) await coordinator.client.createProject({ body: { name } });
  });
  after(() => coordinator.stop());

  const daysOf = ({ expiration }: TokenInfo) =>
    expiration === null ? undefined : Math.round((Date.parse(expiration) - Date.now()) / DAY);

  /** Creates a token with the rights of `creator`. Returns the token, or the problem. */
  const created = async (creator: TokenInfo | undefined, body: CreateToken) => {
    const answer = await coordinator.call('POST', '/api/53/tokens', {
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        'x-rundeck-auth-token': creator?.token ?? coordinator.token,
      },
    });
    const content: unknown = await answer.json();
    if (answer.status === 201) return TokenInfo.parse(content);
    return ErrorBody.parse(content).message;
  };
  const token = async (body: CreateToken, creator?: TokenInfo): Promise<TokenInfo> => {
    const made = await created(creator, body);
    assert.ok(typeof made !== 'string', String(made));
    return made;
  };

  /** Calls from a local address. Returns the status and the code of the error. */
  const callFrom = async (localAddress: string, value: string | undefined) => {
    const sent = request(`${coordinator.url}/api/53/projects`, {
      localAddress,
      headers: { 'x-rundeck-auth-token': value },
    });
    sent.end();
    const [answer]: [IncomingMessage] = (await once(sent, 'response')) as [IncomingMessage];
    const body: unknown = JSON.parse(await text(answer));
    return { status: answer.statusCode, code: ErrorBody.safeParse(body).data?.errorCode };
  };

  it('are valid for 90 days, or for the validity of the settings, unless they are created with a duration', async () => {
    const { client } = coordinator;
    assert.equal(daysOf(await token({})), 90);
    assert.equal(daysOf(await token({ duration: '' })), 90);
    assert.equal(daysOf(await token({ duration: '30d' })), 30);
    assert.equal((await token({ duration: '0' })).expiration, null);
    await client.updateSettings({ body: { tokens: { validSeconds: 7 * 86_400 } } });
    assert.equal(daysOf(await token({})), 7);
    await client.updateSettings({ body: { tokens: { validSeconds: 0 } } });
    assert.equal((await token({})).expiration, null);
    await client.updateSettings({ body: { tokens: { validSeconds: 7_776_000 } } });
  });

  it('are refused from an address outside their networks, and the audit record of the refusal contains the token id', async () => {
    const limited = await token({ networks: ['127.0.0.1', '10.0.0.0/8'] });
    assert.deepEqual(limited.networks, ['127.0.0.1', '10.0.0.0/8']);
    assert.equal((await callFrom('127.0.0.1', limited.token)).status, 200);
    assert.deepEqual(await callFrom('127.0.0.2', limited.token), { status: 403, code: 'token-network' });
    assert.equal((await callFrom('127.0.0.2', coordinator.token)).status, 200);
    const { acts } = await coordinator.client.listAudit({ query: {} });
    const refusal = acts.find(({ what }) => what === 'login.refuse');
    assert.equal(refusal?.from, '127.0.0.2');
    assert.ok(refusal?.detail?.includes(limited.id), refusal?.detail);
  });

  it('cannot be created with an invalid network or a missing project', async () => {
    for (const network of ['ten', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8'])
      assert.match(String(await created(undefined, { networks: [network] })), /not an address/, network);
    const missing = ProjectName.parse('missing');
    assert.match(String(await created(undefined, { projects: [missing] })), /Project "?missing/);
  });

  it('inherit the bounds of the token that creates them, and never exceed them', async () => {
    const own = await token({ duration: '10d', projects: [OPS], networks: ['127.0.0.0/8'] });
    const child = await token({}, own);
    assert.deepEqual([daysOf(child), child.projects, child.networks], [10, ['ops'], ['127.0.0.0/8']]);
    assert.equal(child.roles.join(), 'admin');
    const narrow = await token({ duration: '1d', networks: ['127.0.0.1'] }, own);
    assert.deepEqual([daysOf(narrow), narrow.networks], [1, ['127.0.0.1']]);
    const wider: readonly CreateToken[] = [
      { user: 'bob' },
      { roles: ['other'] },
      { duration: '11d' },
      { duration: '0' },
      { projects: [OPS, SHOP] },
      { networks: ['0.0.0.0/0'] },
    ];
    for (const body of wider)
      assert.match(String(await created(own, body)), /^The token cannot be created: /, JSON.stringify(body));
  });

  it('show when they were last used, accurate to a minute, even after a restart', async () => {
    const used = await token({ name: 'used' });
    const unused = await token({ name: 'unused' });
    assert.equal((await callFrom('127.0.0.1', used.token)).status, 200);
    const uses = async ({ client }: TestCoordinator) => {
      const tokens = await client.listTokens();
      return [used, unused].map(({ id }) => tokens.find((it) => it.id === id)?.lastUsed);
    };
    const [time, never] = await uses(coordinator);
    assert.ok(Math.abs(Date.parse(time ?? '') - Date.now()) < 60_000, String(time));
    assert.equal(never, null);
    await coordinator.stop('keep');
    coordinator = await startTestCoordinator({ dataDir: coordinator.dataDir });
    assert.deepEqual(await uses(coordinator), [time, null]);
  });
});
