import type { MaintenanceMode } from '@enterwait/http/maintenance';
import type { Response } from 'express';
import { type ComponentChildren, createContext, type VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { Alert } from '../parts/blocks.tsx';
import { T, text } from '../parts/text.tsx';

/** True during maintenance: pages then offer nothing that would be refused. */
export const MaintenanceContext = createContext(false);

/** Reads the maintenance mode once for this response. */
export async function readMaintenanceMode(res: Response): Promise<void> {
  const maintenance = res.locals.maintenance as MaintenanceMode | undefined;
  if (maintenance !== undefined) res.locals.isUnderMaintenance = await maintenance.isOn();
}

export const isUnderMaintenance = (res: Response): boolean => res.locals.isUnderMaintenance === true;

/** Controls that start something: hidden during maintenance. */
export const WhileOpen = ({ children }: { readonly children: ComponentChildren }): ComponentChildren =>
  useContext(MaintenanceContext) ? null : children;

/** Shown above everything else during maintenance. */
export const MaintenanceNotice = (): VNode | null =>
  useContext(MaintenanceContext) ? (
    <Alert tone="warning" title={text('점검 중입니다', 'Closed for maintenance')}>
      <p>
        <T
          ko="신청, 취소, 승인, 반려를 잠시 받지 않습니다. 이미 접수된 것은 안전하며, 조회는 그대로 할 수 있습니다."
          en="We accept nothing new for now: no applications, withdrawals or decisions. What was received is safe, and you can still view everything."
          block
        />
      </p>
    </Alert>
  ) : null;
