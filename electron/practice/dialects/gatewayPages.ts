// What stands in front of every venue: gateways that answer with a page of their own, or with nothing.
import type { CallRefusal } from '../exchange.ts';

const page = (title: string) =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body><center><h1>${title}</h1></center></body>\r\n</html>\r\n`;

export const gatewayPages = {
  badGateway: () => ({ status: 502, body: page('502 Bad Gateway') }),
  notJson: () => ({ status: 200, body: page('Just a moment...') }),
  emptyBody: () => ({ status: 200, body: '' }),
} as const satisfies Record<string, CallRefusal>;

export const forbiddenPage = page('403 Forbidden');
