export {
  createMaintenanceMode,
  type MaintenanceMode,
  type MaintenanceTables,
  maintenanceTables,
  refuseDuringMaintenance,
} from './maintenance.ts';
