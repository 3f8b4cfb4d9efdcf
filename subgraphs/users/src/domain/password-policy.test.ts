import { describe, expect, it } from '@jest/globals';
import { passwordFaults } from './password-policy.ts';

const faults = (password: string) => passwordFaults(password, 'Margot-R', 'password').map(({ message }) => message);

describe('passwordFaults', () => {
  it.each(['correct horse', 'é'.repeat(8), '🔑'.repeat(8), 'x'.repeat(128), 'client123'])('takes %s', (password) => {
    expect(faults(password)).toEqual([]);
  });

  it('says how long it is and how long it may be', () => {
    expect(faults('seven77')).toEqual(['The password has 7 characters; it must have 8 to 128.']);
    expect(faults('x'.repeat(129))).toEqual(['The password has 129 characters; it must have 8 to 128.']);
    expect(faults('🔑'.repeat(7))[0]).toContain('7 characters');
  });

  it('refuses the username and what is tried first', () => {
    expect(faults('margot-r')[0]).toContain('is the username');
    expect(faults('PassWord')[0]).toContain('tried first');
  });

  it('names the field of the input', () => {
    expect(passwordFaults('short', 'x', 'newPassword')[0]?.path).toEqual(['newPassword']);
  });
});
