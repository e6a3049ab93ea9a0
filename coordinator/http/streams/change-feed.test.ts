import assert from 'node:assert/strict';
import { JobId, ProjectName } from '../../../protocol/ids.ts';
import { Caller } from '../../access/caller.ts';
import { administratorOrNothing } from '../../access/policy.ts';
import { ChangeFeed } from './change-feed.ts';

const READ = { resource: 'job', action: 'read' } as const;
const principal = { user: 'ada', roles: ['admin'], from: 'here' };
const [OPS, WEB] = [ProjectName.parse('ops'), ProjectName.parse('web')];
const JOB = JobId.parse('j');

describe('ChangeFeed', () => {
  const everybody = new Caller(principal, administratorOrNothing);
  const opsOnly = new Caller(principal, (_, __, subject) => subject?.project === OPS);
  const publish = (feed: ChangeFeed, project: ProjectName, count = 1) => {
    for (let index = 0; index < count; index += 1) {
      feed.publish({ type: 'job-deleted', jobId: JOB, project }, READ, { project });
    }
  };
  const take = async (feed: ChangeFeed, caller: Caller, count: number, from?: string) => {
    const events = feed.subscribe(caller, from, new AbortController().signal);
    const taken: { id: string; type: string; project?: string }[] = [];
    for await (const { id, data } of events) {
      taken.push({ id, ...JSON.parse(data) });
      if (taken.length === count) break;
    }
    return taken;
  };

  it('starts with a ready event, and then sends changes', async () => {
    const feed = new ChangeFeed();
    const taken = take(feed, everybody, 2);
    setImmediate(() => publish(feed, OPS));
    assert.deepEqual(
      (await taken).map(({ type }) => type),
      ['ready', 'job-deleted'],
    );
    assert.equal(feed.subscribers, 0);
  });

  it('resumes after the event of a token, and sends reset for a token that is malformed, too old or from another feed', async () => {
    const feed = new ChangeFeed();
    const [ready] = await take(feed, everybody, 1);
    publish(feed, OPS);
    publish(feed, WEB);
    const resumed = await take(feed, everybody, 3, ready?.id);
    assert.deepEqual(
      resumed.map(({ project }) => project),
      [undefined, 'ops', 'web'],
    );
    publish(feed, OPS, 5000);
    assert.equal((await take(feed, everybody, 1, ready?.id))[0]?.type, 'reset');
    assert.equal((await take(new ChangeFeed(), everybody, 1, ready?.id))[0]?.type, 'reset');
    assert.equal((await take(feed, everybody, 1, 'x'))[0]?.type, 'reset');
  });

  it('keeps fewer events if the events are long', async () => {
    const feed = new ChangeFeed();
    const [ready] = await take(feed, everybody, 1);
    const long = 'j'.repeat(100_000);
    const publishLong = () => feed.publish({ type: 'key-deleted', path: long }, READ, { project: OPS });
    for (let index = 0; index < 50; index += 1) publishLong();
    const all = await take(feed, everybody, 51, ready?.id);
    assert.deepEqual(
      all.map(({ type }) => type),
      ['ready', ...Array<string>(50).fill('key-deleted')],
    );
    for (let index = 0; index < 50; index += 1) publishLong();
    assert.equal((await take(feed, everybody, 1, ready?.id))[0]?.type, 'reset');
    assert.equal((await take(feed, everybody, 51, all.at(-1)?.id)).at(-1)?.type, 'key-deleted');
  });

  it('sends a subscriber only the events that its caller may read', async () => {
    const feed = new ChangeFeed();
    const [ready] = await take(feed, opsOnly, 1);
    publish(feed, WEB, 3);
    publish(feed, OPS);
    const [, first] = await take(feed, opsOnly, 2, ready?.id);
    assert.equal(first?.project, 'ops');
  });

  it('sends reset to a subscriber that fell behind instead of queueing events for it', async () => {
    const feed = new ChangeFeed();
    const events = feed.subscribe(everybody, undefined, new AbortController().signal);
    await events.next();
    publish(feed, OPS, 5000);
    const next = (await events.next()).value;
    assert.equal(JSON.parse(next?.data ?? '').type, 'reset');
    await events.return();
  });
});
