// Loaded into the main process before the app: whatever is dialled over TLS ends at a server of the test on this machine, which
// sees by the server name where it was meant to go. Plain connections (the practice exchange) stay what they are.
const tls = require('node:tls');
const { syncBuiltinESMExports } = require('node:module');

const port = Number(process.env['BREAKGLASS_TEST_DIAL_PORT']);
const connect = tls.connect;
tls.connect = (/** @type {any[]} */ ...args) => {
  const [options] = args;
  const servername = options.servername ?? options.host;
  return Reflect.apply(connect, tls, [{ ...options, host: '127.0.0.1', port, servername }, ...args.slice(1)]);
};
syncBuiltinESMExports();
