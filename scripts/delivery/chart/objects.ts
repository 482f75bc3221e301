/**
 * What the chart puts into the cluster and the pages name, by kind: the stand-in of kubectl knows nothing else. `make chart` holds it
 * against the rendered chart.
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
