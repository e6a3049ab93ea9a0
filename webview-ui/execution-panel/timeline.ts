import * as l10n from '@vscode/l10n';
import type { TimelineLane } from '../../protocol/webview/execution-panel.ts';
import { element } from '../ui/dom.ts';

const SVG = 'http://www.w3.org/2000/svg';
/** Width of a lane and minimum width of a segment, in units of the SVG view box. */
const WIDTH = 1000;
const LEAST_WIDTH = 2;

/** When each replica worked: a bar with a segment for each period of work. Failed periods have the full height. */
export class Timeline {
  readonly element = element('section', { class: 'timeline', 'aria-label': l10n.t('Timeline by replica') });

  show(lanes: readonly TimelineLane[]): void {
    this.element.hidden = lanes.length === 0;
    this.element.replaceChildren(
      element('h2', {}, l10n.t('Timeline by replica')),
      element('ul', {}, ...lanes.map((lane) => this.#lane(lane))),
    );
  }

  #lane({ name, text, segments }: TimelineLane): HTMLElement {
    const picture = svg('svg', {
      viewBox: `0 0 ${WIDTH} 12`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    });
    picture.append(
      ...segments.map(({ from, to, state }) => {
        const isFailed = state === 'failed';
        return svg('rect', {
          class: state,
          x: String(from * WIDTH),
          width: String(Math.max(LEAST_WIDTH, (to - from) * WIDTH)),
          y: isFailed ? '0' : '3',
          height: isFailed ? '12' : '6',
        });
      }),
    );
    return element(
      'li',
      {},
      element('span', { class: 'name' }, name),
      picture,
      element('span', { class: 'muted' }, text),
    );
  }
}

function svg(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
