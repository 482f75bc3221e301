import { main, startWaitlistService } from '@enterwait/service';
import { routes } from './routes.ts';

await main(() =>
  startWaitlistService({
    name: 'enterwait',
    info: {
      title: 'Enterwait 입소대기신청시스템',
      version: '1',
      description: '학부모의 입소대기 신청과 취소 · where parents ask for a place and withdraw',
    },
    defaultPort: 3000,
    root: import.meta.dirname,
    routes,
  }),
);
