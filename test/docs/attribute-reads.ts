import { parseSync, Visitor } from 'oxc-parser';

/** A position at which code uses an attribute of a node. */
export interface AttributeRead {
  readonly name: string;
  /** `file:line` */
  readonly place: string;
}

/** Matches strings whose form identifies them as attributes. */
const FORM =
  /^(?:(?:ssh|sudo2?|winrm|script|stub|file-copy|file-copier|file-busy|local-ssh|local-node|shell-escaping)-[a-z0-9-]+|runner-(?:id|name|tags?)|node-executor|file-copier|keep-alive-interval|always-set-pty|enable-sync)$/;
/** Matches expressions that refer to the attributes of a node. */
const ATTRIBUTES = /(?:^|\.)attributes\??$/;

/** Returns every node attribute that a TypeScript file uses. */
export function attributeReads(path: string, text: string): AttributeRead[] {
  const { program, errors } = parseSync(path, text);
  const [broken] = errors;
  if (broken !== undefined) throw new Error(`${path}: ${broken.message}`);
  const reads: AttributeRead[] = [];
  const add = (name: string, start: number) =>
    reads.push({ name, place: `${path}:${text.slice(0, start).split('\n').length}` });
  new Visitor({
    Literal: ({ value, start }) => {
      if (typeof value === 'string' && FORM.test(value)) add(value, start);
    },
    MemberExpression: ({ object, property, computed }) => {
      if (!ATTRIBUTES.test(text.slice(object.start, object.end))) return;
      if (computed && property.type === 'Literal' && typeof property.value === 'string')
        add(property.value, property.start);
      else if (!computed && property.type === 'Identifier' && !METHODS.has(property.name))
        add(property.name, property.start);
    },
  }).visit(program);
  return reads;
}

/** Attribute names that are also methods of maps and lists. */
const METHODS: ReadonlySet<string> = new Set([
  ...[
    'get',
    'set',
    'has',
    'delete',
    'map',
    'filter',
    'find',
    'some',
    'length',
    'count',
    'names',
    'once',
    'perNode',
  ],
]);
