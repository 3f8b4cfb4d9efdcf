import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '@comptoir/kit';
import { anEvent, eventsOfEveryKind, saleEvent, startNotifications, stockSold } from './harness.ts';
import { ARCHIVED, PRODUCT, type Loose, type TestNotifications, type TestPerson } from './harness.ts';

let system: TestNotifications;
beforeAll(async () => {
  system = await startNotifications();
}, 60_000);
afterAll(() => system.dispose());

const FIELDS = 'language channels { type inApp email }';
const READ = `{ notificationPreferences { ${FIELDS} } }`;
const CHANGE = `mutation ($input: UpdateNotificationPreferencesInput!) { updateNotificationPreferences(input: $input) {
  ... on UpdateNotificationPreferencesSuccess { preferences { ${FIELDS} } } } }`;

const nodes = (page: Loose): Loose[] => (page.edges as unknown as { node: Loose }[]).map(({ node }) => node);
const inbox = async (person: TestPerson) =>
  nodes(await person.value('{ notifications(first: 50) { edges { node { id type title body link } } } }'));
const emails = async ({ id }: TestPerson) =>
  nodes(
    await system
      .person('ADMIN')
      .value(`{ emailDeliveries(filter: { userId: "${id}" }) { edges { node { notificationId language type } } } }`),
  );

describe('preferences', () => {
  it('say everything where nothing was chosen; a change is of what it names', async () => {
    const person = system.person();
    const before = await person.value(READ);
    expect(before.language).toBe('EN');
    const channels = before.channels as unknown as Loose[];
    expect(channels.map(({ inApp, email }) => [inApp, email])).toEqual(channels.map(() => [true, true]));
    const quiet = [{ type: 'SALE_CONFIRMED', email: false }];
    await person.value(CHANGE, { input: { language: 'FR', channels: quiet } });
    const { preferences } = await person.value(CHANGE, { input: { channels: [{ type: 'WELCOME', inApp: false }] } });
    expect(preferences).toEqual(await person.value(READ));
    expect(preferences).toEqual({
      language: 'FR',
      channels: channels.map((one) => ({
        ...one,
        ...(String(one.type) === 'SALE_CONFIRMED' && { email: false }),
        ...(String(one.type) === 'WELCOME' && { inApp: false }),
      })),
    });
    await person.value(CHANGE, { input: { language: 'EN', channels: [{ type: 'SALE_CONFIRMED', email: true }] } });
    await person.value(CHANGE, { input: { channels: [{ type: 'WELCOME', inApp: true }] } });
    expect(await person.value(READ)).toEqual(before);
  });

  it('decide where a message goes, and in which language it is', async () => {
    const person = system.person();
    const channels = [
      { type: 'SALE_CONFIRMED', inApp: false },
      { type: 'SALE_CANCELLED', email: false },
      { type: 'WELCOME', inApp: false, email: false },
    ];
    await person.value(CHANGE, { input: { language: 'FR', channels } });
    const { welcome, ...events } = eventsOfEveryKind(person.id, uuidv7());
    for (const event of [welcome, events['order-confirmed'], events['payment-failed'], events['refund-completed']])
      if (event) await system.deliver(event);
    expect((await inbox(person)).map(({ type }) => type)).toEqual(['REFUND_COMPLETED', 'SALE_CANCELLED']);
    expect((await inbox(person)).at(-1)?.title).toBe('Votre paiement a été refusé');
    expect((await emails(person)).map(({ type, language }) => [type, language])).toEqual([
      ['REFUND_COMPLETED', 'FR'],
      ['SALE_CONFIRMED', 'FR'],
    ]);
    expect(await person.value('{ unreadNotificationCount }')).toBe(2);
    expect((await system.recorded(person.id)).map(({ data }) => [data.channel, data.type])).toEqual([
      ['IN_APP', 'SALE_CANCELLED'],
      ['IN_APP', 'REFUND_COMPLETED'],
    ]);
    // What is sent by e-mail only cannot be reached through the inbox.
    const hidden = String((await emails(person)).at(-1)?.notificationId);
    const mark = `mutation { markNotificationRead(input: { notificationId: "${hidden}" }) { __typename } }`;
    expect(await person.value(mark)).toEqual({ __typename: 'NotFoundProblem' });
  });

  it('changed at once by two do not lose a word', async () => {
    const person = system.person();
    const types = ['WELCOME', 'SALE_CONFIRMED', 'SALE_CANCELLED', 'LOW_STOCK'];
    await Promise.all(types.map((type) => person.value(CHANGE, { input: { channels: [{ type, email: false }] } })));
    const channels = (await person.value(READ)).channels as unknown as Loose[];
    expect(channels.filter(({ email }) => !email).map(({ type }) => type)).toEqual(types);
  });
});

describe('low stock', () => {
  it('is told to those who look after the store, once each time a shelf falls below the mark', async () => {
    const [manager, boss, storeId] = [system.person('MANAGER'), system.person('ADMIN'), uuidv7()];
    system.staff.set(storeId, [manager.id, boss.id]);
    const events = [11, 10, 9, 8].map((onHand) => stockSold(storeId, [{ productId: PRODUCT.id, quantity: 1, onHand }]));
    await system.deliver(...events);
    await system.deliver(...events);
    for (const person of [manager, boss])
      expect(await inbox(person)).toEqual([
        {
          ...{ id: expect.any(String), type: 'LOW_STOCK', title: 'Low stock in Plateau', link: '/products/MUG-1' },
          body: 'Left on the shelf: Mug <blue> (9).',
        },
      ]);
    await system.deliver(stockSold(storeId, [{ productId: PRODUCT.id, quantity: 5, onHand: 7 }]));
    expect(await inbox(manager)).toHaveLength(2);
  });

  it('of what is not sold any more is told to nobody', async () => {
    const [manager, storeId] = [system.person('MANAGER'), uuidv7()];
    system.staff.set(storeId, [manager.id]);
    await system.deliver(stockSold(storeId, [{ productId: ARCHIVED, quantity: 5, onHand: 7 }]));
    expect(await inbox(manager)).toEqual([]);
  });
});

describe('somebody who is forgotten', () => {
  it('has no inbox, no e-mails and no preferences any more, and is told nothing of what comes late', async () => {
    const [person, other] = [system.person(), system.person()];
    await person.value(CHANGE, { input: { language: 'FR', channels: [{ type: 'WELCOME', inApp: false }] } });
    const late = saleEvent('SaleConfirmed', person.id);
    await system.deliver(saleEvent('SaleConfirmed', person.id), saleEvent('SaleConfirmed', other.id));
    const erased = anEvent('UserErased', person.id, { erasedAt: new Date().toISOString() });
    await system.deliver(erased);
    await system.deliver(late, erased);
    expect([await inbox(person), await emails(person)]).toEqual([[], []]);
    expect(await person.value(READ)).toMatchObject({ language: 'EN' });
    expect([await inbox(other), await emails(other)]).toEqual([[expect.anything()], [expect.anything()]]);
    const { rows } = await system.pool.query('SELECT language, not_in_app AS off FROM person WHERE user_id = $1', [
      person.id,
    ]);
    expect(rows).toEqual([{ language: null, off: [] }]);
  });
});
