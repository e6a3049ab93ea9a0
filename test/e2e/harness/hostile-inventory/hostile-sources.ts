import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Hostile nodes, as attributes by node name. */
export type HostileNodes = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The sources that a project does not trust by default. */
export const HOSTILE_KINDS = [
  'runner-file',
  'runner-directory',
  'runner-script',
  'url',
  'script',
  'ansible',
] as const;
export type HostileKind = (typeof HOSTILE_KINDS)[number];

/** Serves the same hostile nodes by each kind of source. */
export class HostileSources implements AsyncDisposable {
  readonly #folder: string;
  readonly #server: Server;
  #text = '{}';

  private constructor(folder: string) {
    this.#folder = folder;
    this.#server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(this.#text);
    });
  }

  /** `folder` must be new, and readable by coordinator and runners. */
  static async open(folder: string): Promise<HostileSources> {
    const sources = new HostileSources(folder);
    await mkdir(`${folder}/nodes.d`, { recursive: true });
    for (const name of ['list', 'ansible-inventory']) {
      await writeFile(`${folder}/${name}`, `#!/bin/sh\nexec cat '${folder}/${name}.json'\n`);
      await chmod(`${folder}/${name}`, 0o755);
    }
    await new Promise<void>((resolve) => sources.#server.listen(0, '127.0.0.1', resolve));
    return sources;
  }

  /** Sets the nodes that all sources return from now on. */
  async serve(nodes: HostileNodes): Promise<void> {
    const hostvars = Object.fromEntries(
      Object.entries(nodes).map(([name, node]) => [name, variablesOf(node)]),
    );
    const ansible = { _meta: { hostvars }, all: { hosts: Object.keys(nodes) } };
    await this.serveText(JSON.stringify(nodes), JSON.stringify(ansible));
  }

  /** Sets the content that the sources return, which may be malformed. */
  async serveText(nodes: string, ansible: string): Promise<void> {
    this.#text = nodes;
    await Promise.all([
      ...['nodes.json', 'nodes.d/nodes.json', 'list.json'].map((name) =>
        writeFile(`${this.#folder}/${name}`, nodes),
      ),
      writeFile(`${this.#folder}/ansible-inventory.json`, ansible),
    ]);
  }

  /** Returns the properties of a source, without `resources.source.N.`. `runner` is a tag of the hostile runner. */
  properties(kind: HostileKind, runner: string): Readonly<Record<string, string>> {
    const onRunner = { 'runner.filter': runner };
    switch (kind) {
      case 'runner-file':
        return { type: 'file', 'config.file': `${this.#folder}/nodes.json`, ...onRunner };
      case 'runner-directory':
        return { type: 'directory', 'config.directory': `${this.#folder}/nodes.d`, ...onRunner };
      case 'runner-script':
        return { type: 'script', 'config.file': `${this.#folder}/list`, ...onRunner };
      case 'url':
        // A listening TCP server always has an AddressInfo.
        return {
          type: 'url',
          'config.url': `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/nodes.json`,
        };
      case 'script':
        return { type: 'script', 'config.file': `${this.#folder}/list` };
      case 'ansible':
        return { type: 'ansible-inventory', 'config.ansible-binaries-dir-path': this.#folder };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** Returns the attributes under their Ansible names. */
function variablesOf({ hostname = '', username, ...others }: Readonly<Record<string, string>>): object {
  const [, host = hostname, port] = /^(.*):(\d+)$/.exec(hostname) ?? [];
  return { ...others, ansible_host: host, ansible_port: port, ansible_user: username };
}
