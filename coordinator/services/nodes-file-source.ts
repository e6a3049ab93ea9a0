import { readFile, stat } from 'node:fs/promises';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { formatOfFile, type NodeFormat } from '../../protocol/nodes/format/node-format.ts';
import type { Node } from '../../protocol/nodes/node.ts';
import type { ProjectConfig } from '../../protocol/routes/shapes/project-shapes.ts';
import { systemCode } from '../store/files/storage-error.ts';
import { LatestFew } from './latest-few.ts';
import { type NodeSource, soundNodes } from './nodes-source.ts';

/** Bytes of one inventory file. */
const MOST_FILE_BYTES = 16_777_216;
const MOST_FILES_REMEMBERED = 64;

/** Inventory files on the coordinator's host, each read again once it changed. */
export class InventoryFiles {
  readonly #read = new LatestFew<readonly Node[]>(MOST_FILES_REMEMBERED);

  /** Throws `nodes-invalid`, or the system's error. */
  async nodes(path: string, format: NodeFormat): Promise<readonly Node[]> {
    const { mtimeMs, size } = await stat(path);
    if (size > MOST_FILE_BYTES) {
      throw new OutrunnerError('nodes-invalid', { problem: `${path} has over ${MOST_FILE_BYTES} bytes` });
    }
    const version = JSON.stringify([path, format, mtimeMs, size]);
    return this.#read.get(version, async () => soundNodes(await readFile(path, 'utf8'), format));
  }
}

/** The sources that a project's configuration names, `resources.source.N.…`, in the order of their numbers. */
export function configuredSources(config: ProjectConfig, files: InventoryFiles): NodeSource[] {
  const numbers = Object.keys(config).flatMap(
    (key) => /^resources\.source\.(\d{1,4})\.type$/.exec(key)?.[1] ?? [],
  );
  return numbers
    .sort((a, b) => Number(a) - Number(b))
    .flatMap((number) => {
      const type = config[`resources.source.${number}.type`] ?? '';
      const setting = (name: string) => config[`resources.source.${number}.config.${name}`] ?? '';
      // The coordinator's host is a node of every project already.
      if (type === 'local' || type === '') return [];
      return [type === 'file' ? fileSource(setting, files) : unknownSource(type)];
    });
}

function fileSource(setting: (name: string) => string, files: InventoryFiles): NodeSource {
  const path = setting('file');
  return {
    type: 'file',
    description: path,
    writeable: false,
    nodes: async () => {
      if (path === '') throw new OutrunnerError('nodes-invalid', { problem: 'the source names no file' });
      const format = formatOfFile(path, setting('format'));
      if (format === undefined) {
        const problem = `the format of ${path} is not known: set config.format to yaml, json or xml`;
        throw new OutrunnerError('nodes-invalid', { problem });
      }
      try {
        return await files.nodes(path, format);
      } catch (error) {
        if (systemCode(error) === 'ENOENT' && setting('requireFileExists') !== 'true') return [];
        throw error;
      }
    },
  };
}

function unknownSource(type: string): NodeSource {
  return {
    type,
    description: '',
    writeable: false,
    nodes: async () => {
      throw new OutrunnerError('not-available-yet', { what: `A source of the type "${type}"` });
    },
  };
}
