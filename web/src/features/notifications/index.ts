export { Bell } from './components/Bell.tsx';
export { PreferencesForm } from './components/PreferencesForm.tsx';
