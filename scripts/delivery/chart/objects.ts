/**
 * The objects that the chart creates and the docs name, by kind: the fake kubectl knows no others. `make chart` compares them with the
 * rendered chart.
 */
export const CHART_OBJECTS = {
  deployment: ['enterwait', 'nursery', 'management'],
  service: ['enterwait', 'nursery', 'management'],
  cronjob: [
    ...['reconcile', 'leavers'],
    ...['enterwait-access-records', 'nursery-access-records', 'management-access-records'],
  ],
  hpa: ['enterwait', 'nursery', 'management'],
} as const;
