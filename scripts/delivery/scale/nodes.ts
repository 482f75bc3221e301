import type { Size } from '../chart/check.ts';
import { type ChartValues, chartValues } from '../chart/values.ts';
import { ASSUMED } from './assumptions.ts';

export interface Room {
  /** Number of processors. */
  readonly cpu: number;
  readonly memoryMb: number;
}

export interface Nodes {
  readonly count: number;
  readonly architecture: ChartValues['architecture'];
  /** Pods that always run, including those of the add-ons. */
  readonly pods: number;
}

const ZONES = 3;

/** The number of pods of the service that has the fewest. */
export const podsOfAService = (size: Size): number =>
  Math.min(...Object.values(chartValues(size).services).map(({ replicas }) => replicas.min));

/**
 * How many nodes EKS Auto Mode keeps for a size while nothing is busy: as many as the pods' requests fill, and at least one for each pod
 * of a service, because the chart spreads these over zones and hosts.
 */
export const nodesOf = (size: Size): Nodes => nodesFor(chartValues(size));

export function nodesFor(values: ChartValues): Nodes {
  const { node, daemonsOnEachNode, addonPods, daemonPods } = ASSUMED.cluster;
  const services = Object.values(values.services);
  const pods = services.reduce((sum, { replicas }) => sum + replicas.min, 0);
  // Each runs at a different hour, so there must be room for the largest one.
  const nightly = [values.leavers, values.reconcile, values.accessRecords].map(({ resources }) =>
    roomOf(resources.requests),
  );
  const wanted = add(
    ...services.map(({ replicas, resources }) => times(replicas.min, roomOf(resources.requests))),
    { cpu: Math.max(...nightly.map(({ cpu }) => cpu)), memoryMb: Math.max(...nightly.map(({ memoryMb }) => memoryMb)) },
    addonPods.room,
  );
  const left = add(node, times(-1, daemonsOnEachNode));
  const apart = Math.min(ZONES, Math.max(...services.map(({ replicas }) => replicas.min)));
  const count = Math.max(apart, Math.ceil(wanted.cpu / left.cpu), Math.ceil(wanted.memoryMb / left.memoryMb));
  return { count, architecture: values.architecture, pods: pods + addonPods.count + count * daemonPods };
}

const times = (count: number, { cpu, memoryMb }: Room): Room => ({ cpu: count * cpu, memoryMb: count * memoryMb });
const add = (...rooms: readonly Room[]): Room => ({
  cpu: rooms.reduce((sum, { cpu }) => sum + cpu, 0),
  memoryMb: rooms.reduce((sum, { memoryMb }) => sum + memoryMb, 0),
});

/** In Kubernetes' notation: `250m` or `2` processors, `512Mi` or `1Gi`. */
export function roomOf({ cpu, memory }: { cpu: string; memory: string }): Room {
  const processors = /^(\d+(?:\.\d+)?)(m?)$/.exec(cpu);
  const bytes = /^(\d+)(Mi|Gi)$/.exec(memory);
  if (!processors || !bytes) throw new Error(`not a request of Kubernetes: ${cpu}, ${memory}`);
  return {
    cpu: Number(processors[1]) / (processors[2] === 'm' ? 1000 : 1),
    memoryMb: Number(bytes[1]) * (bytes[2] === 'Gi' ? 1024 : 1),
  };
}
