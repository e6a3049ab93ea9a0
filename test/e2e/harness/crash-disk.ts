import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Large enough that a coordinator never runs low on space. The file is sparse. */
const IMAGE_BYTES = 4 * 1024 ** 3;

/** `EXT4_IOC_SHUTDOWN` without flushing the journal: later writes fail, and unsynced data is lost. */
const SHUT_DOWN =
  'import fcntl, os, sys; fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587D, b"\\2\\0\\0\\0")';

/** An ext4 file system in a file that can lose all unsynced data. Requires root, loop devices and python3. */
export class CrashDisk implements AsyncDisposable {
  readonly path: string;
  readonly #image: string;

  private constructor(path: string, image: string) {
    this.path = path;
    this.#image = image;
  }

  /** Resolves with undefined on a host without loop devices or ext4, such as many containers. */
  static async mount(path: string): Promise<CrashDisk | undefined> {
    const image = `${path}.img`;
    await mkdir(path);
    await writeFile(image, '');
    await truncate(image, IMAGE_BYTES);
    const disk = new CrashDisk(path, image);
    try {
      await run('mkfs.ext4', ['-q', '-F', '-E', 'lazy_itable_init=1,lazy_journal_init=1', image]);
      await disk.#mount();
      return disk;
    } catch {
      return undefined;
    }
  }

  /** Simulates a power loss: no more data is written, and unsynced data is missing after {@link remount}. */
  async losePower(): Promise<void> {
    await run('python3', ['-c', SHUT_DOWN, this.path]);
  }

  /** Simulates a broken disk: the file system becomes read-only, and unsynced data is lost. */
  async becomeReadOnly(): Promise<void> {
    await writeFile(`/sys/fs/ext4/${await this.#device()}/trigger_fs_error`, '1');
  }

  /** Mounts the synced data again. The caller must first end all processes that use it. */
  async remount(): Promise<void> {
    await run('umount', [this.path]);
    await run('e2fsck', ['-p', '-f', this.#image]).catch((error: { code?: unknown }) => {
      // Exit code 1 means that errors were corrected.
      if (error.code !== 1) throw error;
    });
    await this.#mount();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run('umount', ['--lazy', this.path]);
  }

  async #mount(): Promise<void> {
    await run('mount', ['-t', 'ext4', '-o', 'loop,errors=remount-ro', this.#image, this.path]);
  }

  /** Returns the name of the loop device, such as `loop3`. */
  async #device(): Promise<string> {
    for (const name of await readdir('/sys/fs/ext4')) {
      const file = `/sys/block/${name}/loop/backing_file`;
      const backing = await readFile(file, 'utf8').catch(() => '');
      if (backing.trim() === this.#image) return name;
    }
    throw new Error(`no loop device has ${this.#image}`);
  }
}
