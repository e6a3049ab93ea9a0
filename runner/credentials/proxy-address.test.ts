import assert from 'node:assert/strict';
import { explain, isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { defaultSettings } from '../settings/runner-settings.ts';
import { type ProxyChoice, proxyAddress } from './proxy-address.ts';

describe('the address of the proxy', () => {
  const address = (given: Partial<ProxyChoice>, kept?: string) =>
    proxyAddress({ ...defaultSettings(), ...given }, kept);
  const says = (text: RegExp) => (error: unknown) => isOutrunnerError(error) && text.test(explain(error));

  it('combines the configured address with the configured credentials', async () => {
    assert.equal(await address({}), undefined);
    assert.equal(await address({}, 'http://kept:1'), undefined);
    assert.equal(await address({ proxy: 'proxy:3128' }), 'proxy:3128');
    assert.equal(
      await address({ proxy: 'proxy:3128', proxyUsername: 'a@b', proxyPassword: 'p:/ %' }),
      'http://a%40b:p%3A%2F%20%25@proxy:3128/',
    );
  });

  it('combines the user of the URL with a separate password', async () => {
    assert.equal(
      await address({ proxy: 'http://bob@proxy:3128', proxyPassword: 'secret' }),
      'http://bob:secret@proxy:3128/',
    );
    await assert.rejects(
      address({ proxy: 'http://proxy:3128', proxyPassword: 'secret' }),
      says(/no user name\..*--proxy-user/s),
    );
  });

  it('combines the stored address with new credentials', async () => {
    const kept = 'http://bob:old@proxy:3128/';
    assert.equal(await address({ proxyPassword: 'new' }, kept), 'http://bob:new@proxy:3128/');
    assert.equal(
      await address({ proxyUsername: 'eve', proxyPassword: 'own' }, kept),
      'http://eve:own@proxy:3128/',
    );
    await assert.rejects(address({ proxyPassword: 'new' }), says(/no proxy\..*runner\.proxy\.url/s));
  });

  it('fails with the path of an unreadable password file and a remedy', async () => {
    await assert.rejects(
      address({ proxy: 'p:1', proxyUsername: 'bob', proxyPasswordFile: '/absent' }),
      says(/\/absent .*cannot be read.*--proxy-password-file/s),
    );
  });
});
