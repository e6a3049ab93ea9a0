import type { NodeFormat } from '../../protocol/entities/node-format.ts';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { Node } from '../nodes/node.ts';
import { ansibleNodes } from './ansible-nodes.ts';
import { soundNodes } from './sound-nodes.ts';

/** The request to a parser thread. `where` is the name of the text in messages, as in `soundNodes`. */
export interface NodesText {
  readonly text: string;
  readonly format: NodeFormat | 'ansible-inventory';
  readonly where?: string | undefined;
}

/**
 * The nodes of a text, or the parameter `problem` of the error `nodes-invalid`. An error would lose its class between
 * threads.
 */
export type NodesAnswer =
  | { readonly kind: 'nodes'; readonly items: readonly Node[] }
  | { readonly kind: 'invalid'; readonly problem: string; readonly items?: never };

export function nodesAnswer({ text, format, where }: NodesText): NodesAnswer {
  try {
    const items = format === 'ansible-inventory' ? ansibleNodes(text) : soundNodes(text, format, where);
    return { kind: 'nodes', items };
  } catch (error) {
    if (!isOutrunnerError(error) || error.code !== 'nodes-invalid') throw error;
    return { kind: 'invalid', problem: String(error.parameters['problem']) };
  }
}
