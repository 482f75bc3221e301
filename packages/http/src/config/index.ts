export {
  accountVariables,
  ConfigError,
  databaseConnectionVariables,
  databaseVariables,
  readConfig,
  relayVariables,
  serverVariables,
} from './config.ts';
