import type { ApiKey as ApiKeyRow } from '../application/ports.ts';
import type { UsersContext } from './context.ts';
import { changePassword } from './mutations/change-password.ts';
import { createApiKey } from './mutations/create-api-key.ts';
import { eraseUser } from './mutations/erase-user.ts';
import { login } from './mutations/login.ts';
import { logout } from './mutations/logout.ts';
import { refreshSession } from './mutations/refresh-session.ts';
import { register } from './mutations/register.ts';
import { reinstateUser } from './mutations/reinstate-user.ts';
import { revokeApiKey } from './mutations/revoke-api-key.ts';
import { setUserRole } from './mutations/set-user-role.ts';
import { suspendUser } from './mutations/suspend-user.ts';
import { updateProfile } from './mutations/update-profile.ts';
import { Query } from './query.ts';
import { User } from './user.ts';

/** Schema field → function. */
export const resolvers = {
  Query,
  Mutation: {
    register,
    login,
    refreshSession,
    logout,
    updateProfile,
    changePassword,
    setUserRole,
    suspendUser,
    reinstateUser,
    eraseUser,
    createApiKey,
    revokeApiKey,
  },
  User,
  ApiKey: { user: ({ userId }: ApiKeyRow, _: unknown, { accounts }: UsersContext) => accounts.load(userId) },
};
