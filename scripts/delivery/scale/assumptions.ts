/** What is neither a price nor measured here. Each stands in docs/scale.md: whoever knows better changes it and runs `make scale`. */
export const ASSUMED = {
  /** Request, one decision, and one in five withdrawn or asked again. */
  commandsPerApplication: 2.2,
  /** Months for which an application and its events are kept: the retention (one year after it was closed) and the wait before. */
  monthsKept: 18,
  /** Pages looked at for one application by parent, staff and operator, and their size over the wire, KB. */
  pagesPerApplication: 40,
  pageKb: 25,
  /** Log of all parts for one command, KB. */
  logKbPerCommand: 4,
  /** One record a run, as at low rates; milliseconds at 512 MB on arm64. */
  lambdaMs: { judge: 40, publish: 30, deliver: 45, mail: 120 },
  lambdaGb: 0.5,
  /** Lambda's pollers ask an empty queue for 20 s, five at a time. */
  emptyReceivesPerQueueMonth: 5 * 3 * 60 * 24 * 30,
  hoursPerMonth: 730,
  /**
   * Auto Mode takes the cheapest C, M or R instance of its processor that holds the pods; the built-in pool has amd64 only. Counted is one
   * of 2 processors and 8 GB, less what it keeps for itself, so that the figure errs high. What the add-ons ask for: by their defaults.
   */
  cluster: {
    node: { cpu: 1.93, memoryMb: 7000 },
    nodeDiskGb: 80,
    /** The CloudWatch agent, Fluent Bit, the Secrets Store driver and its provider. */
    daemonsOnEachNode: { cpu: 0.45, memoryMb: 400 },
    daemonPods: 4,
    /** metrics-server twice, the observability operator. */
    addonPods: { count: 3, room: { cpu: 0.3, memoryMb: 464 } },
  },
  /** Container Insights: figures a minute of the cluster, each node and each pod. */
  observationsPerMinute: { cluster: 300, node: 40, pod: 60 },
  /** GB a month that are logged though nobody applies. */
  standingLogGb: { controlPlaneType: 3, pod: 0.15, flow: 1, databaseMonitored: 0.5 },
  /** Series that the functions write by themselves (packages/lambda/src/runtime/metrics.ts), one a function and name. */
  functionMetrics: 16,
  servicesLogged: 3,
  /** Layers of one image that it shares with no other. */
  imageGb: 0.1,
  /** Access logs of the load balancers, GB a month. */
  accessLogGb: 0.5,
  /** What goes through the NAT gateways and interface endpoints, GB a month: images, logs, calls of AWS. */
  natGb: 30,
  endpointGb: 10,
  /** Load balancer units in use, on average; the firewall's requests a month. */
  loadBalancerUnits: 0.2,
  firewallRequests: 2_000_000,
  /** Backups of a database beyond its own size, which is free: what changes, a day, of what it holds; how full the storage is. */
  databaseFilled: 0.5,
  changedPerDay: 0.02,
  /** The busiest second of the month against its mean: the line opens in November and everybody comes at nine. */
  peak: 100,
} as const;

/** What AWS or the machine allows, a second. Quotas of an account in Seoul: look at Service Quotas. */
export const LIMITS = {
  fifoCalls: 2400,
  batch: 10,
  /** A partition of a table or of an index, write units. */
  partitionWrites: 1000,
  /** An on-demand table that was just made; it grows by doubling, and up to 40,000 of the account. */
  freshTableWrites: 4000,
  eventBridgePuts: 600,
  eventBridgeInvocations: 1100,
  /** Each batch of 100 is ten calls of PutEvents, one after the other, and a shard has one batch at a time. */
  publishedPerShard: 400,
  freshShards: 4,
  sesMails: 14,
  sesMailsRaised: 100,
  /** Transactions a second that a database commits with room to spare: to be measured, not believed. */
  transactions: { small: 200, production: 1200 },
  /** A relay reads, sends and deletes ten rows in about 30 ms; one a pod. */
  relayedPerPod: 300,
  /** One delivery after the other in one batch, 50 ms each. */
  deliveredPerBatch: 20,
} as const;
