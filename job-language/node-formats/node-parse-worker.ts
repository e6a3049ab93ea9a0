/** A thread that reads one text of nodes and ends: what it is given is a `NodesText`, what it answers a `ReadNodes`. */
import { parentPort, workerData } from 'node:worker_threads';
import { ansibleNodes } from './ansible-nodes.ts';
import type { NodesText } from './node-parser.ts';
import { type ReadNodes, readNodes } from './read-nodes.ts';

const { text, format } = workerData as NodesText;
const read: ReadNodes =
  format === 'ansible-inventory' ? { nodes: ansibleNodes(text), problems: [] } : readNodes(text, format);
parentPort?.postMessage(read);
