// Whose key it is, and what the account consists of. An API wallet (agent) signs for its owner, and for the owner's sub-accounts
// and vaults when the action names them; it can not withdraw. The main wallet's own key can.
import { VenueReadError, type KeyFacts } from '../../profile.ts';
import { heavy, ROLE } from './limits.ts';
import { memoryOf, type Context } from './memory.ts';
import { readStates } from './reads.ts';
import { agents, answered, perpDexs, understand, userRole } from './rows.ts';

const keyless = (message: string, remedy: string): VenueReadError => new VenueReadError({ kind: 'credentials', message, remedy });

const info = (context: Context, spend: typeof ROLE, question: Readonly<Record<string, unknown>>) =>
  context.send<unknown>(spend, () => context.client.publicPostInfo(question));

async function roleOf(context: Context, user: string) {
  return understand(userRole, answered(await info(context, ROLE, { type: 'userRole', user })), 'role of a wallet');
}

type Authority = Readonly<
  { kind: 'may'; vault: string | null; mainWallet: boolean; owner: string } | { kind: 'mayNot'; message: string; remedy: string }
>;

const NEW_WALLET = 'Make an API wallet under More > API while that account is connected, and approve it.';

/** What the key may do for the account, as the venue says [D info-endpoint: userRole]. */
async function authorityOf(context: Context): Promise<Authority> {
  const { client } = context;
  const account = client.walletAddress;
  const { signer } = client;
  if (signer === null) throw new Error('a client without a key has no authority');
  if (signer === account) return { kind: 'may', vault: null, mainWallet: true, owner: account };
  const role = await roleOf(context, signer);
  if (role.role !== 'agent' && role.role !== 'user') {
    return {
      kind: 'mayNot',
      message: `The API wallet ${signer} is not approved at Hyperliquid, or not any more.`,
      remedy: NEW_WALLET,
    };
  }
  const mainWallet = role.role === 'user';
  const owner = role.role === 'user' ? signer : 'user' in role.data ? role.data.user : role.data.master;
  if (owner === account) return { kind: 'may', vault: null, mainWallet, owner };
  const held = await roleOf(context, account);
  if (held.role === 'vault' || (held.role === 'subAccount' && held.data.master === owner)) {
    return { kind: 'may', vault: account, mainWallet, owner };
  }
  return {
    kind: 'mayNot',
    message: `The API wallet ${signer} belongs to ${owner}, not to the account ${account} or its master.`,
    remedy: 'Enter the address of the account that approved this API wallet, or of one of its sub-accounts.',
  };
}

async function readDexes(context: Context): Promise<readonly string[]> {
  const body = answered(await info(context, heavy(), { type: 'perpDexs' }));
  return understand(perpDexs, body, 'list of dexes').flatMap((dex) => (dex === null ? [] : [dex.name]));
}

/** Modes in which each dex has a margin of its own [D exchange-endpoint: user abstraction]. */
const OWN_MARGINS = new Set(['disabled', 'default']);

/** The answer is a bare word. Whoever does not know reads the orders of every dex. */
async function sharesMargin(context: Context): Promise<boolean> {
  const { client } = context;
  const question = { type: 'userAbstraction', user: client.walletAddress };
  const sent = await context.send(heavy(), async () => ({ mode: await client.publicPostInfo(question) }));
  if (sent.kind !== 'answered' || typeof sent.body.mode !== 'string') return true;
  return !OWN_MARGINS.has(sent.body.mode.replaceAll('"', ''));
}

/**
 * On whose behalf a key was found to act, by key and account. To ask weighs as much as thirty readings of positions, and an
 * account that connects again in a crash must not wait for it. `readKey` asks anew, and what it learns counts.
 */
const vouched = new Map<string, string | null>();

const nameOf = ({ client }: Context): string =>
  `${client.signer ?? ''}|${client.walletAddress}|${client.isSandboxModeEnabled ? 'testnet' : 'mainnet'}`;

async function askAuthority(context: Context): Promise<Authority> {
  const authority = await authorityOf(context);
  if (authority.kind === 'may') vouched.set(nameOf(context), authority.vault);
  else vouched.delete(nameOf(context));
  return authority;
}

/** Sub-account or vault to act for, null: the owner itself. Throws VenueReadError for a key that may not trade for the account. */
async function vaultOf(context: Context): Promise<string | null> {
  const known = vouched.get(nameOf(context));
  if (known !== undefined) return known;
  const authority = await askAuthority(context);
  if (authority.kind === 'mayNot') throw keyless(authority.message, authority.remedy);
  return authority.vault;
}

/** Throws VenueReadError for a key that may not trade for the account. */
export async function prepare(context: Context): Promise<void> {
  const memory = memoryOf(context.client);
  const [vault, dexes, sharedMargin] = await Promise.all([vaultOf(context), readDexes(context), sharesMargin(context)]);
  memory.vault = vault;
  memory.dexes = dexes;
  memory.sharedMargin = sharedMargin;
  context.setHedgeMode(false); // there is no other mode
  await readStates(context); // which dexes are in use, before the first list of orders
}

/** An API wallet with a name has an end; the venue lists no other [D nonces-and-api-wallets]. */
async function expiryOf(context: Context, owner: string): Promise<number | null> {
  const body = answered(await info(context, heavy(), { type: 'extraAgents', user: owner }));
  const mine = understand(agents, body, 'list of API wallets').find(
    ({ address }) => address.toLowerCase() === context.client.signer,
  );
  return mine?.validUntil ?? null;
}

export async function readKey(context: Context): Promise<KeyFacts> {
  const authority = await askAuthority(context);
  const untold = { addressesListed: null, expiresAtEpochMs: null };
  if (authority.kind === 'mayNot') {
    return { canTrade: false, canWithdraw: null, ...untold, notes: [`${authority.message} ${authority.remedy}`] };
  }
  const { mainWallet, owner, vault } = authority;
  const behalf = vault === null ? [] : [`It acts for the sub-account or vault ${vault}.`];
  if (mainWallet) {
    const warning = 'This is the private key of a main wallet, not of an API wallet: whoever has it can withdraw everything.';
    return { canTrade: true, canWithdraw: true, ...untold, notes: [warning, ...behalf] };
  }
  return { canTrade: true, canWithdraw: false, ...untold, expiresAtEpochMs: await expiryOf(context, owner), notes: behalf };
}
