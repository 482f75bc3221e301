import { notAllowed, principalOf } from '@enterwait/http/access';
import type { Response } from 'express';

/** The daycare of the signed-in staff. @throws HttpError 403 for staff without one */
export function nurseryOf(res: Response): string {
  const { nurseryId } = principalOf(res);
  if (nurseryId === undefined) throw notAllowed();
  return nurseryId;
}
