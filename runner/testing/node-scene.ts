import type { GrantedOperation } from '../../protocol/runner/claims.ts';
import type { OperationTemplate } from '../../protocol/runner/operation-template.ts';
import { SshScene } from '../ssh/testing/scene.ts';
import type { FakeOperation } from './fake-operation.ts';
import type { RunnerProcess } from './runner-process.ts';
import { Scene } from './scene.ts';

const KEY_PATH = 'keys/node';

/** Details of a node and of its step, in addition to the address. */
export interface OnNode {
  readonly attributes?: Readonly<Record<string, string>>;
  /** Keys of key storage, in addition to the user's key. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Secure options that steps may not read. */
  readonly options?: Readonly<Record<string, string>>;
  /** Secure options that steps may read. */
  readonly secure?: Readonly<Record<string, string>>;
  readonly granted?: Partial<GrantedOperation>;
  readonly executor?: string;
  readonly copier?: string;
  readonly isFollowed?: boolean;
}

/** A runner, and a node that it reaches over SSH: a real server on this host. */
export class NodeScene {
  readonly scene: Scene;
  readonly node: SshScene;
  #runner: RunnerProcess;

  private constructor(scene: Scene, node: SshScene, runner: RunnerProcess) {
    this.scene = scene;
    this.node = node;
    this.#runner = runner;
  }

  static async open(serverOptions: readonly string[] = []): Promise<NodeScene> {
    const [scene, node] = await Promise.all([Scene.open(), SshScene.open(serverOptions)]);
    const runner = scene.start();
    await scene.polling();
    return new NodeScene(scene, node, runner);
  }

  /** Kills the runner, but not its keeper, and starts another one. */
  async restartRunner(): Promise<void> {
    const { calls, changes } = this.scene.coordinator;
    const before = calls.syncs.length;
    await this.#runner.kill('SIGKILL');
    this.#runner = this.scene.startAgain();
    await changes.until(() => calls.syncs.length > before || undefined);
  }

  /** Begins a step on the node. */
  async begin(step: string | OperationTemplate, on: OnNode = {}): Promise<FakeOperation> {
    const { coordinator } = this.scene;
    const attributes = {
      hostname: `127.0.0.1:${this.node.server.port}`,
      username: this.node.credentials.username,
      'ssh-key-storage-path': KEY_PATH,
      ...on.attributes,
    };
    const keys = { [KEY_PATH]: this.node.key.privateText, ...on.keys };
    const secrets = await coordinator.calls.seal({ ...on.secure }, { keys, options: { ...on.options } });
    const { executor = 'sshj-ssh', copier, isFollowed = false } = on;
    const node = { name: 'web1', executor, attributes, isFollowed, ...(copier && { copier }) };
    return coordinator.run(step, { node, secrets, ...on.granted });
  }

  /** Runs a step on the node to its end. */
  async run(step: string | OperationTemplate, on: OnNode = {}) {
    const operation = await this.begin(step, on);
    const { end, data } = await this.scene.coordinator.ended(operation);
    return { end, text: operation.text, data, violations: operation.violations };
  }

  async close(): Promise<void> {
    await this.scene.close();
    await this.node.close();
  }
}
