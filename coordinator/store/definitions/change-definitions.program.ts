/**
 * For tests: commits changes of two numbered records each, and prints the number of each change once the change is
 * durable.
 */

import { Damages } from '../files/damages.ts';
import { SAMPLE_COLLECTIONS } from './definitions.conformance.ts';
import { openEmbeddedDefinitions } from './embedded-definitions.ts';

const [folder = ''] = process.argv.slice(2);
const definitions = await openEmbeddedDefinitions({
  folder,
  schemas: SAMPLE_COLLECTIONS,
  textsOf: () => [],
  listsOf: () => [],
  textsIn: () => [],
  damages: new Damages(folder),
  onFatal: console.error,
});
const begin = (await definitions.snapshot()).values('places').length;
for (let number = begin; ; number += 1) {
  await definitions.change((draft) => {
    draft.put('places', `p${number}`, { name: 'p'.repeat(200), labels: [], revision: 0 });
    draft.put('notes', `n${number}`, { text: String(number) });
  });
  console.log(number);
}
