import type { Delivery } from '../../protocol/entities/delivery.ts';
import { shownAddress } from '../../support/fetch/fetch-resource.ts';
import type { StoredDelivery } from '../store/journal/journal.ts';
import { DeliveryData } from './delivery-data.ts';

/** Returns the receiver of a delivery, without the parts of an address that may be secret. */
export function deliveryTarget({ notification }: DeliveryData): string {
  switch (notification.kind) {
    case 'email':
      return notification.recipients;
    case 'webhook':
      return shownAddress(notification.url);
    case 'plugin':
      return notification.type;
  }
}

export function deliveryView({ id, due, data: stored }: StoredDelivery): Delivery {
  const data = DeliveryData.parse(stored);
  const { trigger, state, attempts, notification } = data;
  return {
    id,
    trigger,
    kind: notification.kind,
    target: deliveryTarget(data),
    state,
    attempts,
    ...(due === undefined ? {} : { nextAt: due }),
  };
}
