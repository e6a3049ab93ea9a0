import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RunnerId, Tag } from '../../protocol/ids.ts';
import type { OperationTarget } from '../plan/workflow-plan.ts';
import {
  type CandidateReplica,
  type CandidateRunner,
  chooseRunner,
  type RunnerChoice,
} from './choose-runner.ts';
import { explainChoice, explainNoMatch } from './explain-choice.ts';

const RUNNERS = [
  runner('local', [], [], true),
  runner('db-1', ['db', 'linux']),
  runner('db-2', ['db']),
  runner('eu-1', ['eu']),
  runner('far', ['db', 'eu'], ['other']),
];

describe('choosing a runner', () => {
  it('requires all tags or any of them, as the job specifies', () => {
    assert.deepEqual(names(choose(tagged('all', 'db', 'linux'))), ['db-1']);
    assert.deepEqual(names(choose(tagged('any', 'linux', 'eu'))), ['db-1', 'eu-1']);
  });

  it('selects only runners that are assigned to the project', () => {
    assert.deepEqual(names(choose(tagged('all', 'db'), 'other')), ['far']);
  });

  it('selects the Local Runner only if a job selects no runner, in every project', () => {
    const choice = choose({ kind: 'local' }, 'any');
    assert.equal(choice.kind, 'local');
    assert.deepEqual(names(choice), ['local']);
    const byTag = chooseRunner({
      target: tagged('all', 'x'),
      project: 'p',
      runners: [runner('l', ['x'], ['p'], true)],
      replicas: [],
    });
    assert.equal(byTag.kind, 'no-runner-matches');
  });

  it('selects the named runners that serve the project, and no others', () => {
    const target: OperationTarget = {
      kind: 'runners',
      runners: ['db-2', 'far', 'gone'].map((id) => RunnerId.parse(id)),
    };
    assert.deepEqual(names(choose(target)), ['db-2']);
    assert.match(explained(target, 'third'), /deleted, or not assigned/);
  });

  it('does not select the Local Runner for a node that refers to it', () => {
    const target: OperationTarget = { kind: 'runners', runners: [RunnerId.parse('local')] };
    assert.equal(choose(target).kind, 'no-runner-matches');
  });

  it('orders replicas: Healthy first, then fewest running operations, then most recently seen', () => {
    const replicas = [
      replica('busier', { running: 2, lastSeen: 3 }),
      replica('unhealthy', { health: 'Unhealthy', lastSeen: 4 }),
      replica('earlier', { lastSeen: 1 }),
      replica('later', { lastSeen: 2 }),
    ];
    assert.deepEqual(candidates(replicas), ['later', 'earlier', 'busier', 'unhealthy']);
  });

  it('offers nothing to a replica that does not poll, drains, is paused, or is at capacity', () => {
    const replicas = [
      replica('silent', { polling: false }),
      replica('draining', { draining: true }),
      replica('paused', { paused: true }),
      replica('full', { running: 5 }),
      replica('foreign', { runnerId: 'far' }),
    ];
    assert.deepEqual(candidates(replicas), []);
  });

  it('reports how many runners of the project have each tag', () => {
    assert.equal(
      explained(tagged('all', 'db', 'eu')),
      '`db` is on 2 runners, `eu` on 1, both on none; far has all of them, but belongs to other projects',
    );
    assert.equal(explained(tagged('all', 'linux', 'eu')), '`linux` is on 1 runner, `eu` on 1, both on none');
    assert.equal(explained(tagged('all', 'nope', 'eu')), '`nope` is on none, `eu` on 1');
    assert.equal(explained(tagged('any', 'a', 'b')), '`a` is on none, `b` on none');
    assert.equal(
      explained(tagged('all', 'db'), 'empty'),
      '`db` is on none; db-1, db-2, far have it, but belong to other projects',
    );
  });

  it('reports runners that are assigned to no project', () => {
    const explain = (...runners: CandidateRunner[]) => {
      const choice = chooseRunner({ target: tagged('all', 'web'), project: 'p', runners, replicas: [] });
      assert.ok(choice.kind === 'no-runner-matches');
      return explainNoMatch(choice);
    };
    const idle = runner('idle', ['web'], []);
    assert.equal(explain(idle), '`web` is on none; idle has it, but is assigned to no project');
    assert.equal(
      explain(idle, runner('new', ['web'], []), runner('far', ['web'], ['other'])),
      '`web` is on none; far has it, but belongs to other projects; idle, new have it, but are assigned to no project',
    );
  });

  it('reports why an operation waits', () => {
    const choice = (replicas: CandidateReplica[]) =>
      explainChoice(
        chooseRunner({ target: tagged('all', 'linux'), project: 'p', runners: RUNNERS, replicas }),
        replicas,
      );
    assert.equal(choice([replica('a')]), undefined);
    assert.equal(choice([]), 'no replica of runner db-1 is connected');
    assert.equal(choice([replica('a', { draining: true })]), 'every replica of runner db-1 is draining');
    assert.equal(choice([replica('a', { paused: true })]), 'every replica of runner db-1 is paused');
    assert.equal(
      choice([replica('a', { running: 5 })]),
      'every replica of runner db-1 is running as many operations as it takes',
    );
    const unable = { code: 'no-space', message: 'The disk is full. Free some space.' };
    assert.equal(
      choice([replica('a', { draining: true }), replica('b', { unable })]),
      'runner db-1 cannot start steps: The disk is full. Free some space.',
    );
  });

  it('offers operations to eligible replicas only, for random runners and replicas', () => {
    const tag = fc.constantFrom('a', 'b', 'c');
    const anyRunner = fc.record({
      id: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
      name: fc.string(),
      tags: fc.uniqueArray(tag),
      assignedProjects: fc.uniqueArray(fc.constantFrom('p', 'q')),
      isLocal: fc.boolean(),
    });
    const anyReplica = fc.record({
      replicaId: fc.uuid(),
      runnerId: fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r5'),
      health: fc.constantFrom('New', 'Healthy', 'Busy', 'Unhealthy', 'Unknown', 'Down'),
      polling: fc.boolean(),
      draining: fc.boolean(),
      running: fc.nat(3),
      maxRunning: fc.nat(3),
      lastSeen: fc.nat(3),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(anyRunner, { selector: (entry) => entry.id }),
        fc.array(anyReplica),
        fc.uniqueArray(tag, { minLength: 1 }),
        fc.constantFrom('all', 'any'),
        (runners, replicas, tags, match) => {
          const choice = chooseRunner({
            target: tagged(match, ...tags),
            project: 'p',
            runners,
            replicas,
          });
          const entitled = runners.filter(
            (entry) =>
              !entry.isLocal &&
              entry.assignedProjects.includes('p') &&
              (match === 'any'
                ? tags.some((one) => entry.tags.includes(one))
                : tags.every((one) => entry.tags.includes(one))),
          );
          assert.equal(choice.kind, entitled.length > 0 ? 'created' : 'no-runner-matches');
          if (choice.kind === 'no-runner-matches') return;
          assert.deepEqual(choice.runners, entitled);
          for (const candidate of choice.candidates) {
            assert.ok(entitled.some((entry) => entry.id === candidate.runnerId));
            assert.ok(candidate.polling && !candidate.draining && candidate.running < candidate.maxRunning);
          }
        },
      ),
    );
  });
});

