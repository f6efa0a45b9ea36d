// Tells when this machine's way to the network is another one: connections that were open may be dead without saying so. Looks at
// the addresses often and speaks only of what has settled: an interface that flaps, or comes and goes for a container, says
// nothing. A gap in the looking itself means that the machine slept.
import type { NetworkInterfaceInfo } from 'node:os';

export type NetworkInterfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

export const LOOK_MS = 1_000;
const SLEPT_MS = 15_000;
/** Of containers and virtual machines: what they lead to is on this machine. */
const INNER = /^(veth|docker|br-|virbr|vmnet|vboxnet|cni|flannel|lxc)/;

/** The addresses by which others reach this machine, in one line; empty: it is offline. */
export function describeNetwork(interfaces: NetworkInterfaces): string {
  return Object.entries(interfaces)
    .filter(([name]) => !INNER.test(name))
    .flatMap(([name, infos = []]) =>
      infos.filter((info) => !info.internal && !isLinkLocal(info.address)).map(({ address }) => `${name} ${address}`),
    )
    .sort()
    .join(', ');
}

const isLinkLocal = (address: string): boolean => /^fe80:|^169\.254\./i.test(address);

export interface NetworkWatch {
  /** To be called each LOOK_MS. */
  look(): void;
}

export function createNetworkWatch(
  inputs: Readonly<{
    interfaces: () => NetworkInterfaces;
    epochMs: () => number;
    onChanged: () => void;
    onSlept: () => void;
  }>,
): NetworkWatch {
  let settled = describeNetwork(inputs.interfaces());
  let last = settled;
  let lookedAtMs = inputs.epochMs();

  return {
    look: () => {
      const nowMs = inputs.epochMs();
      const slept = nowMs - lookedAtMs > SLEPT_MS;
      lookedAtMs = nowMs;
      if (slept) inputs.onSlept();
      const now = describeNetwork(inputs.interfaces());
      const isSettled = now === last;
      last = now;
      if (!isSettled || now === settled) return;
      settled = now;
      if (now !== '') inputs.onChanged(); // offline: there is nothing to connect by
    },
  };
}
