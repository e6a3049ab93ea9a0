import { isRunnerKeyPath, RUNNER_KEYS } from '../../protocol/entities/runner-key-path.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { KeyFailure, type KeyProvider } from './key-provider.ts';

/** A provider and its mount point below `runner/`. Without segments, it is mounted at `runner/` itself. */
export interface KeyMount {
  readonly segments: readonly string[];
  readonly provider: KeyProvider;
}

const MOST_SEGMENTS = 32;
const LONGEST_SEGMENT = 255;

/** The secrets of this runner, by paths `runner/…`. Only steps that this runner executes receive them. */
export class RunnerKeys {
  /** Sorted by length of the mount point, longest first. */
  readonly #mounts: readonly KeyMount[];
  /** Reads in progress, by path. Steps of many nodes that request the same key at the same time share a read. */
  readonly #reading = new Map<string, Promise<string>>();

  constructor(mounts: readonly KeyMount[]) {
    this.#mounts = mounts.toSorted((one, other) => other.segments.length - one.segments.length);
  }

  /**
   * Resolves to a key's text. Rejects with `runner-key-missing` or `runner-key-unusable`, with path, problem and
   * remedy. If the signal aborts, rejects with its reason.
   */
  async read(written: string, signal?: AbortSignal): Promise<string> {
    const path = written.trim();
    signal?.throwIfAborted();
    const known = this.#reading.get(path);
    const read = known ?? this.#readNow(path).finally(() => this.#reading.delete(path));
    if (known === undefined) this.#reading.set(path, read);
    return signal === undefined ? read : orAborted(read, signal);
  }

  /** Resolves to the texts of several keys, with the same names as `paths`. Rejects as {@link read} does. */
  async readAll(
    paths: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Record<string, string>> {
    const read = Object.entries(paths).map(
      async ([name, path]) => [name, await this.read(path, signal)] as const,
    );
    return Object.fromEntries(await Promise.all(read));
  }

  async close(): Promise<void> {
    await Promise.all(this.#mounts.map(({ provider }) => provider.close()));
  }

  async #readNow(path: string): Promise<string> {
    try {
      const segments = segmentsOf(path);
      const mount = this.#mounts.find((candidate) => isBelow(segments, candidate.segments));
      if (mount === undefined) throw nowhere(this.#mounts);
      return await mount.provider.read(segments.slice(mount.segments.length));
    } catch (error) {
      if (!(error instanceof KeyFailure)) throw error;
      const parameters = { path, problem: error.message, remedy: error.remedy };
      throw new OutrunnerError(`runner-key-${error.kind}`, parameters, { cause: error });
    }
  }
}

function isBelow(segments: readonly string[], mount: readonly string[]): boolean {
  return segments.length > mount.length && mount.every((segment, index) => segments[index] === segment);
}

function segmentsOf(path: string): string[] {
  const segments = path
    .slice(RUNNER_KEYS.length)
    .replace(/^keys\//, '')
    .split('/');
  const isPath = isRunnerKeyPath(path) && segments.length <= MOST_SEGMENTS;
  if (isPath && segments.every(isSegment)) return segments;
  throw new KeyFailure('unusable', 'that is not a path', 'Write it as runner/FOLDER/NAME.');
}

function isSegment(segment: string): boolean {
  if (segment === '' || segment === '.' || segment === '..' || segment.length > LONGEST_SEGMENT) return false;
  return !/[\p{Cc}\\]/u.test(segment);
}

function nowhere(mounts: readonly KeyMount[]): KeyFailure {
  const places = mounts.map(({ segments }) => `${RUNNER_KEYS}${segments.map((it) => `${it}/`).join('')}`);
  return new KeyFailure(
    'missing',
    `no key storage of the runner is mounted there, only at ${places.join(', ')}`,
    'Correct the path, or add that storage to the settings of the runner.',
  );
}

/** Rejects when the signal aborts. The read itself continues for other callers. */
function orAborted<Value>(read: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    read.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
