import { join } from 'node:path';
import { tokenise } from '../../job-language/expansion/tokenise.ts';
import type { NodeParser } from '../../job-language/node-formats/node-parser.ts';
import { nodesDigest } from '../../job-language/node-sources/nodes-digest.ts';
import type { SourceContent } from '../../job-language/node-sources/source-content.ts';
import type { SourceReader } from '../../job-language/node-sources/source-reader.ts';
import type { Node } from '../../job-language/nodes/node.ts';
import { formatOfText } from '../../protocol/entities/node-format.ts';
import type { NodeSource } from '../../protocol/entities/node-source.ts';
import { explain, isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { Discover, DiscoveryOutcome } from '../../protocol/runner/discover.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { inSlices } from '../../support/slices/sliced.ts';
import { ProgramFailed, runProgram } from './run-program.ts';

/** The parts of the runner's host that discovery uses. */
export interface DiscoveryHost {
  readonly reader: SourceReader;
  /** Parses the output of programs. */
  readonly parser: NodeParser;
  /** The complete environment of started programs. */
  readonly environment: Readonly<Record<string, string>>;
  /** Returns why the operator of this runner does not allow a source; undefined if it is allowed. */
  readonly refusal: (source: NodeSource) => string | undefined;
}

type Asked = Pick<Discover, 'source' | 'maxBytes' | 'seconds' | 'fetchAllowed' | 'known'>;

const LONGEST_PROBLEM = 2000;

/** Reads a node source on this host. Never rejects: failures are returned as an outcome. */
export async function discoverNodes(
  asked: Asked,
  host: DiscoveryHost,
  signal: AbortSignal,
): Promise<DiscoveryOutcome> {
  const refusal = host.refusal(asked.source);
  if (refusal !== undefined) return { kind: 'failed', problem: refusal };
  try {
    const { nodes, origins, failed = [] } = await contentOf(asked, host, signal);
    const digest = await inSlices(nodesDigest(nodes));
    if (digest === asked.known && failed.length === 0) return { kind: 'unchanged' };
    return {
      kind: 'nodes',
      nodes: [...nodes],
      digest,
      ...(origins === undefined ? {} : { origins: [...origins] }),
      ...(failed.length === 0 ? {} : { failed: [...failed] }),
    };
  } catch (error) {
    return { kind: 'failed', problem: whyOf(error).replace(/\.$/, '').slice(0, LONGEST_PROBLEM) };
  }
}

/** Returns the message of an error with its remedy. For invalid nodes, the coordinator adds the remedy instead. */
function whyOf(error: unknown): string {
  const isHelpful = isOutrunnerError(error) && error.code !== 'nodes-invalid';
  return isHelpful ? explain(error) : problemOf(error);
}

async function contentOf(asked: Asked, host: DiscoveryHost, signal: AbortSignal): Promise<SourceContent> {
  const { source, maxBytes, seconds, fetchAllowed } = asked;
  const bounds = { environment: host.environment, seconds, maxBytes, signal };
  switch (source.type) {
    case 'script': {
      const text = await runProgram({ ...commandOf(source), ...bounds });
      const format = source.format ?? formatOfText(text);
      return { nodes: await host.parser.parse(text, format, `what ${source.file} printed`) };
    }
    case 'ansible-inventory': {
      const { inventory, binariesFolder, configFile } = source;
      const text = await runProgram({
        ...bounds,
        explainedBy: 'run it with --list as the user of the runner to see why',
        command: binariesFolder === '' ? 'ansible-inventory' : join(binariesFolder, 'ansible-inventory'),
        args: ['--list', ...(inventory === '' ? [] : ['-i', inventory])],
        environment: {
          ...host.environment,
          ANSIBLE_NOCOLOR: '1',
          ...(configFile === '' ? {} : { ANSIBLE_CONFIG: configFile }),
        },
      });
      return { nodes: await listedNodes(text, host.parser) };
    }
    default:
      return host.reader.read(source, { maxBytes, fetchAllowed, signal });
  }
}

async function listedNodes(text: string, parser: NodeParser): Promise<readonly Node[]> {
  try {
    return await parser.ansibleNodes(text);
  } catch (error) {
    throw new ProgramFailed(`the output of ansible-inventory is not an inventory: ${problemOf(error)}`);
  }
}

/**
 * Returns the command of a script source. If `argsQuoted` is set, the interpreter gets the file and its arguments as a
 * single argument.
 */
function commandOf(source: Extract<NodeSource, { type: 'script' }>): { command: string; args: string[] } {
  const args = tokenise(source.args);
  const [interpreter, ...options] = tokenise(source.interpreter);
  if (interpreter === undefined) return { command: source.file, args };
  const line = source.argsQuoted ? [[source.file, source.args].join(' ').trim()] : [source.file, ...args];
  return { command: interpreter, args: [...options, ...line] };
}
