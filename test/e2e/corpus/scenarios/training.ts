import assert from 'node:assert/strict';
import type { Scenarios } from '../scenario.ts';

const BACKUP = 'Linux - Sauvegarde de fichiers et de répertoires';
const DEPLOY = 'Linux - Déploiement depuis un dépôt Git';
const PASSWORD = "Linux - Changer le mot de passe d'un utilisateur";

/**
 * Jobs with `@option.x@` in commands and arguments. As in Rundeck, only `${option.x}` is expanded there, and
 * `@option.x@` is left unchanged.
 */
export const TRAINING: Scenarios = {
  [BACKUP]: async (corpus) => {
    const { status, started } = await corpus.run(BACKUP, { source_paths: '/srv/a /srv/b' });
    assert.equal(status, 'succeeded');
    assert.deepEqual(
      started.map(({ argv }) => argv),
      [
        ['mkdir', '-p', '@option.backup_dir@'],
        ['tar', '-czf', '@option.backup_dir@/@option.backup_filename@.tar.gz', '@option.source_paths@'],
      ],
    );
    assert.equal(started[0]?.environment['RD_OPTION_SOURCE_PATHS'], '/srv/a /srv/b');
  },
  [DEPLOY]: async (corpus) => {
    const options = {
      git_repo_url: 'https://git.example.org/shop.git',
      deploy_dir: corpus.world.path('shop'),
      build_command: 'make',
    };
    const { status, commands, execution } = await corpus.run(DEPLOY, options);
    assert.deepEqual(commands, [`git clone --branch main ${options.git_repo_url} ${options.deploy_dir}`]);
    // No folder has the name `@option.deploy_dir@`.
    assert.equal(status, 'failed');
    assert.match(execution.reason?.message ?? '', /[Ss]tep 2/);
  },
  [PASSWORD]: async (corpus) => {
    const { status, commands, lines } = await corpus.run(PASSWORD, {
      username: 'ada',
      new_password: 'never seen',
    });
    assert.equal(status, 'succeeded', lines.join('\n'));
    assert.deepEqual(commands, ['sudo chpasswd']);
    assert.deepEqual(lines, ['@option.username@:@option.new_password@']);
  },
};
