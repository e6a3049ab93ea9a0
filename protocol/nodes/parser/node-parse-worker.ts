/** A thread that reads one text of nodes and ends: what it is given is a `NodesText`, what it answers a `ReadNodes`. */
import { parentPort, workerData } from 'node:worker_threads';
import { ansibleNodes } from '../format/ansible-nodes.ts';
import { type ReadNodes, readNodes } from '../format/read-nodes.ts';
import type { NodesText } from './node-parser.ts';

const { text, format } = workerData as NodesText;
const read: ReadNodes =
  format === 'ansible-inventory' ? { nodes: ansibleNodes(text), problems: [] } : readNodes(text, format);
parentPort?.postMessage(read);
