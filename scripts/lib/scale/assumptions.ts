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
  pods: { small: 2, production: 3 },
  /** One delivery after the other in one batch, 50 ms each. */
  deliveredPerBatch: 20,
  deliveryBatches: { small: 5, production: 20 },
} as const;
