import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Credential } from '../../../electron/vault/credential.ts';

it('shows nothing of itself, however it is printed', () => {
  const credential = new Credential({ apiKey: 'KEY-123', secret: 'SECRET-456', password: 'PASS-789' });
  const shown = [
    String(credential),
    'in a sentence: '.concat(credential as unknown as string),
    JSON.stringify({ credential }),
    inspect(credential, { depth: 9, showHidden: true }),
    JSON.stringify(Object.getOwnPropertyDescriptors(credential)),
    inspect(structuredClone(credential)),
  ].join('\n');
  expect(shown).not.toMatch(/KEY-123|SECRET-456|PASS-789/);
  expect(credential.reveal().secret).toBe('SECRET-456');
});
