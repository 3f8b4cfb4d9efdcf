/** The end of the chain at a moment, vouched for by a key that neither the database nor its owner has. */
export type SignedHead = { seq: number; hash: string; signedAt: string; keyId: string; signature: string };

export type UnsignedHead = Pick<SignedHead, 'seq' | 'hash' | 'signedAt'>;

export type HeadSigner = (head: UnsignedHead) => SignedHead;

/** Whether a head is what was signed; null: with a key that is not known here, so nobody can say. */
export type HeadCheck = (head: SignedHead) => boolean | null;