function choose(asked: OperationTarget, project = 'p'): RunnerChoice<CandidateRunner, CandidateReplica> {
  return chooseRunner({ target: asked, project, runners: RUNNERS, replicas: [] });
}

function tagged(match: 'all' | 'any', ...tags: string[]): OperationTarget {
  return { kind: 'tags', match, tags: tags.map((tag) => Tag.parse(tag)) };
}

function names(choice: RunnerChoice<CandidateRunner, CandidateReplica>): string[] {
  assert.ok(choice.kind !== 'no-runner-matches');
  return choice.runners.map((entry) => entry.name);
}

function candidates(replicas: CandidateReplica[]): string[] {
  const choice = chooseRunner({
    target: tagged('all', 'linux'),
    project: 'p',
    runners: RUNNERS,
    replicas,
  });
  assert.ok(choice.kind === 'created');
  return choice.candidates.map((entry) => entry.replicaId);
}

function explained(target: OperationTarget, project = 'p'): string {
  const choice = choose(target, project);
  assert.ok(choice.kind === 'no-runner-matches');
  return explainNoMatch(choice);
}

function runner(name: string, tags: string[], assignedProjects = ['p'], isLocal = false): CandidateRunner {
  return { id: name, name, tags, assignedProjects, isLocal };
}

function replica(replicaId: string, other: Partial<CandidateReplica> = {}): CandidateReplica {
  const base = {
    health: 'Healthy',
    polling: true,
    draining: false,
    running: 0,
    maxRunning: 5,
    lastSeen: 0,
  } as const;
  return { replicaId, runnerId: 'db-1', ...base, ...other };
}
