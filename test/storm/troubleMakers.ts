// Carries out what was drawn against the exit: the exchange's own troubles and the bots of the account's owner.
import { absolute, compare, decimal, divide, floorToStep, isZero, multiply, type Decimal } from '../../shared/decimal.ts';
import { assertNever } from '../../shared/failure.ts';
import type { OrderSide } from '../../shared/position.ts';
import type { OrderIntent, PositionTag, PracticePosition } from '../../electron/practice/exchange.ts';
import { quoteValueAt } from '../../electron/practice/margin.ts';
import { sizeWorth } from '../../electron/practice/portfolio.ts';
import type { StormWorld } from './pool.ts';
import type { BotAct, StormRun, Trouble } from './stormRun.ts';

const GONE_LOOK_MS = 5;

export type TroubleMakers = Readonly<{
  /** Before the press: what is drawn for negative times. */
  before: () => void;
  /** At the first press: everything else runs from now on. */
  begin: () => void;
  /** No one acts any more; what has begun stays. */
  end: () => void;
  botOrders: ReadonlySet<string>;
}>;

export function createTroubleMakers(stormWorld: StormWorld, run: StormRun): TroubleMakers {
  const timers = new Set<NodeJS.Timeout>();
  const botOrders = new Set<string>();
  let over = false;
  const after = (ms: number, act: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (!over) act();
    }, ms);
    timers.add(timer);
  };

  function cause(trouble: Trouble): void {
    switch (trouble.kind) {
      case 'thinBook':
      case 'suspended': {
        const symbol = stormWorld.symbolAt(trouble.place);
        if (symbol === null) return;
        const { operator } = stormWorld.venue(trouble.place.venue);
        const set = (on: boolean) =>
          trouble.kind === 'suspended' ? operator.setSuspended(symbol, on) : operator.setDepth(symbol, on ? trouble.depth : 1);
        set(true);
        if (trouble.forMs !== null) after(trouble.forMs, () => set(false));
        return;
      }
      case 'keyRefused': {
        const venue = [...stormWorld.host.venues.values()].find((each) =>
          each.accounts().some(({ id }) => id === trouble.account),
        );
        if (venue === undefined) return;
        const { key } = venue.account(trouble.account);
        venue.operator.setAccount(trouble.account, { key: { ...key, [trouble.right]: trouble.right === 'revoked' } });
        if (trouble.forMs !== null) after(trouble.forMs, () => venue.operator.setAccount(trouble.account, { key }));
        return;
      }
      case 'socketsDropped':
        for (const socket of stormWorld.host.world.sockets) {
          if (trouble.account === null || socket.accountId() === trouble.account) socket.breakOff();
        }
        return;
      case 'priceJump': {
        const symbol = stormWorld.symbolAt(trouble.place);
        const venue = stormWorld.venue(trouble.place.venue);
        const mark = symbol === null ? undefined : venue.quote(symbol)?.mark;
        if (symbol === null || mark === undefined) return;
        venue.operator.setPrice(symbol, multiply(mark, decimal((1 + trouble.percent / 100).toFixed(6))));
        return;
      }
      default:
        assertNever(trouble);
    }
  }

  function act(bot: BotAct): void {
    const { account, venue: name } = bot.place;
    const venue = stormWorld.venue(name);
    const symbol = stormWorld.symbolAt(bot.place);
    const instrument = symbol === null ? undefined : venue.instruments.get(symbol);
    const mark = symbol === null ? undefined : venue.quote(symbol)?.mark;
    if (instrument === undefined || mark === undefined) return;
    const tag: PositionTag = venue.account(account).positionMode === 'oneWay' ? 'both' : bot.side;
    const held = venue.position(account, instrument.symbol, tag);
    if (bot.onceGone && held !== undefined) {
      after(GONE_LOOK_MS, () => act(bot));
      return;
    }
    const opening: OrderSide = bot.side === 'long' ? 'buy' : 'sell';
    const place = (intent: Partial<OrderIntent>) => {
      const answer = venue.place(account, { ...blank(instrument.symbol, tag), ...intent });
      if (answer.ok) botOrders.add(answer.order.orderId);
    };
    switch (bot.does) {
      case 'open':
        place({ orderSide: opening, size: sizeWorth(instrument, mark, bot.worth) });
        return;
      case 'restEntry': {
        const away = multiply(mark, bot.side === 'long' ? '0.97' : '1.03');
        const price = floorToStep(away, instrument.tickSize);
        const least = divide(decimal(bot.worth), quoteValueAt(instrument, '1', price));
        const size = floorToStep(least, instrument.lotSize);
        place({ orderSide: opening, type: 'limit', price, size: isZero(size) ? instrument.minSize : size });
        return;
      }
      case 'shrink':
      case 'close': {
        if (held === undefined) return;
        const share = bot.does === 'close' ? '1' : decimal(bot.share);
        const size = floorToStep(multiply(absolute(held.signedSize), share), instrument.lotSize);
        if (compare(size, instrument.minSize) < 0) return;
        place({ orderSide: closingSide(held), size, reduceOnly: true });
        return;
      }
      default:
        assertNever(bot.does);
    }
  }

  return {
    botOrders,
    before: () => {
      for (const trouble of run.troubles) if (trouble.atMs < 0) cause(trouble);
    },
    begin: () => {
      for (const trouble of run.troubles) if (trouble.atMs >= 0) after(trouble.atMs, () => cause(trouble));
      for (const bot of run.bots) after(bot.atMs, () => act(bot));
    },
    end: () => {
      over = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

const closingSide = ({ tag, signedSize }: PracticePosition): OrderSide =>
  (tag === 'both' ? !signedSize.startsWith('-') : tag === 'long') ? 'sell' : 'buy';

const blank = (symbol: string, tag: PositionTag): OrderIntent => ({
  symbol,
  orderSide: 'buy',
  type: 'market',
  size: null as Decimal | null,
  price: null,
  timeInForce: 'gtc',
  reduceOnly: false,
  tag,
  marginMode: null,
  clientOrderId: null,
  family: 'plain',
  trigger: null,
  attachedTo: null,
  wire: {},
});
