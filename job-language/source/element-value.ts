import { scalar } from './source-map-edit.ts';
import type { SourceEntry, SourceValue } from './source-value.ts';
import type { XmlElement } from './xml-element.ts';

/** Key of an element's own text, if the element has attributes or children as well. */
export const OWN_TEXT = '<text>';

/**
 * Returns the value of an element in a job file: null if the element is empty, a text, or a map of its attributes and
 * children. Several children of the same name become a list. An element with `data="true"` contains a `map`, `list`,
 * `set` or `string`.
 */
export function elementValue(element: XmlElement): SourceValue {
  const { attributes, children, text, span } = element;
  const [first] = children;
  if (attributes.some(({ name, value }) => name === 'data' && value === 'true')) {
    return first === undefined ? scalar(null, { span }) : dataValue(first);
  }
  if (attributes.length === 0 && children.length === 0) return scalar(text === '' ? null : text, { span });
  const entries: SourceEntry[] = attributes.map(({ name, nameSpan, value, span: place }) => ({
    key: name,
    keySpan: nameSpan,
    value: scalar(value, { span: place }),
  }));
  if (text !== '') entries.push({ key: OWN_TEXT, keySpan: element.nameSpan, value: scalar(text, { span }) });
  return { kind: 'map', span, entries: [...entries, ...childEntries(children)] };
}

function childEntries(given: readonly XmlElement[]): SourceEntry[] {
  const children = given.map(withItsName);
  const byName = new Map<string, XmlElement[]>();
  for (const child of children) {
    const same = byName.get(child.name);
    if (same === undefined) byName.set(child.name, [child]);
    else same.push(child);
  }
  return [...byName].flatMap(([key, [first, ...others]]): SourceEntry[] => {
    if (first === undefined) return [];
    const one = elementValue(first);
    const items = [one, ...others.map(elementValue)];
    const value: SourceValue = others.length === 0 ? one : { kind: 'list', span: first.span, items };
    return [{ key, keySpan: first.nameSpan, value }];
  });
}

/** Renames an `<element name="a b">` to `a b`. Rundeck exports keys that are not valid XML names in this form. */
function withItsName(element: XmlElement): XmlElement {
  const name = element.attributes.find((attribute) => attribute.name === 'name')?.value;
  if (element.name !== 'element' || name === undefined || name === '') return element;
  return {
    ...element,
    name,
    attributes: element.attributes.filter((attribute) => attribute.name !== 'name'),
  };
}

/** Converts a nested structure of `map`, `list`, `set` and `string` elements. */
function dataValue({ name, attributes, children, text, span }: XmlElement): SourceValue {
  if (name === 'map') {
    const entries = children.map((child): SourceEntry => {
      const key = child.attributes.find((attribute) => attribute.name === 'key');
      return {
        key: key?.value ?? child.name,
        keySpan: key?.nameSpan ?? child.nameSpan,
        value: dataValue(child),
      };
    });
    return { kind: 'map', span, entries };
  }
  if (name === 'list' || name === 'set') return { kind: 'list', span, items: children.map(dataValue) };
  return attributes.length > 1 || children.length > 0
    ? elementValue({ name, attributes, children, text, span, nameSpan: span })
    : scalar(text, { span });
}
