import { beforeEach, describe, expect, it } from 'vitest';
import { createNetworkWatch, describeNetwork, type NetworkInterfaces } from '../../../electron/window/networkWatch.ts';

const at = (address: string, internal = false) => ({
  address,
  internal,
  netmask: '',
  family: 'IPv4' as const,
  mac: '',
  cidr: null,
});
const HOME: NetworkInterfaces = { lo: [at('127.0.0.1', true)], wlan0: [at('192.168.1.5')] };
const PHONE: NetworkInterfaces = { lo: [at('127.0.0.1', true)], wlan0: [at('172.20.10.3')] };
const OFFLINE: NetworkInterfaces = { lo: [at('127.0.0.1', true)] };

let now: NetworkInterfaces;
let clockMs: number;
let told: string[];
let look: () => void;
const see = (next: NetworkInterfaces, looks: number) => {
  now = next;
  for (let count = 0; count < looks; count += 1) {
    clockMs += 1_000;
    look();
  }
};

beforeEach(() => {
  now = HOME;
  clockMs = 0;
  told = [];
  const watch = createNetworkWatch({
    interfaces: () => now,
    epochMs: () => clockMs,
    onChanged: () => told.push(`changed at ${clockMs}`),
    onSlept: () => told.push('slept'),
  });
  look = () => watch.look();
});

describe('the network', () => {
  it('says nothing while nothing changes', () => {
    see(HOME, 100);
    expect(told).toEqual([]);
  });
  it('tells of another one once it has settled, and once', () => {
    see(PHONE, 10);
    expect(told).toEqual(['changed at 2000']);
  });
  it('says nothing of a flap', () => {
    for (let flap = 0; flap < 5; flap += 1) {
      see(OFFLINE, 1);
      see(HOME, 1);
    }
    see(HOME, 5);
    expect(told).toEqual([]);
  });
  it('tells of the same one when it was gone for a while, not of its going', () => {
    see(OFFLINE, 5);
    expect(told).toEqual([]);
    see(HOME, 5);
    expect(told).toHaveLength(1);
  });
  it('says nothing of containers and of addresses that lead nowhere', () => {
    see({ ...HOME, veth1a2b: [at('172.17.0.2')], docker0: [at('172.17.0.1')], wlan0: [at('192.168.1.5'), at('fe80::1')] }, 5);
    expect(told).toEqual([]);
  });
  it('tells of a tunnel', () => {
    see({ ...HOME, wg0: [at('10.0.0.2')] }, 5);
    expect(told).toHaveLength(1);
  });
  it('takes a gap in time for a sleep', () => {
    clockMs += 60_000;
    see(HOME, 3);
    expect(told).toEqual(['slept']);
  });
  it('is offline without an address of its own', () => expect(describeNetwork(OFFLINE)).toBe(''));
});
