// A key that ends while its call is under way starts nothing any more.
import { afterEach, expect, test } from 'vitest';
import { loadVenues } from '../../../electron/practice/venues.ts';
import { HOOK_MS, openAutomationBench, type AutomationBench } from './bench.ts';
import { restClient } from './restClient.ts';

let bench: AutomationBench | null = null;
afterEach(() => bench?.close());

test.each([
  [
    'revoked',
    401,
    (opened: AutomationBench) =>
      void opened.automation.handlers.revokeApiKey({ keyId: opened.snapshot().automation.keys[0]?.keyId ?? '' }),
  ],
  ['shut out by the switch', 503, (opened: AutomationBench) => void opened.desk.changeSettings({ automation: false })],
])(
  'a share whose key is %s while it is previewed is not closed',
  async (_name, status, end) => {
    const opened = await openAutomationBench({
      host: { venues: loadVenues().filter(({ venue }) => venue === 'bybit') },
      through: (desk) => ({
        ...desk,
        planShare: async (request) => {
          const answer = await desk.planShare(request);
          end(opened);
          return answer;
        },
      }),
    });
    bench = opened;
    await opened.ready();
    const rest = restClient(opened, await opened.token());
    const answer = await rest.post('partial-close', { symbol: 'ADAUSDT', exit_pct: 25 });
    expect({ status: answer.status, success: answer.body['success'] }).toEqual({ status, success: false });
    expect(opened.desk.exits()).toEqual([]);
    expect(opened.store.calls({})).toMatchObject([{ verb: 'partialClose', status, outcome: 'refused', exitId: null }]);
  },
  HOOK_MS,
);
