/**
 * Assumptions that are neither prices nor measured here. Each appears in docs/scale.md: anyone who knows better changes it and runs `make
 * scale`.
 */
export const ASSUMED = {
  /** Request, one decision, and one in five withdrawn or requested again. */
  commandsPerApplication: 2.2,
  /** Months for which an application and its events are kept: the retention (one year after closing) and the wait before. */
  monthsKept: 18,
  /** Pages that a parent, staff and an operator view for one application, and their size over the wire, KB. */
  pagesPerApplication: 40,
  pageKb: 25,
  /** Log volume of all parts for one command, KB. */
  logKbPerCommand: 4,
  /** Milliseconds at 512 MB on arm64, with one record per run, as at low rates. */
  lambdaMs: { judge: 40, publish: 30, deliver: 45, mail: 120 },
  lambdaGb: 0.5,
  /** Lambda's pollers long-poll an empty queue for 20 s, five at a time. */
  emptyReceivesPerQueueMonth: 5 * 3 * 60 * 24 * 30,
  hoursPerMonth: 730,
  /**
   * Auto Mode takes the cheapest C, M or R instance of its processor that holds the pods; the built-in pool only has amd64. The estimate
   * uses an instance with 2 processors and 8 GB, less what it reserves for itself, so that the figure errs high. The add-ons' requests
   * are their defaults.
   */
  cluster: {
    node: { cpu: 1.93, memoryMb: 7000 },
    nodeDiskGb: 80,
    /** The CloudWatch agent, Fluent Bit, the Secrets Store driver and its provider. */
    daemonsOnEachNode: { cpu: 0.45, memoryMb: 400 },
    daemonPods: 4,
    /** Two of metrics-server, and the observability operator. */
    addonPods: { count: 3, room: { cpu: 0.3, memoryMb: 464 } },
  },
  /** Container Insights: observations per minute of the cluster, each node and each pod. */
  observationsPerMinute: { cluster: 300, node: 40, pod: 60 },
  /** GB per month that are logged even if nobody applies. */
  standingLogGb: { controlPlaneType: 3, pod: 0.15, flow: 1, databaseMonitored: 0.5 },
  /** Metric series that the functions write themselves (packages/lambda/src/runtime/metrics.ts), one per function and name. */
  functionMetrics: 16,
  servicesLogged: 3,
  /** The layers of one image that it shares with no other. */
  imageGb: 0.1,
  /** Access logs of the load balancers, GB per month. */
  accessLogGb: 0.5,
  /** What passes through the NAT gateways and interface endpoints, GB per month: images, logs, AWS calls. */
  natGb: 30,
  endpointGb: 10,
  /** Load balancer units in use, on average; the firewall's requests per month. */
  loadBalancerUnits: 0.2,
  firewallRequests: 2_000_000,
  /** Backups beyond a database's own size, which is free: the share that changes per day, and how full the storage is. */
  databaseFilled: 0.5,
  changedPerDay: 0.02,
  /** The month's busiest second compared with its mean: the line opens in November and everyone comes at nine. */
  peak: 100,
} as const;

/** What AWS or the machine allows per second. The quotas are of an account in Seoul: check Service Quotas. */
export const LIMITS = {
  fifoCalls: 2400,
  batch: 10,
  /** One partition of a table or an index, in write units. */
  partitionWrites: 1000,
  /** A new on-demand table; it grows by doubling, up to the account's 40,000. */
  freshTableWrites: 4000,
  eventBridgePuts: 600,
  eventBridgeInvocations: 1100,
  /** Each batch of 100 is ten PutEvents calls, one after another, and a shard has one batch at a time. */
  publishedPerShard: 400,
  freshShards: 4,
  sesMails: 14,
  sesMailsRaised: 100,
  /** Transactions per second that a database commits comfortably: measure it, do not rely on it. */
  transactions: { small: 200, production: 1200 },
  /** A relay reads, sends and deletes ten rows in about 30 ms; there is one per pod. */
  relayedPerPod: 300,
  /** Deliveries of one batch go one after another, 50 ms each. */
  deliveredPerBatch: 20,
} as const;
