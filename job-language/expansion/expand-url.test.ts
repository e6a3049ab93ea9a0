import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { OperationValues } from '../../protocol/runner/operation-values.ts';
import { expandConfiguration } from './expand-configuration.ts';
import { expandUrl } from './expand-url.ts';
import { operationLookup } from './value-lookup.ts';

const values = (option: Record<string, string>): OperationValues => ({ option, secureOption: [], job: {} });

describe('the expansion of a URL', () => {
  it('percent-encodes each value, and leaves the rest unchanged', () => {
    assert.deepEqual(expandUrl('https://h/${option.x}/b?q=${option.x}#f', values({ x: 'a/b c?&#é' })), {
      url: 'https://h/a%2Fb%20c%3F%26%23%C3%A9/b?q=a%2Fb%20c%3F%26%23%C3%A9#f',
    });
    assert.deepEqual(expandUrl('http://h/${option.none}x', values({})), { url: 'http://h/x' });
  });

  it('inserts ${unquotedoption.x} unchanged', () => {
    assert.deepEqual(expandUrl('${unquotedoption.x}/y', values({ x: 'http://h/a' })), {
      url: 'http://h/a/y',
    });
  });

  it('refuses a value that creates a . or .. segment, and a result that is not a URL', () => {
    for (const x of ['..', '.']) {
      assert.ok('refused' in expandUrl('http://h/a/${option.x}/c', values({ x })));
    }
    assert.ok('refused' in expandUrl('http://h/.${option.x}/c', values({ x: '.' })));
    assert.ok('url' in expandUrl('http://h/a/../${option.x}', values({ x: 'y' })));
    const refused = expandUrl('${option.x}', values({ x: 's3cret' }));
    assert.ok('refused' in refused && !refused.refused.includes('s3cret'));
  });

  it('keeps the host, the path depth and the query intact for random values', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (x) => {
        const expanded = expandUrl('http://host:81/a/_${option.x}/b?k=${option.x}', values({ x }));
        assert.ok('url' in expanded);
        const url = new URL(expanded.url);
        assert.equal(url.host, 'host:81');
        assert.equal(url.pathname.split('/').length, 4);
        assert.equal(url.searchParams.get('k'), x.replace(/\p{Surrogate}/gu, '\uFFFD'));
        assert.equal(url.hash, '');
      }),
    );
  });
});

describe('the expansion of a configuration', () => {
  it('expands every string at any depth, without quoting', () => {
    assert.deepEqual(
      expandConfiguration(
        { url: 'x ${option.x}', deep: [{ '${option.x}': '${option.secret}' }, 7, true, null] },
        operationLookup({ ...values({ x: "it's" }), secureOption: ['secret'] }, { secret: 's' }),
      ),
      { url: "x it's", deep: [{ '${option.x}': 's' }, 7, true, null] },
    );
  });
});
