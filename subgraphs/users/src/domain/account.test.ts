import { describe, expect, it } from '@jest/globals';
import { conflictOf, emailFaults, keyOf, nameFaults, roleFaults, usernameFaults, type Account } from './account.ts';

describe('account rules', () => {
  it('takes usernames that can be typed and read aloud', () => {
    for (const good of ['abc', 'a.b-c_9', 'x'.repeat(64)]) expect(usernameFaults(good)).toEqual([]);
    for (const bad of ['ab', '.abc', 'a b c', 'x'.repeat(65), 'émile', '']) expect(usernameFaults(bad)).toHaveLength(1);
  });

  it('takes e-mail addresses', () => {
    for (const good of ['a@b.ca', 'first.last+tag@mail.example.com']) expect(emailFaults(good)).toEqual([]);
    for (const bad of ['a@b', 'a b@c.ca', '@b.ca', 'a@b..ca', `${'x'.repeat(250)}@b.ca`])
      expect(emailFaults(bad)).toHaveLength(1);
  });

  it('finds names whatever their capitals', () => {
    expect(keyOf(' MarGot ')).toBe('margot');
  });

  it('gives stores to managers only, and every manager at least one', () => {
    expect(roleFaults('MANAGER', ['s'])).toEqual([]);
    expect(roleFaults('CLIENT', [])).toEqual([]);
    expect(roleFaults('MANAGER', [])[0]?.message).toContain('at least one');
    expect(roleFaults('AGENT', ['s'])[0]?.message).toContain('Only a MANAGER');
    expect(roleFaults('MANAGER', Array.from({ length: 101 }, String))[0]?.message).toContain('101');
  });

  it('measures names without the blanks around them', () => {
    expect(nameFaults('  x ', 'name')).toEqual([]);
    expect(nameFaults('   ', 'name')[0]).toMatchObject({ path: ['name'] });
  });

  it('sees a conflict only where a version was expected', () => {
    const account = { version: 3 } as Account;
    expect(conflictOf(account, null)).toBeNull();
    expect(conflictOf(account, 3)).toBeNull();
    expect(conflictOf(account, 2)).toEqual({ code: 'CONFLICT', currentVersion: 3 });
  });
});
