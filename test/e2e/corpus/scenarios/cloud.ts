import assert from 'node:assert/strict';
import type { Scenarios } from '../scenario.ts';

const NEW = 'Openstack-Jobs/Utilities/Create-New-Project';
const INTERNAL = 'Openstack-Jobs/Workflows/Create-Internal-Project';
const LIST = 'Pakiti-Jobs/Scheduled/01-List-Projects';

/** Jobs that manage the projects of a cloud. Their scripts require a shell that is `sh` on their authors' hosts. */
export const CLOUD: Scenarios = {
  [NEW]: async (corpus) => {
    const created = await corpus.run(NEW);
    assert.equal(created.status, 'succeeded');
    assert.deepEqual(
      created.started.map(({ argv }) => argv.slice(1)),
      [
        ['project', 'list'],
        [
          ...['project', 'create', '--domain', 'default', '--description'],
          ...['Rundeck Default Project', 'Rundeck Default'],
        ],
      ],
    );
    assert.deepEqual(created.lines, ['Success.']);
    const there = await corpus.run(NEW);
    assert.equal(there.status, 'succeeded');
    assert.deepEqual(there.commands, ['openstack project list', 'openstack project show Rundeck Default']);
    assert.equal(there.lines.at(-1), 'Exiting');
  },
  [INTERNAL]: async (corpus) => {
    const { status, lines, started } = await corpus.run(INTERNAL, {
      ProjectName: 'inner',
      STFCUsers: 'x1 y2',
    });
    assert.equal(status, 'succeeded', lines.join('\n'));
    const commands = started.map(({ argv }) => argv.slice(1).join(' '));
    assert.deepEqual(commands.slice(0, 6), [
      'project list',
      'project create --domain default --description Rundeck Quarantine Project inner',
      'project list',
      'network list',
      'network rbac create --target-project inner --type network --action access_as_shared 5be315b7-7ebd-4254-97fe-18c1df501538',
      'security group list --project inner',
    ]);
    const groups = (name: string) =>
      commands.filter((line) => line.includes('group rule create') && line.endsWith(name)).length;
    assert.deepEqual([groups('group-0'), groups('group-of-HTTP'), groups('group-of-HTTPS')], [6, 1, 1]);
    const roles = commands.filter((line) => line.startsWith('role add'));
    assert.deepEqual(roles, [
      'role add --user admin --project inner admin',
      'role add --user admin-rundeck --project inner admin',
      'role add --user user-rundeck --project inner user',
      'role add --user x1 --user-domain stfc --project inner user',
      'role add --user y2 --user-domain stfc --project inner user',
    ]);
  },
  [LIST]: async (corpus) => {
    const info = await corpus.coordinator.client.getJobInfo({ params: { job: corpus.idOf(LIST) } });
    assert.match(info.nextScheduledExecution ?? '', /[02468]:00:00Z$/);
    const first = await corpus.run(LIST);
    assert.equal(first.status, 'succeeded', first.lines.join('\n'));
    assert.deepEqual(first.commands, ['mkdir list_files', 'openstack project list']);
    const again = await corpus.run(LIST);
    assert.equal(again.status, 'succeeded', again.lines.join('\n'));
    assert.equal(again.commands[0], 'openstack project list');
    assert.ok(again.commands.slice(1).every((line) => line === 'openstack project show id-of-it'));
    assert.equal(again.lines.filter((line) => line.includes('No Projects to Remove')).length, 1);
  },
};
