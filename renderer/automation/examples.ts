// Commands to copy. A key never stands in them: the shell and the client put it in from where the person keeps it.
import type { AutomationWay } from '../../shared/exit.ts';

export type Example = Readonly<{ what: string; text: string }>;

export function examplesOf(url: string): Readonly<Record<AutomationWay, readonly Example[]>> {
  const bearer = '-H "Authorization: Bearer $BREAKGLASS_KEY"';
  return {
    rest: [
      { what: 'Open positions', text: `curl -s ${bearer} ${url}/v1/api/positions` },
      {
        what: 'Flatten one account',
        text: [
          `curl -s ${bearer} -H "Content-Type: application/json" \\`,
          `  -d '{"account": "Main"}' ${url}/v1/api/positions/flatten`,
        ].join('\n'),
      },
    ],
    websocket: [
      {
        what: 'Open the socket, then type a line',
        text: [
          `websocat ${bearer} ${url.replace('http', 'ws')}/ws/stream`,
          '{"action": "rpc", "id": "1", "api": "Flatten", "args": {"account": "Main"}}',
        ].join('\n'),
      },
    ],
    mcp: [
      {
        what: 'For the settings of an assistant',
        text: JSON.stringify(
          {
            mcpServers: {
              breakglass: { type: 'http', url: `${url}/mcp`, headers: { Authorization: 'Bearer ${BREAKGLASS_KEY}' } },
            },
          },
          null,
          2,
        ),
      },
    ],
  };
}
