// Commands to copy. A key never stands in them: the shell and the client put it in from where the person keeps it.
import type { AutomationWay } from '../../shared/exit.ts';

export type Example = Readonly<{ what: string; text: string }>;

export function examplesOf(url: string): Readonly<Record<AutomationWay, readonly Example[]>> {
  const bearer = '-H "Authorization: Bearer $BREAKGLASS_API_KEY"';
  const lines = (...parts: readonly string[]): string => parts.join(' \\\n  ');
  return {
    rest: [
      { what: 'Open positions', text: lines(`curl -s ${bearer}`, `${url}/v1/api/positions`) },
      {
        what: 'Flatten one account',
        text: lines(
          `curl -s ${bearer}`,
          `-H "Content-Type: application/json"`,
          `-d '{"account": "Main"}'`,
          `${url}/v1/api/positions/flatten`,
        ),
      },
    ],
    websocket: [
      { what: 'Open the socket', text: lines(`websocat ${bearer}`, `${url.replace('http', 'ws')}/ws/stream`) },
      {
        what: 'Flatten one account, in one line over it',
        text: '{"action": "rpc", "id": "1", "api": "Flatten", "args": {"account": "Main"}}',
      },
    ],
    mcp: [
      {
        what: 'For the settings of an assistant',
        text: JSON.stringify(
          {
            mcpServers: {
              breakglass: { type: 'http', url: `${url}/mcp`, headers: { Authorization: 'Bearer ${BREAKGLASS_API_KEY}' } },
            },
          },
          null,
          2,
        ),
      },
    ],
  };
}
