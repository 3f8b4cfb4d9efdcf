import { useQuery } from '@apollo/client/react';
import { useEffect } from 'react';
import { useReadSoon } from '../../shared/use-read-soon.ts';
import { useFollowNotifications } from '../notifications/index.ts';
import { ORDER_REFUNDS } from './refund-operations.ts';

/** A refund is closed a moment behind its payment, which is what the order tells of. */
const BEHIND_MS = 300;
/** For those whom nothing tells: staff, and whoever wants no messages. */
const LOOK_MS = 10_000;

/**
 * Reads the refunds of an order again while one of them is not at its end (null: none is): with each message to this person,
 * which tells of a decision, and with each version of the order, which tells of the payment.
 */
export function useFollowRefunds(sale: { id: string; version: number } | null): void {
  const { refetch } = useQuery(ORDER_REFUNDS, {
    variables: { id: sale?.id ?? '' },
    skip: !sale,
    pollInterval: LOOK_MS,
    skipPollAttempt: () => document.hidden,
  });
  const readSoon = useReadSoon(() => (sale ? refetch() : Promise.resolve()), BEHIND_MS);
  useFollowNotifications(readSoon, { skip: !sale });
  const version = sale?.version;
  useEffect(() => {
    if (version !== undefined) readSoon();
  }, [version, readSoon]);
}
