import { describe, expect, it, vi } from 'vitest';
import { answerRequest, isTrustedSender, type serveContract } from '../../../electron/ipc/serveContract.ts';
import { requestNames } from '../../../shared/contract.ts';
import { succeed } from '../../../shared/failure.ts';

const confirmExit = vi.fn(async () => succeed({ exitId: 'x', joined: false }));
const handlers = Object.fromEntries(requestNames.map((name) => [name, confirmExit])) as unknown as Parameters<
  typeof serveContract
>[2];

describe('serveContract', () => {
  it('believes only the top frame of our own origin', () => {
    expect(isTrustedSender({ origin: 'app://panel', parent: null }, 'app://panel')).toBe(true);
    expect(isTrustedSender({ origin: 'app://panel', parent: {} }, 'app://panel')).toBe(false);
    expect(isTrustedSender({ origin: 'null', parent: null }, 'app://panel')).toBe(false);
    expect(isTrustedSender(null, 'app://panel')).toBe(false);
  });

  it.each([
    [{}],
    [{ planId: 1 }],
    [{ planId: 'p', extra: true }],
    [null],
    ['confirm'],
    [[]],
    [{ planId: '' }],
    [{ planId: 'x'.repeat(1000) }],
  ])('refuses %j without calling the handler', async (input) => {
    confirmExit.mockClear();
    const answer = await answerRequest('confirmExit', input, handlers, () => undefined);
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'badRequest' } });
    expect(confirmExit).not.toHaveBeenCalled();
  });

  it.each([0, 101, 33.5, '50', -1])('refuses a partial close of %s per cent', async (exitPct) => {
    const answer = await answerRequest(
      'previewExit',
      { action: 'partialClose', position: 'p', exitPct },
      handlers,
      () => undefined,
    );
    expect(answer.ok).toBe(false);
  });

  it('refuses a misspelt filter instead of flattening everything', async () => {
    const answer = await answerRequest(
      'previewExit',
      { action: 'flatten', filter: { acount: 'main' } },
      handlers,
      () => undefined,
    );
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'badRequest' } });
  });

  it('hands on only the settings that were named', async () => {
    confirmExit.mockClear();
    await answerRequest('saveSettings', { theme: 'light' }, handlers, () => undefined);
    expect(confirmExit).toHaveBeenCalledWith({ theme: 'light' });
  });

  it('turns a thrown defect into words and reports it', async () => {
    const defects: unknown[] = [];
    const broken = {
      ...handlers,
      confirmExit: async () => {
        throw new Error('boom');
      },
    };
    const answer = await answerRequest('confirmExit', { planId: 'p' }, broken, (_name, error) => defects.push(error));
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'internal' } });
    expect(defects).toHaveLength(1);
  });
});
