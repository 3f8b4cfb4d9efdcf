import { metrics, type Logger, useCaseTelemetry } from '@comptoir/telemetry';

type Client = { address: string; userAgent: string };

/** One function per business event: a counter and a structured line. Names, addresses of people and secrets stay out. */
export function usersTelemetry(service: string, log: Logger) {
  const attempt = (outcome: string, client: Client, fields: object) => {
    metrics.loginAttempts.inc({ service, outcome });
    log.info({
      event: 'login_attempt',
      outcome,
      address: client.address,
      userAgent: client.userAgent.slice(0, 200),
      ...fields,
    });
  };
  return {
    loggedIn: (client: Client, userId: string, sessionId: string) => attempt('ok', client, { userId, sessionId }),
    loginFailed: (client: Client, userId: string | null, reason: string) =>
      attempt('refused', client, { userId, reason }),
    loginSlowedDown: (client: Client, waitSeconds: number) => attempt('rate_limited', client, { waitSeconds }),
    registered: (userId: string) => log.info({ event: 'user_registered', userId }),
    sessionsRevoked: (userId: string, reason: string, count: number) =>
      log.info({ event: 'sessions_revoked', userId, reason, count }),
    refreshTokenReused: (userId: string, sessionId: string) =>
      log.warn({ event: 'refresh_token_reused', userId, sessionId }),
    profileUpdated: (userId: string, fields: string[]) => log.info({ event: 'profile_updated', userId, fields }),
    passwordChanged: (userId: string) => log.info({ event: 'password_changed', userId }),
    roleChanged: (userId: string, from: string, to: string) =>
      log.info({ event: 'user_role_changed', userId, from, to }),
    erased: (userId: string) => log.info({ event: 'user_erased', userId }),
    suspended: (userId: string) => log.info({ event: 'user_suspended', userId }),
    reinstated: (userId: string) => log.info({ event: 'user_reinstated', userId }),
    apiKeyCreated: (apiKeyId: string, userId: string) => log.info({ event: 'api_key_created', apiKeyId, userId }),
    apiKeyRevoked: (apiKeyId: string, userId: string) => log.info({ event: 'api_key_revoked', apiKeyId, userId }),

    ...useCaseTelemetry(service),
  };
}

export type UsersTelemetry = ReturnType<typeof usersTelemetry>;
