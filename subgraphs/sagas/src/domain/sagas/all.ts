import { complaintResolutionSaga } from './complaint-resolution.ts';
import { refundSaga } from './refund.ts';
import { saleSaga } from './sale.ts';
import { portsElsewhere } from './steps-elsewhere.ts';

type PortsOf<Saga extends (ports: never) => unknown> = Parameters<Saga>[0];

/** What the sagas ask of the other contexts. */
export type SagaPorts = PortsOf<typeof saleSaga> & PortsOf<typeof refundSaga> & PortsOf<typeof complaintResolutionSaga>;

/**
 * Every saga that this version can carry out. One whose steps were changed stands here in both versions for as long as a
 * saga of the older one may run.
 */
export const allSagas = (ports: SagaPorts) =>
  [saleSaga(ports), refundSaga(ports), complaintResolutionSaga(ports)] as const;

/** The same for processes that begin, describe and stop sagas, but carry out none of their steps. */
export const describedSagas = allSagas(portsElsewhere());
