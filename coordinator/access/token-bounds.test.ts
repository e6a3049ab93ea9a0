import assert from 'node:assert/strict';
import { ProjectName } from '../../protocol/ids.ts';
import type { Principal } from './policy.ts';
import { type TokenBounds, tokenExcess } from './token-bounds.ts';

const [OPS, SHOP] = [ProjectName.parse('ops'), ProjectName.parse('shop')];
const creator: Principal = {
  user: 'ada',
  roles: ['operator', 'author'],
  expiresAt: 10_000,
  projects: [OPS],
  networks: ['10.0.0.0/8'],
  from: '10.1.2.3',
};
const within: TokenBounds = {
  user: 'ada',
  roles: ['operator'],
  expiresAt: 10_000,
  projects: [OPS],
  networks: ['10.1.0.0/16'],
};

describe('tokenExcess', () => {
  it('accepts a token within the bounds of its creator', () => {
    assert.equal(tokenExcess(creator, within), undefined);
    assert.equal(tokenExcess({ user: 'ada', roles: ['operator'], from: '' }, within), undefined);
  });

  it('reports each bound that a token would exceed', () => {
    const wider: readonly [Partial<TokenBounds>, RegExp][] = [
      [{ user: 'bob' }, /belong to user bob, but your token belongs to ada/],
      [{ roles: ['operator', 'admin'] }, /its role admin/],
      [{ expiresAt: 10_001 }, /valid for longer/],
      [{ expiresAt: undefined }, /valid for longer/],
      [{ projects: [OPS, SHOP] }, /used in shop/],
      [{ projects: undefined }, /used in all projects/],
      [{ networks: ['10.1.0.0/16', '10.0.0.0/7'] }, /used from 10\.0\.0\.0\/7/],
      [{ networks: undefined }, /used from every network/],
    ];
    for (const [asked, problem] of wider)
      assert.match(tokenExcess(creator, { ...within, ...asked }) ?? '', problem);
  });

  it('lets an administrator create any token, unless the administrator’s own token is limited to projects or networks', () => {
    const any: TokenBounds = { user: 'bob', roles: ['viewer'] };
    const admin: Principal = { user: 'admin', roles: ['admin'], expiresAt: 10_000, from: '' };
    assert.equal(tokenExcess(admin, any), undefined);
    assert.ok(tokenExcess({ ...admin, projects: [OPS] }, any));
    assert.ok(tokenExcess({ ...admin, networks: ['10.0.0.0/8'] }, any));
  });
});
