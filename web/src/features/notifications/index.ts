export { Bell } from './components/Bell.tsx';
export { useFollowNotifications } from './use-follow-notifications.ts';
export { PreferencesForm } from './components/PreferencesForm.tsx';
