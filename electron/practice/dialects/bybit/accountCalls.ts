// Key, account and wallet. The practice account is UTA 2.0: one wallet, margin mode set for the whole account.
import { badParameter } from './codes.ts';
import { walletRow } from './walletRow.ts';
import { succeed, text, type Answer, type PrivateCall } from './wire.ts';

const DAY_MS = 86_400_000;
/** What stands there for a key without an end (one that is bound to addresses). */
const NEVER_MS = 0;

export function queryApi({ account, venue }: PrivateCall): Answer {
  const { trade, withdraw, addressesListed, expiresAtMs } = account.key;
  const expires = expiresAtMs ?? NEVER_MS;
  return succeed({
    id: account.uid,
    note: account.label,
    apiKey: account.apiKey,
    readOnly: trade ? 0 : 1,
    secret: '',
    permissions: {
      ContractTrade: trade ? ['Order', 'Position'] : [],
      Spot: [],
      Wallet: withdraw ? ['AccountTransfer', 'Withdraw'] : ['AccountTransfer'],
      Options: [],
      Derivatives: trade ? ['DerivativesTrade'] : [],
      CopyTrading: [],
      BlockTrade: [],
      Exchange: [],
      NFT: [],
      Affiliate: [],
      Earn: [],
    },
    ips: addressesListed === false ? ['*'] : ['127.0.0.1'],
    type: 1,
    deadlineDay: expires === NEVER_MS ? -2 : Math.floor((expires - venue.now()) / DAY_MS),
    expiredAt: new Date(expires).toISOString().replace('.000Z', 'Z'),
    createdAt: new Date(venue.now() - 10 * DAY_MS).toISOString(),
    unified: 0,
    uta: 1,
    userID: account.uid,
    inviterID: 0,
    vipLevel: 'No VIP',
    mktMakerLevel: '0',
    affiliateID: 0,
    rsaPublicKey: '',
    isMaster: true,
    parentUid: '0',
    kycLevel: 'LEVEL_1',
    kycRegion: '',
  });
}

export function accountInfo({ account, venue }: PrivateCall): Answer {
  const positions = venue.positions(account.id);
  const isolated = positions.length > 0 && positions.every((position) => position.marginMode === 'isolated');
  return succeed({
    marginMode: isolated ? 'ISOLATED_MARGIN' : 'REGULAR_MARGIN',
    updatedTime: String(venue.now()),
    unifiedMarginStatus: 6,
    dcpStatus: 'OFF',
    timeWindow: 10,
    smpGroup: 0,
    isMasterTrader: false,
    spotHedgingStatus: 'OFF',
  });
}

export function setMarginMode({ account, venue, params }: PrivateCall): Answer {
  const asked = text(params, 'setMarginMode');
  if (asked !== 'ISOLATED_MARGIN' && asked !== 'REGULAR_MARGIN') return badParameter('setMarginMode invalid');
  const reasons: { reasonCode: string; reasonMsg: string }[] = [];
  for (const symbol of venue.instruments.keys()) {
    const changed = venue.setMarginMode(account.id, symbol, asked === 'ISOLATED_MARGIN' ? 'isolated' : 'cross');
    if (!changed.ok && changed.code !== 'noChange') reasons.push({ reasonCode: '3400045', reasonMsg: changed.detail });
  }
  return succeed({ reasons });
}

export function walletBalance({ account, venue, params }: PrivateCall): Answer {
  const type = text(params, 'accountType');
  if (type !== 'UNIFIED') return badParameter('accountType only support UNIFIED.');
  const coins = text(params, 'coin')?.split(',');
  const balances = venue.balances(account.id).filter((balance) => coins?.includes(balance.currency) ?? true);
  return succeed({ list: [walletRow(venue, balances)] });
}

export function feeRate({ venue, params }: PrivateCall): Answer {
  const category = text(params, 'category');
  const symbol = text(params, 'symbol');
  const list = [...venue.instruments.values()]
    .filter((instrument) => instrument.kind === category && (symbol ?? instrument.symbol) === instrument.symbol)
    .map((instrument) => ({ symbol: instrument.symbol, takerFeeRate: venue.takerFee, makerFeeRate: venue.makerFee }));
  return succeed({ category, list });
}

/** Coins of the wallet; the practice exchange has no chains to deposit from or to withdraw to. */
export function coinInfo({ venue }: PrivateCall): Answer {
  const coins = new Set([...venue.instruments.values()].flatMap((instrument) => [instrument.base, instrument.settle]));
  return succeed({ rows: [...coins].map((coin) => ({ name: coin, coin, remainAmount: '0', chains: [] })) });
}
