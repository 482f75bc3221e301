export { createDoors, type Doors, type DoorTables, doorTables, passDoors } from './maintenance.ts';
