import type { Doors } from '@enterwait/http/maintenance';
import type { Response } from 'express';
import { type ComponentChildren, createContext, type VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { Alert } from '../parts/blocks.tsx';
import { T, text } from '../parts/text.tsx';

/** True while the doors of this system are closed: what is shown offers nothing that would be refused. */
export const ClosedDoors = createContext(false);

/** Looks at the doors, for whatever this answer shows. */
export async function lookAtDoors(res: Response): Promise<void> {
  const doors = res.locals.doors as Doors | undefined;
  if (doors !== undefined) res.locals.doorsAreClosed = await doors.areClosed();
}

export const doorsAreClosed = (res: Response): boolean => res.locals.doorsAreClosed === true;

/** What asks for something: not there while nothing is taken. */
export const WhileOpen = ({ children }: { readonly children: ComponentChildren }): ComponentChildren =>
  useContext(ClosedDoors) ? null : children;

/** Above everything else while nothing is taken. */
export const MaintenanceNotice = (): VNode | null =>
  useContext(ClosedDoors) ? (
    <Alert tone="warning" title={text('점검 중입니다', 'Closed for maintenance')}>
      <p>
        <T
          ko="신청, 취소, 승인, 반려를 잠시 받지 않습니다. 이미 접수된 것은 안전하며, 조회는 그대로 할 수 있습니다."
          en="Nothing new is taken for a while: no applications, withdrawals or decisions. What was received is safe, and everything can be looked at."
          block
        />
      </p>
    </Alert>
  ) : null;
