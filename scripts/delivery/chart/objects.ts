import { SERVICES } from '@enterwait/domain/protocol';

/**
 * The objects that the chart creates and the docs name, by kind: the fake kubectl knows no others. `make chart` compares them with the
 * rendered chart.
 */
export const CHART_OBJECTS = {
  deployment: SERVICES,
  service: SERVICES,
  cronjob: ['reconcile', 'leavers', ...SERVICES.map((name) => `${name}-access-records`)],
  hpa: SERVICES,
} as const;
