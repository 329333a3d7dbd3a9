/** Signing in and out, and the account. */
export const account = {
  lead: 'Sign in to your relay',
  relay: 'Relay address',
  user: 'User or email',
  password: 'Password',
  showPassword: 'Show the password',
  signIn: 'Sign in',
  signInAgain: 'Sign in again',
  signOut: 'Sign out',
  signOutTitle: 'Sign out with messages unsent?',
  signOutUnsent_one:
    '{{count}} message has not reached the relay. It stays on this workstation, encrypted, and is sent when you sign in again.',
  signOutUnsent_other:
    '{{count}} messages have not reached the relay. They stay on this workstation, encrypted, and are sent when you sign in again.',
  menu: 'Appearance and account',
  badAddress: 'This is not the address of a relay. It looks like https://relay.example.org.',
  missing: 'Fill in the user and the password.',
  expired: 'Your sign-in has expired. You can go on writing; nothing is sent until you sign in again.',
  fileOnly: 'This workstation has no key store. The key of its data is protected by the permissions of a file only.',
}
