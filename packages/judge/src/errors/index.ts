export {
  ConfigurationError,
  DeliveryError,
  describeError,
  GroupBlockedError,
  OutOfTimeError,
  PipelineError,
  PublishError,
  reasonOf,
  TableError,
  UnprocessableRecordError,
} from './errors.ts';
