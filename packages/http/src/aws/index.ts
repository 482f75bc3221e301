export { awsTimeouts, createSqsClient, credentialsOf, limitCalls } from './aws.ts';
