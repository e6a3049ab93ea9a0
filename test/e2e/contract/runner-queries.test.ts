import assert from 'node:assert/strict';
import type { Coordinator } from '../harness/coordinator.ts';
import { fields, list, refused } from '../harness/shape.ts';
import { World } from '../harness/world.ts';

describe('the contract, queries for runners', () => {
  let world: World;
  let coordinator: Coordinator;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    await call('PUT', '/outrunner/v1/settings', { runners: { enabled: true } });
    const make = (name: string, tags: string, projects: object) =>
      call('POST', '/api/59/runnerManagement/runners', {
        name,
        description: `The ${name}`,
        tagNames: tags,
        assignedProjects: projects,
      });
    assert.equal((await make('east', 'linux,db', { demo: '.*' })).status, 200);
    assert.equal((await make('west', 'linux', {})).status, 200);
  });
  after(() => world[Symbol.asyncDispose]());

  const call = (method: string, path: string, body?: unknown) => coordinator.call(method, path, body);
  const named = async (query: string, place = '') =>
    list(await call('GET', `/api/59${place}/runnerManagement/runners${query}`), 'runners').map(
      ({ name }) => name,
    );

  it('select runners that have all tags, contain a text, have a status, or are the Local Runner', async () => {
    assert.deepEqual((await named('?tags=linux')).toSorted(), ['east', 'west']);
    assert.deepEqual(await named('?tags=linux, DB'), ['east']);
    assert.deepEqual(await named('?filter=the+WEST'), ['west']);
    assert.deepEqual((await named('?status=new&tags=linux')).toSorted(), ['east', 'west']);
    assert.deepEqual(await named('?status=down&tags=linux'), []);
    assert.equal((await named('?localOnly=true')).length, 1);
    assert.deepEqual(await named('?tags=linux', '/project/demo'), ['east']);
    refused(await call('GET', '/api/59/runnerManagement/runners?status=odd'), 400);
  });

  it('count the tags of the runners of a project', async () => {
    const tags = async (query: string) =>
      fields(await call('GET', `/api/59/runnerManagement/tags${query}`))['tags'];
    assert.partialDeepStrictEqual(await tags(''), { linux: 2, db: 1 });
    assert.partialDeepStrictEqual(await tags('?project=demo'), { linux: 1, db: 1 });
  });
});
