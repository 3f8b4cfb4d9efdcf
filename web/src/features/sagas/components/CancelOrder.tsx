import { useMutation } from '@apollo/client/react';
import type { SagaProgressFragment } from '../../../__generated__/operations.ts';
import { announce } from '../../../shared/announce.ts';
import { faultMessage } from '../../../shared/fault-message.ts';
import { isProblem, problemMessage } from '../../../shared/problem-message.ts';
import { ActionButton } from '../../../ui/button.tsx';
import { CANCEL_SAGA } from '../saga-progress.ts';
import { canCancel } from '../saga-words.ts';

/** Calls the order off while that is possible; what was done is then taken back, and the stepper shows it. */
export function CancelOrder({
  saga,
}: {
  saga: Pick<SagaProgressFragment, 'id' | 'state' | 'cancelRequested' | 'parked'>;
}) {
  const [cancel, { loading }] = useMutation(CANCEL_SAGA);
  if (!canCancel(saga)) return null;
  const press = async () => {
    try {
      const { data } = await cancel({ variables: { input: { sagaId: saga.id } } });
      announce(isProblem(data?.cancelSaga) ? problemMessage(data.cancelSaga) : 'Your order is being called off.');
    } catch (fault) {
      announce(faultMessage(fault));
    }
  };
  return (
    <ActionButton variant="danger" onClick={() => void press()} held={loading}>
      Cancel order
    </ActionButton>
  );
}
