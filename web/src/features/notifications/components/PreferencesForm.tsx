import { useMutation, useQuery } from '@apollo/client/react';
import { Box, chakra, Flex } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import type {
  Language,
  NotificationPreferencesQuery,
  NotificationType,
  UserRole,
} from '../../../__generated__/operations.ts';
import { useDeed } from '../../../shared/use-deed.ts';
import { ActionButton } from '../../../ui/button.tsx';
import { CheckField, SelectField } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Refusal } from '../../../ui/refusal.tsx';
import { Bone, Fault, Loading } from '../../../ui/states.tsx';
import { isToldTo, LANGUAGE_WORDS, TYPE_WORDS } from '../notification-words.ts';
import { NOTIFICATION_PREFERENCES, UPDATE_PREFERENCES } from '../operations.ts';

type Preferences = NonNullable<NotificationPreferencesQuery['notificationPreferences']>;

/** Of what this person is told, where, and in which language. */
export function PreferencesForm({ role }: { role: UserRole }) {
  const { data, error, refetch } = useQuery(NOTIFICATION_PREFERENCES, { fetchPolicy: 'cache-and-network' });
  const preferences = data?.notificationPreferences;
  if (preferences) return <Form preferences={preferences} role={role} />;
  if (error) return <Fault error={error} title="Your preferences could not be read." retry={() => void refetch()} />;
  return (
    <Loading what="your preferences">
      <Bone height="220px" />
    </Loading>
  );
}

function Form({ preferences, role }: { preferences: Preferences; role: UserRole }) {
  const [save] = useMutation(UPDATE_PREFERENCES, { refetchQueries: ['NotificationPreferences'] });
  const { busy, refusal, run } = useDeed();
  const [saved, setSaved] = useState(false);
  const channels = preferences.channels.filter(({ type }) => isToldTo(role, type));

  const submit = async (form: FormData) => {
    setSaved(false);
    const input = {
      language: form.get('language') as Language,
      channels: channels.map(({ type }) => ({
        type,
        inApp: form.has(`inApp-${type}`),
        email: form.has(`email-${type}`),
      })),
    };
    const answer = await run(
      async () => (await save({ variables: { input } })).data?.updateNotificationPreferences,
      'Your preferences are saved.',
    );
    setSaved(answer !== null);
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void submit(new FormData(event.currentTarget));
  };
  return (
    <chakra.form onSubmit={onSubmit} display="flex" flexDirection="column" gap={4} onChange={() => setSaved(false)}>
      <Box maxWidth="240px">
        <SelectField label="Language of messages" name="language" defaultValue={preferences.language}>
          {Object.entries(LANGUAGE_WORDS).map(([language, words]) => (
            <option key={language} value={language} lang={language.toLowerCase()}>
              {words}
            </option>
          ))}
        </SelectField>
      </Box>
      <Box as="ul" listStyleType="none">
        {channels.map(({ type, inApp, email }) => (
          <Flex
            as="li"
            key={type}
            justifyContent="space-between"
            alignItems="center"
            columnGap={5}
            flexWrap="wrap"
            borderTop="1px solid"
            borderColor="line.soft"
            paddingBlock={1}
          >
            <Box flex="1 1 220px">{TYPE_WORDS[type].what}</Box>
            <Flex gap={5} textStyle="small">
              <CheckField label={<Channel of={type}>Here</Channel>} name={`inApp-${type}`} defaultChecked={inApp} />
              <CheckField
                label={<Channel of={type}>By e-mail</Channel>}
                name={`email-${type}`}
                defaultChecked={email}
              />
            </Flex>
          </Flex>
        ))}
      </Box>
      <Refusal text={refusal} />
      {saved && <Notice tone="good">Saved. It applies to what happens from now on.</Notice>}
      <ActionButton type="submit" alignSelf="flex-start" held={busy}>
        {busy ? 'Saving…' : 'Save'}
      </ActionButton>
    </chakra.form>
  );
}

/** Readers hear of what as well; to the eye that stands at the beginning of the line. */
function Channel({ of, children }: { of: NotificationType; children: string }) {
  return (
    <span>
      <chakra.span srOnly>{TYPE_WORDS[of].what}: </chakra.span>
      {children}
    </span>
  );
}
