import { main, startWaitlistService } from '@enterwait/service';
import { enrolment } from './enrolment.ts';
import { mysqlEnrolmentTables } from './nursery-child.ts';
import { routes } from './routes.ts';

await main(() =>
  startWaitlistService({
    name: 'nursery',
    info: {
      title: 'Nursery 아동관리시스템',
      version: '1',
      description: '어린이집의 승인과 반려, 재원 아동 · where daycares accept and reject, and keep their children',
    },
    defaultPort: 4000,
    root: import.meta.dirname,
    routes,
    own: { tables: mysqlEnrolmentTables, onExpectedStatus: enrolment },
  }),
);
