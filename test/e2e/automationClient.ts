// A program beside the app: its key, and its calls over real sockets.
import type { NewApiKey } from '../../shared/automation.ts';
import { waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';

export type Program = Readonly<{ url: string; token: string }>;
export type RestAnswer = Readonly<{ status: number; headers: Headers; body: unknown }>;

/** Switches automation on and creates a key, as Settings does. */
export async function openProgram(panel: LaunchedPanel, wanted: Partial<NewApiKey> = {}): Promise<Program> {
  await panel.page.evaluate(() => window.panel.saveSettings({ automation: true, automationPort: 0 }));
  const { automation } = await waitForSnapshot(
    panel.page,
    'automation',
    (snapshot) => snapshot.automation.server.kind === 'open',
  );
  const created = await panel.page.evaluate((key) => window.panel.createApiKey(key), {
    name: 'Test program',
    scope: 'trade',
    approval: 'never',
    ...wanted,
  } as const);
  if (!created.ok) throw new Error(created.failure.message);
  if (automation.server.kind !== 'open') throw new Error('automation is not open');
  return { url: automation.server.url, token: created.value.token };
}

export async function rest(
  { url, token }: Program,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<RestAnswer> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}
