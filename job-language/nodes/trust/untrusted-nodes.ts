import { eachSliced, type Sliced } from '../../../support/slices/sliced.ts';
import type { Node } from '../node.ts';
import { type AttributeClass, attributeClass } from '../node-attributes.ts';
import { isListedKeyPath } from './key-paths.ts';

/** Limits of the settings of a node from an untrusted source, and of the dropped names that are shown. */
export const NODE_LIMITS = {
  nameCharacters: 255,
  attributeNameCharacters: 128,
  valueCharacters: 16_384,
  attributes: 1000,
  namesListed: 5,
} as const;
const LONGEST_LISTED = 64;

/** The number of dropped attributes or nodes, and the names of the first few. */
export interface Dropped {
  readonly count: number;
  readonly names: readonly string[];
}

/** Parts that were dropped because the source may not set them. */
export interface DroppedFromSource {
  /** Attributes, counted once for each node. */
  readonly attributes: Dropped;
  /** Nodes whose name is not allowed, or would replace a node of a more trusted source. */
  readonly nodes: Dropped;
}

export interface LimitedNodes {
  readonly nodes: readonly Node[];
  readonly dropped: DroppedFromSource;
}

export interface UntrustedSource {
  /** `N` of `resources.source.N`. */
  readonly number: number;
  /** Key paths that nodes of this source may use; see `isListedKeyPath`. */
  readonly keyPaths: readonly string[];
}

/** Returns the nodes of an untrusted source, without the nodes and attributes that the source may not set. Pure. */
export function* limitUntrusted(nodes: readonly Node[], source: UntrustedSource): Sliced<LimitedNodes> {
  const droppedNodes = new DropCounter();
  const droppedAttributes = new DropCounter();
  const limits = { classOf: rememberedClasses(), source, dropped: droppedAttributes };
  const limited: Node[] = [];
  yield* eachSliced(nodes, (node) => {
    if (!isPlainName(node.name)) {
      droppedNodes.add(node.name);
      return;
    }
    limited.push({
      name: node.name,
      tags: node.tags.filter((tag) => isText(tag, NODE_LIMITS.nameCharacters)),
      attributes: isAllTarget(node.attributes, limits)
        ? node.attributes
        : limitedAttributes(node.attributes, limits),
      untrustedSource: source.number,
    });
  });
  return {
    nodes: limited,
    dropped: { attributes: droppedAttributes.result(), nodes: droppedNodes.result() },
  };
}

/** Caches the class of each name, because most nodes have the same few attributes. */
function rememberedClasses(): AttributeLimits['classOf'] {
  const classes = new Map<string, AttributeClass>();
  return (name) => {
    const known = classes.get(name);
    if (known !== undefined) return known;
    const found =
      name.length > NODE_LIMITS.attributeNameCharacters || hasControls(name)
        ? 'trusted'
        : attributeClass(name);
    // Bounded: a source can invent new names for every node.
    if (classes.size < NODE_LIMITS.attributes) classes.set(name, found);
    return found;
  };
}

/** Returns whether all attributes may remain, so that the node need not be copied. */
function isAllTarget(attributes: Readonly<Record<string, string>>, { classOf }: AttributeLimits): boolean {
  let count = 0;
  for (const name in attributes) {
    count += 1;
    const isKept = classOf(name) === 'target' && isPlainValue(name, attributes[name] ?? '');
    if (!isKept || count > NODE_LIMITS.attributes) return false;
  }
  return true;
}

interface AttributeLimits {
  readonly classOf: (name: string) => AttributeClass;
  readonly source: UntrustedSource;
  readonly dropped: DropCounter;
}

function limitedAttributes(
  attributes: Readonly<Record<string, string>>,
  { classOf, source, dropped }: AttributeLimits,
): Record<string, string> {
  const kept: [string, string][] = [];
  let namesKey = false;
  let keyKinds: [string, string][] = [];
  for (const [name, value] of Object.entries(attributes)) {
    const allowed = classOf(name);
    const isKeyPath = allowed === 'key-path' && isListedKeyPath(value, source.keyPaths);
    if (allowed === 'key-kind') keyKinds = [...keyKinds, [name, value]];
    else if (
      (isKeyPath || allowed === 'target') &&
      kept.length < NODE_LIMITS.attributes &&
      isPlainValue(name, value)
    ) {
      kept.push([name, value]);
      namesKey ||= isKeyPath;
    } else dropped.add(name);
  }
  if (namesKey) kept.push(...keyKinds);
  else for (const [name] of keyKinds) dropped.add(name);
  return Object.fromEntries(kept);
}

/** Attributes that are used as a name on a command line or on the network. */
const NAMES: ReadonlySet<string> = new Set(['hostname', 'username']);

function isPlainValue(name: string, value: string): boolean {
  if (NAMES.has(name)) return isPlainName(value);
  // A program could parse a value that begins with a hyphen as an option.
  return (
    isText(value, NODE_LIMITS.valueCharacters) &&
    (name === 'description' || !(value.startsWith('-') && /^-[^\d\s]/.test(value)))
  );
}

function isPlainName(text: string): boolean {
  const isWhole = text !== '' && text === text.trim() && !/^-|[\t\r\n]/.test(text);
  return isWhole && isText(text, NODE_LIMITS.nameCharacters);
}

function isText(text: string, longest: number): boolean {
  return text.length <= longest && !hasControls(text);
}

function hasControls(text: string): boolean {
  return !PRINTABLE_ASCII.test(text) && CONTROLS.test(text);
}

const PRINTABLE_ASCII = /^[ -~]*$/;

/** Control characters except tab and line breaks, bidirectional controls, and lone surrogates. */
const CONTROLS = /[^\P{Cc}\t\n\r]|[\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Counts dropped settings, and stores the first few names, escaped and truncated. */
export class DropCounter {
  #count = 0;
  readonly #names = new Set<string>();

  add(name: string): void {
    this.#count += 1;
    if (this.#names.size < NODE_LIMITS.namesListed) this.#names.add(readable(name));
  }

  result(): Dropped {
    return { count: this.#count, names: [...this.#names] };
  }
}

function readable(name: string): string {
  const short = name.length > LONGEST_LISTED ? `${name.slice(0, LONGEST_LISTED)}…` : name;
  return short.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\u{fffd}');
}
