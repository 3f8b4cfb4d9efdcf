/** Who can sign in to a demo, for the table that a start prints. */
export function demoAccounts(): [name: string, password: string, role: string][] {
  return [
    ['client', 'client123', 'shopper'],
    ['client2', 'client123', 'shopper'],
    ['agent', 'agent123', 'complaints'],
    ['manager', 'manager123', 'first store'],
    ['admin', 'admin123', 'everything'],
  ];
}
