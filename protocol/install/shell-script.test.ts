import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOWNLOADS } from './install-source.ts';
import { shellScript } from './shell-script.ts';

/** A script that replaces the runner and prints how it was called. */
const PROGRAM = '#!/bin/sh\necho "[$OUTRUNNER_ENROLLMENT_TOKEN] $*"\n';
const TOOLS = ['sh', 'mkdir', 'mktemp', 'rm', 'cp', 'cat', 'chmod', 'sha256sum', 'stty'];
const checksum = createHash('sha256').update(PROGRAM).digest('hex');
const checksums = { [DOWNLOADS.linuxX64]: checksum, [DOWNLOADS.linuxArm64]: checksum };

interface Host {
  readonly uname?: string;
  readonly ldd?: string;
  readonly glibc?: string;
  /** Programs of the simulated host, in addition to `TOOLS`. */
  readonly has?: Readonly<Record<string, string>>;
  readonly token?: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** If set, the script runs as root, and its system folders are below the folder of the test or read-only. */
  readonly root?: { readonly hasReadOnlyUsr: boolean; readonly hasReadOnlyOpt?: boolean };
}

describe('the install script on a host', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outrunner-script-'));
    writeFileSync(join(folder, 'program'), PROGRAM);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A download tool that prints the requested URL and delivers the program. */
  const downloads = (option: '-o' | '-O') => `#!/bin/sh
while [ $# -gt 1 ]; do
  if [ "$1" = ${option} ]; then cp ${join(folder, 'program')} "$2"; fi
  shift
done
echo "asked for $1" >&2
`;

  function install(host: Host, offered: Readonly<Record<string, string>> = checksums) {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const programs: Record<string, string> = {
      id: `#!/bin/sh\necho ${host.root === undefined ? 1000 : 0}\n`,
      uname: `#!/bin/sh\nset -- ${host.uname ?? 'Linux x86_64'} "$1"\nif [ "$3" = -s ]; then echo "$1"; else echo "$2"; fi\n`,
      ldd: `#!/bin/sh\necho '${host.ldd ?? 'ldd (Debian GLIBC 2.41) 2.41'}' >&2\n`,
      getconf: `#!/bin/sh\necho 'glibc ${host.glibc ?? '2.41'}'\n`,
      ...(host.has ?? { curl: downloads('-o') }),
    };
    for (const [name, text] of Object.entries(programs)) {
      writeFileSync(join(bin, name), text);
      chmodSync(join(bin, name), 0o755);
    }
    for (const name of TOOLS) symlinkSync(join('/usr/bin', name), join(bin, name));
    const usr = join(folder, host.root?.hasReadOnlyUsr === true ? 'program' : 'usr');
    const script = shellScript({ serverUrl: 'http://ops.example:4440', checksums: offered })
      .replaceAll('/usr/local/lib', usr)
      .replaceAll('/opt/outrunner', join(folder, host.root?.hasReadOnlyOpt === true ? 'program' : '', 'opt'));
    return spawnSync('/bin/sh', ['-c', 'umask 077; exec sh -s -- --user ops'], {
      input: script,
      encoding: 'utf8',
      env: {
        PATH: bin,
        HOME: folder,
        OUTRUNNER_ENROLLMENT_TOKEN: host.token ?? 'secret',
        ...host.environment,
      },
    });
  }

  it('downloads the program, passes on its arguments and the token, and cleans up', () => {
    const { stdout, stderr } = install({});
    assert.equal(
      stdout,
      '[secret] runner install --name runner --server http://ops.example:4440 --user ops\n',
      stderr,
    );
    assert.match(stderr, /asked for \S+\/outrunner-linux-x64$/m);
    assert.deepEqual(readdirSync(join(folder, '.local', 'share', 'outrunner')), []);
  });

  it('requests the program for the host architecture', () => {
    assert.match(install({ uname: 'Linux aarch64' }).stderr, /asked for \S+\/outrunner-linux-arm64$/m);
  });

  it('uses wget if curl is missing', () => {
    const { stdout, stderr } = install({ has: { wget: downloads('-O') } });
    assert.match(stdout, /^\[secret\] runner install/, stderr);
  });

  it('prints the alternatives if there is no download tool, and accepts a local file instead', () => {
    const { stderr, status } = install({ has: {} });
    assert.match(stderr, /curl or wget is needed; or download http:\S+ elsewhere and set OUTRUNNER_BINARY/);
    assert.equal(status, 1);
    rmSync(join(folder, 'bin'), { recursive: true });
    const brought = install({ has: {}, environment: { OUTRUNNER_BINARY: join(folder, 'program') } });
    assert.match(brought.stdout, /^\[secret\] runner install/, brought.stderr);
  });

  it('does not execute a download with a wrong checksum', () => {
    const { stdout, stderr, status } = install({}, { [DOWNLOADS.linuxX64]: 'f'.repeat(64) });
    assert.match(stderr, /checksum of the download differs/);
    assert.deepEqual([stdout, status], ['', 1]);
  });

  it('uses the npm package on musl, on another system, or if there is no file for the host', () => {
    const npm = '#!/bin/sh\nwhile [ $# -gt 1 ]; do shift; done\necho "npm: $1" >&2\n';
    const npmOnly = { [DOWNLOADS.npm]: checksums[DOWNLOADS.linuxX64] ?? '' };
    const offered = { ...checksums, ...npmOnly };
    for (const [host, why] of [
      [{ ldd: 'musl libc (x86_64)' }, /needs glibc/],
      [{ uname: 'Darwin arm64' }, /no single-file runner for Darwin on arm64/],
      [{ uname: 'Linux riscv64' }, /no single-file runner for Linux on riscv64/],
    ] as const) {
      const { stderr } = install({ ...host, has: { npm, curl: downloads('-o') } }, offered);
      assert.match(stderr, why);
      assert.match(stderr, /npm: \/\S+\/outrunner-\S+\.tgz$/m);
      rmSync(join(folder, 'bin'), { recursive: true });
    }
    assert.match(
      install({ has: {} }, npmOnly).stderr,
      /the coordinator has no \S+\. The npm package needs Node\.js/,
    );
    rmSync(join(folder, 'bin'), { recursive: true });
    assert.match(install({ has: { npm } }, {}).stderr, /and the coordinator has no npm package/);
  });

  it('reports that the glibc of the host is too old', () => {
    assert.match(install({ glibc: '2.17' }).stderr, /has glibc 2\.17, and a runner needs 2\.28/);
  });

  it('makes the program executable for all users when root runs the script with umask 077', () => {
    const { stdout, stderr } = install({ root: { hasReadOnlyUsr: false } });
    assert.match(stdout, /^\[secret\] runner install/, stderr);
    assert.match(stderr, /asked for/);
    const modes = ['usr', 'usr/outrunner'].map((path) => statSync(join(folder, path)).mode & 0o777);
    assert.deepEqual(modes, [0o755, 0o755]);
  });

  it('runs the program from /opt, and removes it, if root cannot write to /usr', () => {
    const { stdout, stderr } = install({ root: { hasReadOnlyUsr: true } });
    assert.match(stdout, /^\[secret\] runner install/, stderr);
    assert.deepEqual(readdirSync(join(folder, 'opt')), []);
  });

  it('reports that no folder for the program is writable', () => {
    const { stderr, status } = install({ root: { hasReadOnlyUsr: true, hasReadOnlyOpt: true } });
    assert.match(
      stderr,
      /the program cannot be stored: make \S+\/opt writable, or install as a user whose home is/,
    );
    assert.equal(status, 1);
  });

  it('prompts for the token on its terminal, without echo', async () => {
    assert.match(install({}).stdout, /install/, 'the programs of the host exist now');
    const path = join(folder, 'install.sh');
    writeFileSync(path, shellScript({ serverUrl: 'http://ops.example:4440', checksums }));
    const terminal = spawn('/usr/bin/script', ['-qec', `/bin/sh ${path}`, '/dev/null'], {
      env: { PATH: join(folder, 'bin'), HOME: folder, SHELL: '/bin/sh' },
    });
    let shown = '';
    for await (const text of terminal.stdout.setEncoding('utf8')) {
      shown += text;
      if (shown.endsWith('upgrade an installed runner): ')) terminal.stdin.write('typed\n');
    }
    assert.match(shown, /^\[typed\] runner install/m);
    assert.equal(shown.split('typed').length, 2, shown);
  });
});
